/** A worker of a page: finds the machine behind a PCILeech board by WebUSB, and answers with its processes. */
import { FT601_ID, openPcileech } from '../../connectors/index.js';
import { Engine } from '../../engine/index.js';
import { openUsb } from '../../host-browser/index.js';
import { detectOs, processRecord, type JsonRecord } from '../../os/index.js';
import { FakeBoard } from '../kit/fake-board.js';

/** What the page sends. */
export interface Task {
  /** Addresses of the dump and of core.wasm. */
  readonly dump: string;
  readonly core: string;
  /** A simulated board over the dump takes the place of the browser's devices. */
  readonly simulated: boolean;
}

/** What the worker answers. */
export interface Answer {
  readonly notes: readonly string[];
  readonly records?: readonly JsonRecord[];
  readonly error?: string;
}

async function fetched(url: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

async function answer({ dump, core, simulated }: Task): Promise<Answer> {
  let size: number;
  if (simulated) {
    const bytes = await fetched(dump);
    size = bytes.length;
    const read = (address: number, length: number): Uint8Array | undefined =>
      address + length <= bytes.length ? bytes.subarray(address, address + length) : undefined;
    const board = new FakeBoard({ read }, { seed: 7, swap: true, drop: 0.001 });
    Object.defineProperty(navigator, 'usb', { value: { getDevices: () => Promise.resolve([board]) } });
  } else size = Number((await fetch(dump, { method: 'HEAD' })).headers.get('content-length'));
  const connector = await openPcileech(await openUsb(FT601_ID), { ranges: [{ start: 0, size }] });
  const os = await detectOs(await Engine.create({ core: await fetched(core), connector }));
  const { items } = await os.processes();
  await connector.close();
  return { notes: connector.notes, records: items.map(processRecord) };
}

onmessage = (event: MessageEvent<Task>) => {
  answer(event.data).then(
    (value) => postMessage(value),
    (error: unknown) => postMessage({ notes: [], error: String(error) } satisfies Answer),
  );
};
