/** A byte sink over memory, for tests: its file is what `bytes` gives. */
import type { ByteSink } from '../../engine/index.js';

/** A sink whose content can be looked at. */
export interface MemorySink extends ByteSink {
  /** The file so far. */
  bytes(): Uint8Array;
  /** Bytes that were written, holes left out. */
  written(): number;
}

/** A sink; with `content`, a file that is gone on with. After `failAfter` writes it fails as a full disk does. */
export function memorySink(content: Uint8Array = new Uint8Array(0), failAfter = Infinity): MemorySink {
  let file = content.slice();
  let size = content.length;
  let [written, calls] = [0, 0];
  const resize = (next: number): void => {
    if (next > file.length) {
      const grown = new Uint8Array(Math.max(next, 2 * file.length));
      grown.set(file.subarray(0, size));
      file = grown;
    }
    file.fill(0, next, Math.max(size, next));
    size = next;
  };
  return {
    name: 'the-copy',
    write: (offset, bytes) => {
      if (++calls > failAfter) return Promise.reject(new Error('the disk is full'));
      if (offset + bytes.length > size) resize(offset + bytes.length);
      file.set(bytes, offset);
      written += bytes.length;
      return Promise.resolve();
    },
    flush: () => Promise.resolve(),
    resize: (next) => {
      resize(next);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
    bytes: () => file.subarray(0, size),
    written: () => written,
  };
}
