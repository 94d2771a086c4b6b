/** A File or Blob as a byte source; for use in a worker, where reads can also be synchronous. */
import type { ByteSource, SourceRead } from '../engine/index.js';

/** A slice costs the same up to this size. */
const BLOCK = 256 << 10;
const PARALLEL = 32;

/** Opens a blob. Nothing is read yet, and never the whole of it. */
export function openBlob(blob: Blob, name: string): ByteSource {
  const slice = ({ offset, into }: SourceRead): Blob => blob.slice(offset, offset + into.length);
  const take = (read: SourceRead, bytes: ArrayBuffer): void => {
    read.into.set(new Uint8Array(bytes));
    read.got = bytes.byteLength;
  };
  const failed = (read: SourceRead, cause: unknown): void => {
    read.error = `the file cannot be read any more; it may have been changed, moved or removed (${cause instanceof Error ? cause.message : String(cause)})`;
  };
  const one = async (read: SourceRead): Promise<void> => {
    try {
      take(read, await slice(read).arrayBuffer());
    } catch (cause) {
      failed(read, cause);
    }
  };
  return {
    name,
    size: blob.size,
    identity: blob instanceof File ? [name, blob.size, blob.lastModified].join(':') : undefined,
    cost: { block: BLOCK, parallel: PARALLEL },
    read: async (reads) => {
      for (let i = 0; i < reads.length; i += PARALLEL)
        await Promise.all(reads.slice(i, i + PARALLEL).map(one));
    },
    ...(typeof FileReaderSync !== 'undefined' && {
      readSync: (reads: readonly SourceRead[]) => {
        const reader = new FileReaderSync();
        for (const read of reads) {
          try {
            take(read, reader.readAsArrayBuffer(slice(read)));
          } catch (cause) {
            failed(read, cause);
          }
        }
      },
    }),
    close: () => Promise.resolve(),
  };
}
