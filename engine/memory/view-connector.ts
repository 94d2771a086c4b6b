/** A view as the physical memory of another machine: a guest whose memory lies in its host's. */
import type { Connector, PhysicalRange, PhysicalRead, PhysicalWrite } from '../connector.js';
import { baseOf } from './base-view.js';
import { normalRanges } from './map.js';
import { describeMissing } from './partial-read-error.js';
import type { Missing } from './partial.js';
import type { MemoryView } from './view.js';

/** Highest physical address plus one that a connector has. */
const LIMIT = 2 ** 52;

/** How the connector presents itself. */
export interface ViewConnectorOptions {
  /** For messages; default: the name of the source below. */
  readonly name?: string;
  /** What is there; default: the view's ranges below 2^52. */
  readonly ranges?: readonly PhysicalRange[];
}

/**
 * A connector whose physical address n is the view's address n; put a remapped view under it where the guest's memory begins
 * elsewhere. It answers at once where the view does, and is written where the view is. What is written to the view below is not
 * seen in the caches of an engine above. Closing it closes nothing.
 */
export function viewConnector(view: MemoryView, options: ViewConnectorOptions = {}): Connector {
  const base = baseOf(view);
  const { connector } = base.engine;
  const finishReads = (reads: readonly PhysicalRead[], missing: readonly (readonly Missing[])[]): void =>
    reads.forEach((read, i) => {
      const gap = missing[i]?.[0];
      read.got = gap === undefined ? read.into.length : Number(gap.start) - read.phys;
      read.reason = gap && describeMissing(gap);
    });
  const finishWrites = (writes: readonly PhysicalWrite[], missing: readonly (readonly Missing[])[]): void =>
    writes.forEach((write, i) => {
      const gap = missing[i]?.[0];
      write.put = gap === undefined ? write.from.length : Number(gap.start) - write.phys;
      write.reason = gap && describeMissing(gap);
    });
  const readPieces = (reads: readonly PhysicalRead[]) =>
    base.readJob(reads.map(({ phys, into }) => ({ address: BigInt(phys), into })));
  const writePieces = (writes: readonly PhysicalWrite[]) =>
    base.writeJob(writes.map(({ phys, from }) => ({ address: BigInt(phys), data: from })));
  return {
    format: 'view',
    name: options.name ?? connector.name,
    identity: undefined,
    ranges: normalRanges(options.ranges ?? below(base.ranges)),
    cost: { block: 4096, parallel: connector.cost.parallel },
    live: connector.live,
    notes: [`a view of ${connector.name}`],
    read: async (reads, signal) => finishReads(reads, await base.drive(readPieces(reads), signal)),
    ...(base.sync && {
      readSync: (reads: readonly PhysicalRead[]) => finishReads(reads, base.driveSync(readPieces(reads))),
    }),
    ...(base.writable && {
      write: async (writes: readonly PhysicalWrite[], signal?: AbortSignal) =>
        finishWrites(writes, await base.drive(writePieces(writes), signal)),
    }),
    ...(base.writable &&
      base.sync &&
      base.writesAtOnce && {
        writeSync: (writes: readonly PhysicalWrite[]) =>
          finishWrites(writes, base.driveSync(writePieces(writes))),
      }),
    close: () => Promise.resolve(),
  };
}

function below(ranges: MemoryView['ranges']): PhysicalRange[] {
  return ranges.map(({ start, end }) => {
    const from = Math.min(Number(start), LIMIT);
    return { start: from, size: Math.min(Number(end), LIMIT) - from };
  });
}
