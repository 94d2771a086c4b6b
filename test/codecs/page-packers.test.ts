/** What our packers make, others unpack: zstd by zstddec, snappy by snappyjs; and our own decoders do. */
import { uncompress } from 'snappyjs';
import { ZSTDDecoder } from 'zstddec';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeBlock } from '../../codecs/page-codec.js';
import { pagePacker } from '../../codecs/page-packers.js';
import { random } from '../kit/random.js';

const ROUNDS = 1500 * Number(process.env['PAGEWALK_SOAK'] ?? 1);
const decoder = new ZSTDDecoder();
beforeAll(() => decoder.init());

/** Pages with runs, repeats near and far, skewed and even bytes: all kinds of literals and all their alphabets. */
function page(size: number, seed: number): Uint8Array {
  const draw = random(seed);
  const data = new Uint8Array(size);
  const base = Math.floor(draw() * 256);
  const width = 1 + Math.floor(draw() * 255);
  for (let at = 0; at < size;) {
    const length = 1 + Math.floor(draw() * draw() * 400);
    const kind = Math.floor(draw() * 4);
    const back = 1 + Math.floor(draw() * at);
    for (let i = 0; i < length && at < size; i++, at++)
      data[at] =
        kind === 0 ? base : kind === 1 ? base + draw() * draw() * width : (data[at - back] ?? draw() * 256);
  }
  return data;
}

const unpackers = {
  zstd: (packed: Uint8Array, size: number) => decoder.decode(packed, size),
  snappy: (packed: Uint8Array) => uncompress(packed),
};

describe.each(['zstd', 'snappy'] as const)('%s', (codec) => {
  const packer = pagePacker(codec);

  it(`${ROUNDS} pages come back`, () => {
    let smaller = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const sizes = [4096, 4096, 4096, 16384, 65536, 1 + (round % 4096)];
      const data = page(sizes[round % sizes.length] as number, round);
      const packed = packer.pack(data)?.slice();
      if (packed === undefined) continue;
      smaller++;
      expect(packed.length).toBeLessThan(data.length);
      expect(Buffer.from(unpackers[codec](packed, data.length)).equals(data)).toBe(true);
    }
    expect(smaller).toBeGreaterThan(ROUNDS / 2);
  });

  it('pages of one byte, of noise, and too large ones', () => {
    for (const byte of [0, 1, 255]) {
      const data = new Uint8Array(4096).fill(byte);
      const packed = packer.pack(data)?.slice() as Uint8Array;
      expect(packed.length).toBeLessThan(300);
      expect(Buffer.from(unpackers[codec](packed, 4096)).equals(data)).toBe(true);
    }
    const draw = random(5);
    expect(packer.pack(Uint8Array.from({ length: 4096 }, () => draw() * 256))).toBeUndefined();
    expect(packer.pack(new Uint8Array((1 << 16) + 1))).toBeUndefined();
    expect(packer.pack(new Uint8Array(0))).toBeUndefined();
  });
});

it('snappy: our own decoder agrees', () => {
  const data = page(65536, 77);
  const packed = pagePacker('snappy').pack(data)?.slice() as Uint8Array;
  expect(Buffer.from(decodeBlock('snappy', packed, data.length) as Uint8Array).equals(data)).toBe(true);
});
