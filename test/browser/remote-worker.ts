/** A worker of a page: opens what `pagewalk serve` serves, and answers with the processes in it. */
import { Engine } from '../../engine/index.js';
import { openServed } from '../../host-browser/index.js';
import { detectOs, processRecord, type JsonRecord } from '../../os/index.js';

/** What the page sends. */
export interface Task {
  /** As `serve` prints it. */
  readonly address: string;
  readonly core: string;
}

/** What the worker answers. */
export interface Answer {
  readonly records?: readonly JsonRecord[];
  readonly error?: string;
}

async function answer({ address, core }: Task): Promise<Answer> {
  const bytes = new Uint8Array(await (await fetch(core)).arrayBuffer());
  const connector = await openServed(address);
  const os = await detectOs(await Engine.create({ core: bytes, connector }));
  const { items } = await os.processes();
  await connector.close();
  return { records: items.map(processRecord) };
}

onmessage = (event: MessageEvent<Task>) => {
  answer(event.data).then(
    (value) => postMessage(value),
    (error: unknown) => postMessage({ error: String(error) } satisfies Answer),
  );
};
