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
    const packed = blockHeader(file, at);
    filters(file.subarray(at, packed - 4));
    const before = output.length;
    at = decoder.unpack(packed);
    for (; ((at - start) & 3) !== 0; at++) need(file[at] === 0);
    need(at + (CHECK_BYTES[check] as number) <= file.length);
    verify(check, view, at, output.bytes.subarray(before, output.length));
    at += CHECK_BYTES[check] as number;
    blocks++;
  }
  return behindIndex(file, view, at, blocks, view.getUint16(start + 6, true));
}

/** A block of a stream, as the index at the stream's end names it. */
export interface XzBlock {
  /** Offset in the file, and bytes there with padding and check. */
  readonly at: number;
  readonly length: number;
  /** Bytes of content. */
  readonly size: number;
  /** Number of its check. */
  readonly check: number;
}

/** What was unpacked of a block: all of it, or what comes before the damage. */
export interface XzContent {
  readonly bytes: Uint8Array;
  readonly trouble?: string;
}

/**
 * Unpacks a block whose content has `size` bytes. What a block that is `cut` holds is right as far as it goes; in a damaged one
 * any byte may be wrong, so nothing of it is given.
 */
export function unpackXzBlock(block: Uint8Array, size: number, check: number, cut: boolean): XzContent {
  const output = new GrowingBytes(size);
  try {
    const at = blockHeader(block, 0);
    filters(block.subarray(0, at - 4));
    let end = new Lzma2(block, output).unpack(at);
    for (; (end & 3) !== 0; end++) need(block[end] === 0);
    need(output.length === size && end + (CHECK_BYTES[check] as number) <= block.length);
    try {
      verify(
        check,
        new DataView(block.buffer, block.byteOffset, block.length),
        end,
        output.bytes.subarray(0, size),
      );
    } catch {
      return { bytes: new Uint8Array(0), trouble: 'its checksum is wrong' };
    }
    return { bytes: output.bytes.subarray(0, size) };
  } catch (error) {
    if (!(error instanceof PackedDataError)) throw error;
    const length = cut ? output.length : 0;
    return {
      bytes: output.bytes.subarray(0, length),
      trouble: `the block ${cut ? 'ends too early' : error.message}`,
    };
  }
}

/** Offset behind a block's header, whose checksum is right. */
function blockHeader(file: Uint8Array, at: number): number {
  const end = at + 4 * ((file[at] as number) + 1);
  need(end <= file.length);
  need(
    new DataView(file.buffer, file.byteOffset + end - 4, 4).getUint32(0, true) ===
      crc32(file.subarray(at, end - 4)),
  );
  return end;
}

/** Sizes that a block's header may name: of the packed bytes behind it and of the content. */
export function xzBlockSizes(header: Uint8Array): {
  readonly packed?: number;
  readonly content?: number;
  readonly header: number;
} {
  const end = blockHeader(header, 0);
  const numbers = new XzNumbers(header, 2);
  const flags = header[1] as number;
  return {
    header: end,
    ...((flags & 0x40) !== 0 && { packed: numbers.next() }),
    ...((flags & 0x80) !== 0 && { content: numbers.next() }),
  };
}

/** Numbers of seven bits a byte, lowest first. Source: section 1.2. */
class XzNumbers {
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  /** The next number; NaN for one that is cut or has more than nine bytes. */
  next(): number {
    let [value, scale] = [0, 1];
    for (let i = 0; i < 9; i++) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) return NaN;
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return value;
    }
    return NaN;
  }
}

/** Bytes of a stream's header, and of its footer. */
export const XZ_HEADER = STREAM_HEADER;

/** What a stream's footer says: bytes of the index before it, and the number of the check. Throws PackedDataError. */
export function xzFooter(footer: Uint8Array): { readonly index: number; readonly check: number } {
  const view = new DataView(footer.buffer, footer.byteOffset, STREAM_HEADER);
  need(
    footer[10] === 0x59 && footer[11] === 0x5a && view.getUint32(0, true) === crc32(footer.subarray(4, 10)),
  );
  return { index: 4 * (view.getUint32(4, true) + 1), check: (footer[9] as number) & 15 };
}

/** The number of the check of the blocks of a stream that starts with a header. Throws PackedDataError. */
export function xzHeader(header: Uint8Array): number {
  need(header.length >= STREAM_HEADER && XZ_MAGIC.every((byte, i) => header[i] === byte));
  const sum = new DataView(header.buffer, header.byteOffset, STREAM_HEADER).getUint32(8, true);
  need(sum === crc32(header.subarray(6, 8)));
  return (header[7] as number) & 15;
}

/** The blocks that an index names, which end where the index begins, at `end` in the file. Throws PackedDataError. */
export function xzIndex(index: Uint8Array, end: number, check: number): XzBlock[] {
  need(index[0] === 0 && index.length >= 8);
  const sum = new DataView(index.buffer, index.byteOffset, index.length).getUint32(index.length - 4, true);
  need(sum === crc32(index.subarray(0, -4)));
  const numbers = new XzNumbers(index, 1);
  const count = numbers.next();
  // Each has two numbers of at least a byte.
  need(2 * count <= index.length);
  const sizes: { length: number; size: number }[] = [];
  let total = 0;
  for (let i = 0; i < count; i++) {
    const length = 4 * Math.ceil(numbers.next() / 4);
    const size = numbers.next();
    need(length >= 8 && size >= 0 && Number.isSafeInteger(length) && Number.isSafeInteger(size));
    total += length;
    sizes.push({ length, size });
  }
  let at = end - total;
  need(at >= STREAM_HEADER);
  return sizes.map(({ length, size }) => {
    at += length;
    return { at: at - length, length, size, check };
  });
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
