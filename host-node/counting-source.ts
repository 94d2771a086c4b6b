/** A byte source that counts what is read from it. */
import type { ByteSource, SourceRead } from '../engine/index.js';

/** What was read so far. */
export interface ReadCounters {
  /** Bytes delivered. */
  bytes: number;
  /** Reads, one range each. */
  reads: number;
  /** Calls, many reads each. */
  calls: number;
}

/** The same source; every call adds to `counters`. */
export function countingSource(source: ByteSource, counters: ReadCounters): ByteSource {
  const count = (reads: readonly SourceRead[]): void => {
    counters.calls++;
    counters.reads += reads.length;
    for (const { got } of reads) counters.bytes += got;
  };
  const { readSync } = source;
  return {
    name: source.name,
    size: source.size,
    identity: source.identity,
    cost: source.cost,
    read: async (reads, signal) => {
      await source.read(reads, signal);
      count(reads);
    },
    ...(readSync && {
      readSync: (reads: readonly SourceRead[]) => {
        readSync(reads);
        count(reads);
      },
    }),
    close: () => source.close(),
  };
}
