/** Unpacks xz files: streams of blocks of LZMA2, each with a check. Source: the .xz file format 1.2.1. */
import { crc32, crc64 } from './checksums.js';
import { GrowingBytes, Lzma2, PackedDataError } from './lzma2.js';

export { PackedDataError } from './lzma2.js';

/** The first bytes of a stream. */
export const XZ_MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] as const;
const STREAM_HEADER = 12;
const LZMA2 = 0x21;
/** Checks by their number, and bytes of each. */
const CHECK = { crc32: 1, crc64: 4 } as const;
const CHECK_BYTES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64] as const;

/**
 * The content of an xz file, all streams of it. Checks by CRC are verified, others are taken on trust. Throws
 * PackedDataError for damage, for filters beside LZMA2, and for what becomes larger than `limit` bytes.
 */
export function unpackXz(file: Uint8Array, limit: number): Uint8Array {
  const output = new GrowingBytes(limit);
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const decoder = new Lzma2(file, output);
  for (let at = 0; at < file.length;) {
    // Streams may be padded with zeros.
    if (at > 0 && file[at] === 0) {
      at++;
      continue;
    }
    at = stream(file, view, at, decoder, output);
  }
  return output.bytes.subarray(0, output.length);
}

/** Unpacks a stream; gives the offset behind it. */
function stream(
  file: Uint8Array,
  view: DataView,
  start: number,
  decoder: Lzma2,
  output: GrowingBytes,
): number {
  need(file.length >= start + STREAM_HEADER && XZ_MAGIC.every((byte, i) => file[start + i] === byte));
  need(view.getUint32(start + 8, true) === crc32(file.subarray(start + 6, start + 8)));
  const check = (file[start + 7] as number) & 15;
  let at = start + STREAM_HEADER;
  let blocks = 0;
  while (need(at < file.length) && file[at] !== 0) {
    const size = 4 * ((file[at] as number) + 1);
    need(at + size <= file.length);
    need(view.getUint32(at + size - 4, true) === crc32(file.subarray(at, at + size - 4)));
    filters(file.subarray(at, at + size - 4));
    const before = output.length;
    at = decoder.unpack(at + size);
    for (; ((at - start) & 3) !== 0; at++) need(file[at] === 0);
    need(at + (CHECK_BYTES[check] as number) <= file.length);
    verify(check, view, at, output.bytes.subarray(before, output.length));
    at += CHECK_BYTES[check] as number;
    blocks++;
  }
  return behindIndex(file, view, at, blocks, view.getUint16(start + 6, true));
}

/** A block's header names its filters: LZMA2 alone is known. */
function filters(header: Uint8Array): void {
  const flags = header[1] as number;
  let at = 2;
  for (const present of [0x40, 0x80])
    if ((flags & present) !== 0) while (((header[at++] as number) & 0x80) !== 0);
  if ((flags & 3) !== 0 || header[at] !== LZMA2)
    throw new PackedDataError('unsupported', 'is packed with a filter that is not known');
}

function verify(check: number, view: DataView, at: number, content: Uint8Array): void {
  if (check === CHECK.crc32) need(view.getUint32(at, true) === crc32(content));
  if (check !== CHECK.crc64) return;
  const [high, low] = crc64(content);
  need(view.getUint32(at, true) === low && view.getUint32(at + 4, true) === high);
}

/** The offset behind a stream's index and footer; `flags` are the header's. */
function behindIndex(file: Uint8Array, view: DataView, start: number, blocks: number, flags: number): number {
  let at = start + 1;
  const number = (): number => {
    let [value, scale] = [0, 1];
    for (let i = 0; i < 9; i++) {
      const byte = file[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) break;
    }
    return value;
  };
  need(number() === blocks);
  for (let i = 0; i < 2 * blocks; i++) number();
  at += (4 - ((at - start) & 3)) & 3;
  need(at + 16 <= file.length && view.getUint32(at, true) === crc32(file.subarray(start, at)));
  // The footer: its own check, the size of the index, the flags of the header again, and two letters.
  need(view.getUint32(at + 4, true) === crc32(file.subarray(at + 8, at + 14)));
  need(4 * (view.getUint32(at + 8, true) + 1) === at + 4 - start && view.getUint16(at + 12, true) === flags);
  need(file[at + 14] === 0x59 && file[at + 15] === 0x5a);
  return at + 16;
}

function need(whole: boolean): true {
  if (!whole) throw new PackedDataError('damaged', 'is damaged');
  return true;
}
