/** Writers of packed files for tests: gzip, BGZF, LZ4 frames, zip. Those of snappy are among the dump writers. */
import { compressBlock, compressBound, makeBuffer } from 'lz4js';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { pagePacker } from '../../codecs/page-packers.js';
import { crc32 } from '../../codecs/checksums.js';
import { Xxh32 } from '../../codecs/xxh32.js';
import { joined } from './dump-writers.js';

function words(...values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeUInt32LE(value >>> 0, 4 * i));
  return bytes;
}

function halves(...values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, i) => bytes.writeUInt16LE(value & 0xffff, 2 * i));
  return bytes;
}

function cut(data: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(data.length / size) }, (_, i) =>
    data.subarray(i * size, (i + 1) * size),
  );
}

/** A gzip file with a member for each `size` bytes; default: one. */
export function gzipFile(data: Uint8Array, size = data.length): Uint8Array {
  return joined(...cut(data, size).map((part) => gzipSync(part, { level: 1 })));
}

/** A gzip member with a name, a comment, an extra field and a checksum of its header. */
export function gzipWithFields(data: Uint8Array): Uint8Array {
  const head = joined(
    Buffer.from([0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3]),
    halves(6),
    Buffer.from('ab\x02\x00xy'),
    Buffer.from('name\0comment\0'),
  );
  return joined(head, halves(crc32(head)), deflateRawSync(data), words(crc32(data), data.length));
}

/** A BGZF file: members of at most 64 KiB that say how long they are, and an empty one at the end. */
export function bgzfFile(data: Uint8Array): Uint8Array {
  return joined(
    ...[...cut(data, 0xff00), new Uint8Array(0)].map((part) => {
      const body = deflateRawSync(part, { level: 1 });
      return joined(
        Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff]),
        halves(6, 0x4342, 2, 18 + body.length + 8 - 1),
        body,
        words(crc32(part), part.length),
      );
    }),
  );
}

/** How an LZ4 frame is made. */
export interface Lz4Shape {
  readonly linked?: boolean;
  readonly checksums?: boolean;
}

/** An LZ4 frame of blocks of 64 KiB, every third stored plain. Blocks of a linked frame refer to the same block's bytes only. */
export function lz4File(data: Uint8Array, { linked = false, checksums = false }: Lz4Shape = {}): Uint8Array {
  const descriptor = joined(
    Buffer.from([0x40 | (linked ? 0 : 0x20) | (checksums ? 0x14 : 0) | 8, 0x40]),
    words(data.length, 0),
  );
  const check = (new Xxh32().update(descriptor).digest() >>> 8) & 255;
  const blocks = cut(data, 65536).map((part, i) => {
    const target = makeBuffer(compressBound(part.length));
    const size = i % 3 === 2 ? 0 : compressBlock(part, target, 0, part.length, new Uint32Array(1 << 16));
    const body = size === 0 ? part : target.subarray(0, size);
    return joined(
      words(body.length + (size === 0 ? 0x80000000 : 0)),
      body,
      checksums ? words(new Xxh32().update(body).digest()) : new Uint8Array(0),
    );
  });
  const sum = checksums ? words(new Xxh32().update(data).digest()) : new Uint8Array(0);
  return joined(words(0x184d2204), descriptor, Buffer.from([check]), ...blocks, words(0), sum);
}

/** A file of a zip archive. */
export interface Zipped {
  readonly name: string;
  readonly data: Uint8Array;
  readonly stored?: boolean;
  /** Sizes and offset stand in the zip64 field. */
  readonly large?: boolean;
}

/** A zip archive. */
export function zipFile(files: readonly Zipped[]): Uint8Array {
  const locals: Uint8Array[] = [];
  const entries: Uint8Array[] = [];
  let at = 0;
  for (const { name, data, stored = false, large = false } of files) {
    const body = stored ? data : deflateRawSync(data, { level: 1 });
    const text = Buffer.from(name);
    const sizes = large
      ? words(crc32(data), 0xffffffff, 0xffffffff)
      : words(crc32(data), body.length, data.length);
    const method = halves(stored ? 0 : 8, 0, 0);
    const extra = large
      ? joined(halves(1, 24), words(data.length, 0, body.length, 0, at, 0))
      : new Uint8Array(0);
    const local = joined(
      Buffer.from('PK\x03\x04'),
      halves(45, 0),
      method,
      sizes,
      halves(text.length, 0),
      text,
      body,
    );
    entries.push(
      joined(
        Buffer.from('PK\x01\x02'),
        halves(45, 45, 0),
        method,
        sizes,
        halves(text.length, extra.length, 0, 0, 0),
        words(0, large ? 0xffffffff : at),
        text,
        extra,
      ),
    );
    locals.push(local);
    at += local.length;
  }
  const directory = joined(...entries);
  const end = joined(
    Buffer.from('PK\x05\x06'),
    halves(0, 0, files.length, files.length),
    words(directory.length, at),
    halves(0),
  );
  return joined(...locals, directory, end);
}

/** A zstd file of a frame for each 64 KiB. */
export function zstdFile(data: Uint8Array): Uint8Array {
  const packer = pagePacker('zstd');
  return joined(
    ...cut(data, 65536).map(
      (part) =>
        packer.pack(part)?.slice() ??
        // One block that is stored, of a frame that says how large it is.
        joined(
          Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0]),
          words(part.length),
          Buffer.from([((part.length << 3) | 1) & 255, (part.length >> 5) & 255, part.length >> 13]),
          part,
        ),
    ),
  );
}
