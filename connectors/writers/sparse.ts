/** Writing that leaves out zeros: a file of memory has many, and where nothing is written a file reads as zeros. */
import type { ByteSink } from '../../engine/index.js';

/** Zeros are left out in blocks of this many bytes of the file: smaller holes save no room. */
const BLOCK = 4096;

/** True when all bytes are zero. */
export function isZero(bytes: Uint8Array): boolean {
  const whole = bytes.length >>> 2;
  if ((bytes.byteOffset & 3) === 0) {
    const words = new Int32Array(bytes.buffer, bytes.byteOffset, whole);
    for (let i = 0; i < whole; i++) if (words[i] !== 0) return false;
    for (let i = whole << 2; i < bytes.length; i++) if (bytes[i] !== 0) return false;
    return true;
  }
  for (const byte of bytes) if (byte !== 0) return false;
  return true;
}

/** Writes bytes at an offset where nothing was written before; blocks of zeros stay holes. */
export async function writeSparse(sink: ByteSink, offset: number, bytes: Uint8Array): Promise<void> {
  let from = -1;
  for (let at = 0; at < bytes.length;) {
    // Blocks of the file, not of the piece: a hole begins and ends where a block of the file does.
    const end = Math.min(bytes.length, at + BLOCK - ((offset + at) % BLOCK));
    const zero = isZero(bytes.subarray(at, end));
    if (!zero && from < 0) from = at;
    if (zero && from >= 0) {
      await sink.write(offset + from, bytes.subarray(from, at));
      from = -1;
    }
    at = end;
  }
  if (from >= 0) await sink.write(offset + from, bytes.subarray(from));
}
