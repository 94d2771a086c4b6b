/** The decoders of our own against packers of others, and against streams made to harm. */
import { compressBlock, compressBound } from 'lz4js';
import { compress as snappy } from 'snappyjs';
import { describe, expect, it } from 'vitest';
import { crc32c, decodeBlock, type Codec } from '../../codecs/page-codec.js';
import { PAGE_CODEC } from '../../codecs/page-codec-bytes.js';
import { UNZSTD } from '../../codecs/page-unzstd-bytes.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { random } from '../kit/random.js';

const encoder = new TextEncoder();

/** Pages of every kind: zeros, noise, text, counters, repeats with odd distances. */
function pages(count: number, seed: number): Uint8Array[] {
  const draw = random(seed);
  return Array.from({ length: count }, (_, i) => {
    const size = 1 + Math.floor(draw() * 4096);
    const period = 1 + Math.floor(draw() * 300);
    const noise = Uint8Array.from({ length: size }, () => Math.floor(draw() * 256));
    const kinds = [
      new Uint8Array(size),
      noise,
      noise.map((_byte, at) => noise[at % period] as number),
      noise.map((byte, at) => (at % 64 < 8 ? byte : 0)),
      Uint8Array.from({ length: size }, (_unused, at) => at >> 3),
    ];
    return kinds[i % kinds.length] as Uint8Array;
  });
}

function lz4(data: Uint8Array): Uint8Array {
  const target = new Uint8Array(compressBound(data.length));
  const size = compressBlock(data, target, 0, data.length, new Uint32Array(65536));
  if (size > 0) return target.subarray(0, size);
  // Data that does not shrink is one run of literals.
  const head = [0xf0];
  let rest = data.length - 15;
  if (rest < 0) return Uint8Array.from([data.length << 4, ...data]);
  for (; rest >= 255; rest -= 255) head.push(255);
  return Uint8Array.from([...head, rest, ...data]);
}

/** Literals only: a first byte of 17 and more, a long run, the end mark. Documentation/staging/lzo.rst. */
function lzoOfLiterals(data: Uint8Array): Uint8Array {
  if (data.length <= 238) return Uint8Array.from([17 + data.length, ...data, 0x11, 0, 0]);
  const head = [0];
  let rest = data.length - 18;
  for (; rest > 255; rest -= 255) head.push(0);
  return Uint8Array.from([...head, rest, ...data, 0x11, 0, 0]);
}

const decoded = (codec: Codec, data: Uint8Array, size: number): Uint8Array | string => {
  const result = decodeBlock(codec, data, size);
  return typeof result === 'string' ? result : result.slice();
};

describe('what others packed', () => {
  it('snappy, lz4 and lzo give it back', () => {
    for (const page of pages(500, 1)) {
      expect(decoded('snappy', snappy(page), page.length)).toEqual(page);
      expect(decoded('lz4', lz4(page), page.length)).toEqual(page);
      expect(decoded('lzo', lzoOfLiterals(page), page.length)).toEqual(page);
    }
  });

  it('lzo: every kind of copy', () => {
    // "abcdefgh", M2 of 4 from 8, M3 of 35 from 1, M4 of 3 from 16385 is out of reach here; M1 after literals; the end.
    const text = encoder.encode('abcdefgh');
    const m2 = [((4 - 1) << 5) | (((8 - 1) & 7) << 2), (8 - 1) >> 3];
    const m3 = [32, 2, 0, 0];
    const stream = Uint8Array.from([17 + 8, ...text, ...m2, ...m3, 0x11, 0, 0]);
    const expected = 'abcdefgh' + 'abcd' + 'd'.repeat(35);
    expect(decoded('lzo', stream, expected.length)).toEqual(encoder.encode(expected));
  });

  it('lzo-rle: a run of zeros', () => {
    const zeros = 300 - 4;
    const run = [0x18 | (zeros & 7), 0xfc, 0xff, zeros >> 3];
    const stream = Uint8Array.from([17, 1, 17 + 5, 1, 2, 3, 4, 5, ...run, 0x11, 0, 0]);
    const page = new Uint8Array(305);
    page.set([1, 2, 3, 4, 5]);
    expect(decoded('lzo', stream, 305)).toEqual(page);
  });

  it('crc32c: the check value of RFC 3720', () => {
    expect(crc32c(encoder.encode('123456789'))).toBe(0xe3069283);
  });
});

describe('what harms', () => {
  const codecs: readonly Codec[] = ['snappy', 'lz4', 'lzo', 'zlib'];

  it('noise and damaged streams end with a reason or with exactly the size', () => {
    const draw = random(2);
    for (let i = 0; i < 4000; i++) {
      const codec = codecs[i % codecs.length] as Codec;
      const page = pages(5, i)[i % 5] as Uint8Array;
      const packed = (
        codec === 'lz4' ? lz4(page) : codec === 'lzo' ? lzoOfLiterals(page) : snappy(page)
      ).slice();
      for (let k = 0; k < 1 + (i % 4); k++)
        packed[Math.floor(draw() * packed.length)] = Math.floor(draw() * 256);
      const result = decoded(codec, packed.subarray(0, 1 + Math.floor(draw() * packed.length)), page.length);
      if (typeof result !== 'string') expect(result.length).toBe(page.length);
      else expect(result).toMatch(/\S/);
    }
  });

  it('bombs stop at the page', () => {
    const bombs: readonly [Codec, Uint8Array][] = [
      ['lz4', Uint8Array.from([0x1f, 65, 1, 0, ...new Uint8Array(60_000).fill(255)])],
      ['lzo', Uint8Array.from([18, 65, 32, ...new Uint8Array(60_000), 1, 0, 0])],
      ['snappy', Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0, 65])],
    ];
    for (const [codec, bomb] of bombs)
      expect(decoded(codec, bomb, 4096)).toMatch(/more than the block holds/);
  });
});

it.each([
  ['codec', PAGE_CODEC],
  ['unzstd', UNZSTD],
])('the module %s in the sources is the one that the decoders compile to', (name, text) => {
  const built = readFileSync(join(import.meta.dirname, `../../dist/${name}.wasm`)).toString('base64');
  expect(text === built ? 'as built' : 'old: commit what `npm run build:core` writes').toBe('as built');
});
