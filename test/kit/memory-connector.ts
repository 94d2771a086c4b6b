/** A connector over bytes in memory, with holes, faults and a log of what was asked. */
import {
  normalRanges,
  type Connector,
  type PhysicalRange,
  type PhysicalRead,
  type PhysicalWrite,
} from '../../engine/index.js';

/** What a test connector is made of. */
export interface MemoryOptions {
  /** What is there; default: all bytes from address 0. Bytes of range i follow those of range i - 1. */
  readonly ranges?: readonly PhysicalRange[];
  /** Best size of a read in bytes; default 4096. */
  readonly block?: number;
  /** Without readSync. */
  readonly asyncOnly?: boolean;
  /** Called for every read; a text makes it fail with that reason. */
  readonly fault?: (read: PhysicalRead, index: number) => string | undefined;
  /** Waits before a trip is served, e.g. a random number of turns. */
  readonly delay?: () => Promise<void>;
  /** Takes writes, into `bytes`. */
  readonly writable?: boolean;
}

/** A connector that tells what was asked of it. */
export interface MemoryConnector extends Connector {
  /** Reads of each trip so far, as {phys, length}. */
  readonly trips: { readonly phys: number; readonly length: number }[][];
  closed: boolean;
}

/** Physical memory that is `bytes`. */
export function memoryConnector(bytes: Uint8Array, options: MemoryOptions = {}): MemoryConnector {
  const ranges = options.ranges ?? [{ start: 0, size: bytes.length }];
  const offsets = ranges.map((_, i) => ranges.slice(0, i).reduce((sum, r) => sum + r.size, 0));
  const trips: { phys: number; length: number }[][] = [];
  let count = 0;
  /** What of a piece lies in its range: the place in `bytes`, and how much. */
  const place = (phys: number, length: number): { from: number; length: number } | undefined => {
    const i = ranges.findIndex((r) => phys >= r.start && phys < r.start + r.size);
    const range = ranges[i];
    if (range === undefined) return undefined;
    const skip = phys - range.start;
    return { from: (offsets[i] as number) + skip, length: Math.min(length, range.size - skip) };
  };
  const carryOut = (writes: readonly PhysicalWrite[]): void => {
    for (const write of writes) {
      const at = place(write.phys, write.from.length);
      write.put = at?.length ?? 0;
      write.reason = write.put < write.from.length ? 'the range ends' : undefined;
      if (at !== undefined) bytes.set(write.from.subarray(0, at.length), at.from);
    }
  };
  const serve = (reads: readonly PhysicalRead[]): void => {
    trips.push(reads.map(({ phys, into }) => ({ phys, length: into.length })));
    for (const read of reads) {
      read.got = 0;
      const fault = options.fault?.(read, count++);
      if (fault !== undefined) {
        read.reason = fault;
        continue;
      }
      const at = place(read.phys, read.into.length);
      if (at === undefined) {
        read.reason = 'not in the test memory';
        continue;
      }
      read.got = at.length;
      read.into.set(bytes.subarray(at.from, at.from + at.length));
      if (read.got < read.into.length) read.reason = 'the range ends';
    }
  };
  const connector: MemoryConnector = {
    format: 'memory',
    name: 'test memory',
    identity: undefined,
    ranges: normalRanges(ranges),
    cost: { block: options.block ?? 4096, parallel: 1 },
    live: false,
    notes: [],
    trips,
    closed: false,
    read: async (reads, signal) => {
      await (options.delay?.() ?? Promise.resolve());
      signal?.throwIfAborted();
      serve(reads);
    },
    ...(options.asyncOnly !== true && { readSync: serve }),
    ...(options.writable === true && {
      write: async (writes: readonly PhysicalWrite[], signal?: AbortSignal) => {
        await (options.delay?.() ?? Promise.resolve());
        signal?.throwIfAborted();
        carryOut(writes);
      },
      ...(options.asyncOnly !== true && { writeSync: carryOut }),
    }),
    close: () => {
      connector.closed = true;
      return Promise.resolve();
    },
  };
  return connector;
}
