/** A running QEMU guest as physical memory: the machine is asked over QMP, and the best way to its memory is taken. */
import { PagewalkError, type Connector, type Registers } from '../../engine/index.js';
import { Qmp } from '../qmp.js';
import { gdb } from './gdb-path.js';
import { askMachine, statusOf, type QemuMachine } from './machine.js';
import { nbd } from './nbd-path.js';
import { qmp as monitorMemory } from './monitor-memory.js';
import { notHere, type PathContext, type PathDefinition, type PathName, type QemuHost } from './path.js';
import { procmem } from './procmem.js';
import { qtest } from './qtest-path.js';
import { parseRegisters } from './registers.js';
import { shm } from './shm.js';
import { snapshot } from './snapshot.js';
import { isQemu, onlyTarget, targetOf } from './targets.js';
import { Undo } from './undo.js';

/** All ways by name. */
export const QEMU_PATHS: Readonly<Record<PathName, PathDefinition>> = {
  shm,
  procmem,
  nbd,
  qtest,
  qmp: monitorMemory,
  gdb,
  snapshot,
};

/**
 * Those that are tried when none is named: first what adds nothing to QEMU, then what slows the guest least. Not qtest, which a QEMU bears
 * once in its life, nor what stops the guest.
 */
const ORDER: readonly PathName[] = ['shm', 'procmem', 'nbd', 'qmp'];
/** Those of the connector `kvm`. */
const LOCAL: readonly PathName[] = ['shm', 'procmem'];

/** How to open a machine. */
export interface QemuOptions {
  /** The way to memory; default: the best that is open. */
  readonly path?: PathName;
  /** Lets memory be written, where the way can. */
  readonly write?: boolean;
  /** Where a QEMU on another machine shall listen for `nbd` or `qtest`. Whoever reaches it can read memory, with `qtest` also write. */
  readonly listen?: { readonly host: string; readonly port: number };
  /** Only ways through /proc. */
  readonly local?: boolean;
}

/**
 * Opens a guest. `target`: `unix:PATH`, a path, `tcp:HOST:PORT`, the number of a QEMU process of this machine, or nothing where only one
 * runs here. Rejects with kind `usage` for a target that is none or a way that cannot write when it should, `not-recognised` when no QEMU
 * answers there, `unsupported` when no way is open, `io` for connections that break. All that was added to QEMU is removed then, as it is by `close`.
 */
export async function openQemu(
  host: QemuHost,
  target: string,
  options: QemuOptions = {},
  signal?: AbortSignal,
): Promise<Connector> {
  const qmp = await Qmp.open(await host.connect(await socketOf(host, target), signal), signal);
  const undo = new Undo();
  undo.add('a connection', () => qmp.close());
  try {
    const machine = await askMachine(qmp, signal);
    const { running, status } = await statusOf(qmp, signal);
    const context: PathContext = {
      qmp,
      machine,
      host,
      pid: await pidOf(host, machine),
      write: options.write === true,
      listen: options.listen,
      running,
      undo,
      signal,
    };
    const { name, connector, refusals } = await chosen(context, options);
    const notes = [
      `QEMU ${machine.version}, ${machine.target} ${machine.type}, ${status}${machine.name === undefined ? '' : `, '${machine.name}'`}`,
      `memory by ${name}: ${QEMU_PATHS[name].about}`,
      ...refusals,
      `added to QEMU: ${QEMU_PATHS[name].adds}`,
      ...machine.notes,
    ];
    return live(context, connector, name, notes);
  } catch (error) {
    await undo.all().catch(() => undefined);
    throw error;
  }
}

/** The way that was named, or the first that opens; with why others did not. */
async function chosen(
  context: PathContext,
  { path, local = false }: QemuOptions,
): Promise<{ readonly name: PathName; readonly connector: Connector; readonly refusals: readonly string[] }> {
  const refusals: string[] = [];
  for (const name of path === undefined ? (local ? LOCAL : ORDER) : [path]) {
    const definition = QEMU_PATHS[name];
    const mark = context.undo.mark;
    try {
      if (context.write && !definition.writes) throw notHere('it cannot write');
      return { name, connector: await definition.open(context), refusals };
    } catch (error) {
      await context.undo.all(mark);
      if (!(error instanceof PagewalkError) || error.kind === 'aborted') throw error;
      refusals.push(`not by ${name}: ${error.message}`);
    }
  }
  throw new PagewalkError(
    'connector',
    'unsupported',
    `${context.qmp.name}: no way to the memory is open: ${refusals.join('; ')}`,
    { source: context.qmp.name },
  );
}

/** The connector with what the monitor can do beside reading. */
function live(context: PathContext, memory: Connector, path: PathName, notes: readonly string[]): Connector {
  const { qmp, machine, host, pid, running, undo } = context;
  const { memory: kind, stops } = QEMU_PATHS[path];
  const identity = kind === 'live' && pid !== undefined ? host.processes?.identity(pid) : undefined;
  let closing: Promise<void> | undefined;
  let paused = false;
  return {
    ...memory,
    format: 'qemu',
    name: qmp.name,
    identity: identity === undefined ? undefined : `qemu:${identity}`,
    live: kind === 'live',
    ...(stops && { stops }),
    notes,
    registers: async (signal) => {
      const more = (await memory.registers?.(signal)) ?? [];
      const all: Registers[] = [];
      for (let processor = 0; processor < machine.processors; processor++) {
        const text = await qmp.monitor('info registers', processor, { signal });
        all.push({ ...parseRegisters(machine.target, text), ...more[processor] });
      }
      return all;
    },
    pause: async (signal) => {
      await qmp.execute('stop', {}, { signal });
      paused = true;
    },
    resume: async (signal) => {
      await qmp.execute('cont', {}, { signal });
      paused = false;
    },
    close: () => {
      closing ??= (async () => {
        await memory.close();
        if (paused && running) undo.add('the pause', async () => void (await qmp.execute('cont')));
        await undo.all();
      })();
      return closing;
    },
  };
}

/** QEMU's process, when it runs on this machine and can be seen. */
async function pidOf({ processes }: QemuHost, { thread }: QemuMachine): Promise<number | undefined> {
  if (processes === undefined || thread === undefined) return undefined;
  const process = await processes.ofThread(thread);
  return process !== undefined && isQemu(process) ? process.pid : undefined;
}

async function socketOf({ processes }: QemuHost, target: string): Promise<string> {
  if (target !== '' && !/^\d+$/.test(target)) return target;
  if (processes === undefined)
    throw new PagewalkError('connector', 'usage', 'which machine? This host shows no processes', {
      hint: '-c qemu:unix:/run/vm.qmp or -c qemu:tcp:HOST:PORT',
    });
  return target === '' ? onlyTarget(processes) : targetOf(Number(target), processes);
}
