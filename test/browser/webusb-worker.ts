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
  /** Pages whose bytes are digested, from an address on. */
  readonly pages: { readonly start: number; readonly size: number };
}

/** What the worker answers. */
export interface Answer {
  readonly notes: readonly string[];
  readonly records?: readonly JsonRecord[];
  /** SHA-256 of the pages, hexadecimal. */
  readonly digest?: string;
  readonly error?: string;
}

async function fetched(url: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

async function answer({ dump, core, simulated, pages }: Task): Promise<Answer> {
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
  const read = { phys: pages.start, into: new Uint8Array(pages.size), got: 0 };
  await connector.read([read]);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', read.into.subarray(0, read.got)));
  const os = await detectOs(await Engine.create({ core: await fetched(core), connector }));
  const { items } = await os.processes();
  await connector.close();
  const digest = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { notes: connector.notes, digest, records: items.map(processRecord) };
}

onmessage = (event: MessageEvent<Task>) => {
  answer(event.data).then(
    (value) => postMessage(value),
    (error: unknown) => postMessage({ notes: [], error: String(error) } satisfies Answer),
  );
};
