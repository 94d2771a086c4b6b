/** A byte source over an array, for tests: it can count, fail and be asynchronous only. */
import type { ByteSource, SourceRead } from '../../engine/index.js';

/** How the source behaves. */
export interface MemorySourceOptions {
  readonly name?: string;
  /** Leaves out `readSync`. */
  readonly asyncOnly?: boolean;
  /** Reads at or behind this offset fail. */
  readonly failFrom?: number;
}

/** A source that holds `bytes`; `size` may claim more than there is. */
export function memorySource(
  bytes: Uint8Array,
  options: MemorySourceOptions = {},
  size = bytes.length,
): ByteSource {
  const serve = (reads: readonly SourceRead[]): void => {
    for (const read of reads) {
      if (options.failFrom !== undefined && read.offset + read.into.length > options.failFrom) {
        read.error = 'the disk failed';
        continue;
      }
      const part = bytes.subarray(Math.min(bytes.length, read.offset), read.offset + read.into.length);
      read.into.set(part);
      read.got = part.length;
    }
  };
  return {
    name: options.name ?? 'memory',
    size,
    identity: undefined,
    cost: { block: 4096, parallel: 1 },
    read: (reads) => {
      serve(reads);
      return Promise.resolve();
    },
    ...(options.asyncOnly !== true && { readSync: serve }),
    close: () => Promise.resolve(),
  };
}
