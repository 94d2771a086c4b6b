/** The page's state as signals, and the actions that change it. */
import { computed, signal } from '@preact/signals';
import * as Comlink from 'comlink';
import type {
  Answer,
  Bytes,
  Failure,
  MemoryContext,
  OpenEvent,
  Records,
  TableName,
} from '../../host-browser/index.js';
import type { Evidence, JsonRecord } from '../../os/index.js';
import { dataUrlBytes, startWorker, type Client } from './analyst-client.js';

/** The views, in the order of the navigation. */
export const VIEWS = ['overview', 'processes', 'threads', 'mappings', 'modules', 'log', 'memory'] as const;
/** Name of a view. */
export type ViewName = (typeof VIEWS)[number];

/** What the page is doing with a dump. */
export type Phase =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'opening';
      readonly name: string;
      readonly step: string;
      readonly done: number;
      readonly total: number;
      readonly since: number;
    }
  | { readonly kind: 'open'; readonly name: string }
  | { readonly kind: 'failed'; readonly name: string; readonly failure: Failure };

export const phase = signal<Phase>({ kind: 'empty' });
export const info = signal<JsonRecord | undefined>(undefined);
export const evidence = signal<readonly Evidence[]>([]);
export const view = signal<ViewName>('overview');
export const pid = signal<number | undefined>(undefined);
export const tables = signal<Readonly<Record<string, Answer<Records>>>>({});
export const context = signal<MemoryContext>({ kind: 'physical' });
export const top = signal(0n);
export const selected = signal<JsonRecord | undefined>(undefined);
export const lost = signal<string | undefined>(undefined);
export const showKeys = signal(false);

/** Key of a table for the current process. */
export const tableKey = (name: TableName, of: number | undefined): string =>
  name === 'mappings' || name === 'threads' ? `${name}:${of ?? ''}` : name;

/** Name of the chosen process. */
export const processName = computed(() => {
  const list = tables.value['processes'];
  const found = list?.ok === true ? list.value.records.find((r) => r['pid'] === pid.value) : undefined;
  return typeof found?.['name'] === 'string' ? found['name'] : undefined;
});

let client: Client | undefined;
let current: { blob: Blob; name: string; beside: readonly File[] } | undefined;

function worker(): Client {
  client ??= startWorker((why) => {
    client = undefined;
    lost.value = why;
  });
  return client;
}

/** Opens the first of some files; the others may be parts of it. */
export async function openFiles(files: FileList | null | undefined): Promise<void> {
  const [first, ...others] = files ?? [];
  if (first !== undefined) await openDump(first, first.name, others);
}

/** Opens a dump; the view that was shown stays. */
async function openDump(blob: Blob, name: string, beside: readonly File[] = []): Promise<void> {
  const mine = { blob, name, beside };
  current = mine;
  lost.value = undefined;
  tables.value = {};
  info.value = undefined;
  evidence.value = [];
  selected.value = undefined;
  phase.value = { kind: 'opening', name, step: 'recognising', done: 0, total: 0, since: performance.now() };
  const { analyst, core } = worker();
  const onEvent = (event: OpenEvent): void => {
    if (current !== mine) return;
    if (event.kind === 'evidence') evidence.value = [...evidence.value, event.evidence];
    else if (phase.value.kind === 'opening')
      phase.value = { ...phase.value, step: event.step, done: event.done, total: event.total };
  };
  const result = await analyst.open(blob, name, core, Comlink.proxy(onEvent), beside);
  // Another dump was opened meanwhile, or the same one anew.
  if (current !== mine) return;
  if (!result.ok) {
    phase.value = { kind: 'failed', name, failure: result.failure };
    return;
  }
  info.value = result.value;
  phase.value = { kind: 'open', name };
  await loadTable('processes');
}

/** Opens the sample that comes with the page. It is a script of the page's own, so no request leaves the policy. */
export async function openSample(): Promise<void> {
  phase.value = {
    kind: 'opening',
    name: 'sample',
    step: 'unpacking the sample',
    done: 0,
    total: 0,
    since: performance.now(),
  };
  const { default: url } = await import('../../sample/linux-6.1.raw.zst?inline');
  await openDump(await worker().analyst.unpack(dataUrlBytes(url)), 'sample: linux-6.1.raw');
}

/** Starts a new worker after one was lost, with the same dump and view. */
export async function restart(): Promise<void> {
  client?.stop();
  client = undefined;
  if (current !== undefined) await openDump(current.blob, current.name, current.beside);
}

/** Stops the opening. */
export async function cancel(): Promise<void> {
  await client?.analyst.cancel();
}

/** Fetches a table unless it is there. */
export async function loadTable(name: TableName, of?: number): Promise<void> {
  const key = tableKey(name, of);
  if (tables.value[key] !== undefined || phase.value.kind !== 'open') return;
  const result = await worker().analyst.table(name, of);
  tables.value = { ...tables.value, [key]: result };
}

/** Bytes for the hex view. */
export function readBytes(from: MemoryContext, address: bigint, length: number): Promise<Answer<Bytes>> {
  return worker().analyst.read(from, address, length);
}

/** Goes to an address or kernel symbol in the memory view; the text of an error when it cannot. */
export async function goTo(text: string): Promise<string | undefined> {
  const trimmed = text.trim().replaceAll(/[_ ]/g, (c) => (c === ' ' ? '' : c));
  let address: bigint;
  if (/^(0x[0-9a-f]+|\d+)$/i.test(trimmed)) address = BigInt(trimmed);
  else if (/^[0-9a-f]{8,16}$/i.test(trimmed)) address = BigInt(`0x${trimmed}`);
  else {
    const [, symbol = '', plus = '0'] = /^([\w.$]+)(?:\+(0x[0-9a-f]+|\d+))?$/i.exec(trimmed) ?? [];
    if (symbol === '') return `"${text}" is neither an address nor a symbol`;
    const found = await worker().analyst.symbol(symbol);
    if (!found.ok) return found.failure.message;
    address = found.value + BigInt(plus);
    context.value = { kind: 'kernel' };
  }
  if (address >= 1n << 64n) return `0x${address.toString(16)} is above 2^64 - 1`;
  if (context.value.kind === 'physical' && address >= 1n << 52n) context.value = { kind: 'kernel' };
  top.value = address & ~15n;
  show('memory');
  return undefined;
}

/** Shows a view, of a process where one is given. */
export function show(name: ViewName, of?: number): void {
  if (of !== undefined) pid.value = of;
  view.value = name;
  selected.value = undefined;
}

/** The link to what is shown: view, process, address; never content. */
export const link = computed(() => {
  const parts = new URLSearchParams({ view: view.value });
  if (pid.value !== undefined) parts.set('pid', String(pid.value));
  if (view.value === 'memory') {
    parts.set('in', context.value.kind);
    parts.set('addr', `0x${top.value.toString(16)}`);
  }
  return `#${parts.toString()}`;
});

/** Takes the state from a link. */
export function follow(hash: string): void {
  const parts = new URLSearchParams(hash.slice(1));
  const name = VIEWS.find((v) => v === parts.get('view'));
  if (name !== undefined) view.value = name;
  const process = Number(parts.get('pid'));
  if (parts.has('pid') && Number.isSafeInteger(process)) pid.value = process;
  const address = parts.get('addr') ?? '';
  if (/^0x[0-9a-f]{1,16}$/i.test(address)) top.value = BigInt(address) & ~15n;
  const where = parts.get('in');
  if (where === 'kernel' || where === 'physical') context.value = { kind: where };
  else if (where === 'process' && pid.value !== undefined)
    context.value = { kind: 'process', pid: pid.value };
}
