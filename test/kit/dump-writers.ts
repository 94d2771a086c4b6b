/** Writers of dump formats for tests: LiME, AVML, kdump and its flattened stream. */
import { zlibSync } from 'fflate';
import { compress as snappy } from 'snappyjs';
import { crc32c } from '../../codecs/page-codec.js';

/** A stretch of memory. */
export interface Stretch {
  readonly start: number;
  readonly data: Uint8Array;
}

/** Joins pieces. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

function recordHeader(magic: string, version: number, start: number, size: number): Uint8Array {
  const head = Buffer.alloc(32);
  head.write(magic, 0, 'latin1');
  head.writeUInt32LE(version, 4);
  head.writeBigUInt64LE(BigInt(start), 8);
  head.writeBigUInt64LE(BigInt(start + size - 1), 16);
  return head;
}

/** A LiME dump of these stretches, which need not be page aligned. */
export function limeDump(memory: readonly Stretch[]): Uint8Array {
  return joined(...memory.flatMap(({ start, data }) => [recordHeader('EMiL', 1, start, data.length), data]));
}

/** A snappy frame stream; every third chunk is stored plain, and one chunk is padding. */
export function frames(data: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Buffer.from('\xff\x06\0\0sNaPpY', 'latin1')];
  for (let at = 0, count = 0; at < data.length; at += 65536, count++) {
    const chunk = data.subarray(at, at + 65536);
    const plain = count % 3 === 2;
    const body = plain ? chunk : snappy(chunk);
    const head = Buffer.alloc(8);
    head.writeUInt32LE(((body.length + 4) << 8) | (plain ? 1 : 0), 0);
    const sum = crc32c(chunk);
    head.writeUInt32LE((((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0, 4);
    parts.push(head, body);
    if (count === 0) parts.push(Buffer.from('\xfe\x03\0\0abc', 'latin1'));
  }
  return joined(...parts);
}

/** An AVML dump (version 2): a record a stretch. */
export function avmlDump(memory: readonly Stretch[]): Uint8Array {
  return joined(
    ...memory.flatMap(({ start, data }) => {
      const stream = frames(data);
      const trailer = Buffer.alloc(8);
      trailer.writeBigUInt64LE(BigInt(stream.length));
      return [recordHeader('AVML', 2, start, data.length), stream, trailer];
    }),
  );
}

/** How a kdump is made. */
export interface KdumpShape {
  readonly pageSize?: number;
  /** Bytes of a `long` on the machine. */
  readonly word?: 4 | 8;
  readonly version?: number;
  /** Packs page number `i` of those dumped: what is stored, and the flag of its codec. */
  readonly pack?: (page: Uint8Array, i: number) => { data: Uint8Array; flag: number };
  /** Pages that are memory but left out, by physical address. */
  readonly excluded?: ReadonlySet<number>;
  readonly level?: number;
  /** Only these frames, as one file of a split set. */
  readonly split?: { readonly from: number; readonly to: number };
}

const packZlib = (page: Uint8Array): { data: Uint8Array; flag: number } => ({
  data: zlibSync(page),
  flag: 1,
});

/** A kdump-compressed dump of whole pages. */
export function kdump(memory: readonly Stretch[], shape: KdumpShape = {}): Uint8Array {
  const { pageSize = 4096, word = 8, version = 6, pack = packZlib, excluded = new Set(), level = 0 } = shape;
  const pages = new Map<number, Uint8Array>();
  for (const { start, data } of memory)
    for (let at = 0; at < data.length; at += pageSize)
      pages.set((start + at) / pageSize, data.subarray(at, at + pageSize));
  const frames = Math.max(...pages.keys()) + 1;
  const half = Math.ceil(Math.ceil(frames / 8) / pageSize) * pageSize;
  const bitmaps = Buffer.alloc(2 * half);
  for (const frame of pages.keys()) {
    bitmaps[frame >> 3] = (bitmaps[frame >> 3] as number) | (1 << (frame & 7));
    const second = half + (frame >> 3);
    if (!excluded.has(frame * pageSize)) bitmaps[second] = (bitmaps[second] as number) | (1 << (frame & 7));
  }
  const head = Buffer.alloc(2 * pageSize);
  head.write('KDUMP   ', 0, 'latin1');
  head.writeInt32LE(version, 8);
  const status = word === 8 ? 424 : 412;
  [1, pageSize, 1, bitmaps.length / pageSize, frames].forEach((value, i) =>
    head.writeUInt32LE(value, status + 4 * i),
  );
  head.writeInt32LE(level, pageSize + word);
  const { split } = shape;
  if (split !== undefined) {
    head.writeInt32LE(1, pageSize + word + 4);
    if (word === 4) [split.from, split.to].forEach((v, i) => head.writeUInt32LE(v, pageSize + 12 + 4 * i));
    else
      [split.from, split.to].forEach((v, i) =>
        [16, 80].forEach((at) => head.writeBigUInt64LE(BigInt(v), pageSize + at + 8 * i)),
      );
  }
  if (word === 8) head.writeBigUInt64LE(BigInt(frames), pageSize + 96);
  const dumped = [...pages.keys()]
    .sort((a, b) => a - b)
    .filter((frame) => !excluded.has(frame * pageSize))
    .filter((frame) => split === undefined || (frame >= split.from && frame < split.to));
  const descriptors = Buffer.alloc(24 * dumped.length);
  const stored: Uint8Array[] = [];
  let at = head.length + bitmaps.length + descriptors.length;
  dumped.forEach((frame, i) => {
    const { data, flag } = pack(pages.get(frame) as Uint8Array, i);
    descriptors.writeBigInt64LE(BigInt(at), 24 * i);
    descriptors.writeUInt32LE(data.length, 24 * i + 8);
    descriptors.writeUInt32LE(flag, 24 * i + 12);
    stored.push(data);
    at += data.length;
  });
  return joined(head, bitmaps, descriptors, ...stored);
}

/** The flattened stream of a file: pieces of `size` bytes, the first one written again at the end, as makedumpfile does. */
export function flattened(file: Uint8Array, size: number): Uint8Array {
  const head = Buffer.alloc(4096);
  head.write('makedumpfile', 0, 'latin1');
  head.writeBigInt64BE(1n, 16);
  head.writeBigInt64BE(1n, 24);
  const piece = (at: number, data: Uint8Array): Uint8Array[] => {
    const mark = Buffer.alloc(16);
    mark.writeBigInt64BE(BigInt(at), 0);
    mark.writeBigInt64BE(BigInt(data.length), 8);
    return [mark, data];
  };
  const parts: Uint8Array[] = [head, ...piece(0, new Uint8Array(Math.min(size, file.length)).fill(0xee))];
  for (let at = size; at < file.length; at += size) parts.push(...piece(at, file.subarray(at, at + size)));
  parts.push(...piece(0, file.subarray(0, size)));
  const end = Buffer.alloc(16, 0xff);
  return joined(...parts, end);
}
