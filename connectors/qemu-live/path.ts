/** What a way to a live guest's memory is: the small interface that all of them have, and what they need. */
import {
  PagewalkError,
  type ByteSource,
  type Connect,
  type Connector,
  type HostPorts,
} from '../../engine/index.js';
import { rangesConnector, type SourceRange } from '../source-ranges.js';
import type { Qmp } from '../qmp.js';
import type { QemuMachine } from './machine.js';
import type { Undo } from './undo.js';

/** What the connector needs of a host; it does without what is absent, as far as it can. */
export type QemuHost = Pick<HostPorts, 'processes' | 'shared'> & { readonly connect: Connect };

/** Names of the ways. */
export type PathName = 'shm' | 'procmem' | 'nbd' | 'qtest' | 'qmp' | 'gdb' | 'snapshot';

/** What a way has at hand. */
export interface PathContext {
  readonly qmp: Qmp;
  readonly machine: QemuMachine;
  readonly host: QemuHost;
  /** QEMU's process where it runs on this machine. */
  readonly pid: number | undefined;
  /** Whether memory is to be written. */
  readonly write: boolean;
  /** Where a QEMU on another machine shall listen. */
  readonly listen: { readonly host: string; readonly port: number } | undefined;
  /** Whether the guest ran when it was found. */
  readonly running: boolean;
  /** Takes what has to be taken back. */
  readonly undo: Undo;
  readonly signal: AbortSignal | undefined;
}

/** A way to memory: facts, and how to begin. */
export interface PathDefinition {
  readonly about: string;
  /** What it needs. */
  readonly needs: string;
  /** What it adds to QEMU until it is closed. */
  readonly adds: string;
  /** `live`: memory may change while it is read. `consistent`: all of one moment. */
  readonly memory: 'live' | 'consistent';
  /** Whether the guest stands still while it is open. */
  readonly stops: boolean;
  readonly writes: boolean;
  /** Rejects with why this way is not open here. What was added by then is in `undo`. */
  open(context: PathContext): Promise<Connector>;
}

/** The error of a way that is not open. */
export function notHere(why: string): PagewalkError {
  return new PagewalkError('connector', 'unsupported', why);
}

/** A connector over ranges of a source of live memory. */
export function liveConnector(source: ByteSource, ranges: readonly SourceRange[]): Connector {
  return { ...rangesConnector('qemu', source, ranges, []), live: true, identity: undefined };
}

/** The ranges of a machine in a source where the offset is the physical address. */
export function byAddress({ parts }: QemuMachine): SourceRange[] {
  return parts.map(({ start, size }) => ({ start, size, offset: start }));
}

/** The folder of the host, or an error that says what is missing. It is removed in the end. */
export async function ownFolder({ host, undo, pid }: PathContext): Promise<string> {
  if (host.shared === undefined || pid === undefined)
    throw notHere(
      'QEMU does not run on this machine, or not where it can be seen: no files are shared with it',
    );
  const folder = await host.shared.makeFolder();
  undo.add('the folder', () => folder.remove());
  return folder.path;
}
