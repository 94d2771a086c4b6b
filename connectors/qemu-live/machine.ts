/** What a QEMU monitor tells of its machine before a byte of memory is read: architecture, memory and its backends, processors. */
import { QmpError, type Qmp } from '../qmp.js';
import { parseFlatView, type RamPart } from './layout.js';

/** A memory backend: an object of QEMU that holds a block of RAM. */
export interface Backend {
  /** Bytes. */
  readonly size: number;
  /** Its class: `memory-backend-file`, `memory-backend-memfd`, `memory-backend-ram`. */
  readonly type: string;
  /** Whether what is written to its file is written to memory, and the other way round. */
  readonly share: boolean;
  /** The file, where QEMU runs. */
  readonly path: string | undefined;
  /** Where the block starts in the file. */
  readonly offset: number;
}

/** A machine. */
export interface QemuMachine {
  /** QEMU's version. */
  readonly version: string;
  /** Target as QEMU calls it: `x86_64`, `aarch64`, `riscv64`, `arm`. */
  readonly target: string;
  /** Machine type: `pc-q35-7.2`. */
  readonly type: string;
  /** As `-name` has it. */
  readonly name: string | undefined;
  readonly processors: number;
  /** A thread of QEMU, by its number on the machine that QEMU runs on. */
  readonly thread: number | undefined;
  readonly backends: ReadonlyMap<string, Backend>;
  /** Where RAM lies, sorted. */
  readonly parts: readonly RamPart[];
  readonly notes: readonly string[];
}

/** More objects than any machine has: an answer that names more is none. */
const MAX_OBJECTS = 4096;

/** Asks a monitor. Rejects with kind `malformed` for answers that make no machine. */
export async function askMachine(qmp: Qmp, signal?: AbortSignal): Promise<QemuMachine> {
  const ask = (command: Parameters<Qmp['execute']>[0], args = {}): Promise<unknown> =>
    qmp.execute(command, args, { signal });
  const target = memberText(qmp, await ask('query-target'), 'arch', 'query-target');
  const type = qmp.text(await ask('qom-get', { path: '/machine', property: 'type' }), 'the type of /machine');
  const size = await ask('query-memory-size-summary');
  const cpus = await ask('query-cpus-fast');
  const named = await ask('query-name');
  const backends = await askBackends(qmp, signal);
  const bytes = memberSize(qmp, size, 'base-memory') + memberSize(qmp, size, 'plugged-memory', 0);
  const { parts, notes } = parseFlatView(
    await qmp.monitor('info mtree -f', undefined, { signal }),
    { size: bytes, backends: new Map([...backends].map(([id, backend]) => [id, backend.size])) },
    qmp.name,
  );
  if (!Array.isArray(cpus)) throw qmp.malformed('query-cpus-fast', 'a list', cpus);
  const name = member(named, 'name');
  const thread = member((cpus as readonly unknown[])[0], 'thread-id');
  return {
    version: qmp.version,
    target,
    type: type.replace(/-machine$/, ''),
    name: typeof name === 'string' ? name : undefined,
    processors: cpus.length,
    thread: typeof thread === 'number' ? thread : undefined,
    backends,
    parts,
    notes,
  };
}

/** Whether the machine runs, and the word that QEMU has for its state. */
export async function statusOf(
  qmp: Qmp,
  signal?: AbortSignal,
): Promise<{ readonly running: boolean; readonly status: string }> {
  const answer = await qmp.execute('query-status', {}, { signal });
  return {
    running: member(answer, 'running') === true,
    status: memberText(qmp, answer, 'status', 'query-status'),
  };
}

async function askBackends(qmp: Qmp, signal: AbortSignal | undefined): Promise<Map<string, Backend>> {
  const objects = await qmp.execute('qom-list', { path: '/objects' }, { signal });
  if (!Array.isArray(objects) || objects.length > MAX_OBJECTS)
    throw qmp.malformed('qom-list /objects', `a list of at most ${MAX_OBJECTS} objects`, objects);
  const backends = new Map<string, Backend>();
  for (const object of objects as readonly unknown[]) {
    const id = memberText(qmp, object, 'name', 'qom-list /objects');
    const kind = /^child<(memory-backend-.*)>$/.exec(
      memberText(qmp, object, 'type', 'qom-list /objects'),
    )?.[1];
    if (kind === undefined) continue;
    const get = (property: string): Promise<unknown> => propertyOf(qmp, `/objects/${id}`, property, signal);
    const path = await get('mem-path');
    backends.set(id, {
      size: checkedSize(qmp, await get('size'), `the size of ${id}`),
      type: kind,
      share: (await get('share')) === true,
      path: typeof path === 'string' && path !== '' ? path : undefined,
      // Backends of files have it since 8.1.
      offset: checkedSize(qmp, (await get('offset')) ?? 0, `the offset of ${id}`),
    });
  }
  return backends;
}

/** A property, or undefined where the object has none of that name. */
async function propertyOf(
  qmp: Qmp,
  path: string,
  property: string,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  try {
    return await qmp.execute('qom-get', { path, property }, { signal });
  } catch (error) {
    if (error instanceof QmpError) return undefined;
    throw error;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function memberText(qmp: Qmp, value: unknown, name: string, what: string): string {
  return qmp.text(member(value, name), `${what}: ${name}`);
}

function memberSize(qmp: Qmp, value: unknown, name: string, absent?: number): number {
  return checkedSize(qmp, member(value, name) ?? absent, name);
}

function checkedSize(qmp: Qmp, value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw qmp.malformed(what, 'a number of bytes', value);
}
