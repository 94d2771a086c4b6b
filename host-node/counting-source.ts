/** A byte source that counts what is read from it. */
import { observeReads, type ByteSource, type SourceRead } from '../engine/index.js';

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
  return observeReads<SourceRead, ByteSource>(source, (reads) => {
    counters.calls++;
    counters.reads += reads.length;
    for (const { got } of reads) counters.bytes += got;
  });
}
