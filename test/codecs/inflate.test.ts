/** Our zlib decoder against node's packer and unpacker: all levels and strategies, and streams made to harm. */
import { constants, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeBlock } from '../../codecs/page-codec.js';
import { random } from '../kit/random.js';

const ROUNDS = 1000 * Number(process.env['PAGEWALK_SOAK'] ?? 1);

/** Pages with runs, repeats near and far, text and noise. */
function page(size: number, seed: number): Uint8Array {
  const draw = random(seed);
  const data = new Uint8Array(size);
  for (let at = 0; at < size;) {
    const length = 1 + Math.floor(draw() * 300);
    const kind = Math.floor(draw() * 4);
    const back = 1 + Math.floor(draw() * at);
    for (let i = 0; i < length && at < size; i++, at++)
      data[at] =
        kind === 0 ? 0 : kind === 1 ? draw() * 256 : kind === 2 ? 97 + draw() * 20 : (data[at - back] ?? 7);
  }
  return data;
}

const unpacked = (packed: Uint8Array, size: number): Uint8Array | string => {
  const result = decodeBlock('zlib', packed, size);
  return typeof result === 'string' ? result : result.slice();
};

const same = (a: Uint8Array | string, b: Uint8Array): boolean =>
  typeof a !== 'string' && Buffer.from(a).equals(b);

describe('zlib', () => {
  const { Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED } = constants;
  const strategies = [Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED];

  it.each(strategies)('strategy %i gives back what was packed, at every level', (strategy) => {
    for (let level = 0; level <= 9; level++)
      for (const size of [0, 1, 2, 7, 100, 4095, 4096, 16384, 65536]) {
        const data = page(size, level * 100 + size + strategy);
        expect(same(unpacked(deflateSync(data, { level, strategy }), size), data)).toBe(true);
      }
  });

  it(`${ROUNDS} damaged streams: the same answer as node's`, () => {
    const draw = random(99);
    for (let round = 0; round < ROUNDS; round++) {
      const packed = Uint8Array.from(deflateSync(page(2000, round % 50), { level: 1 + (round % 9) }));
      const head = draw() < 0.5 ? Math.min(60, packed.length) : packed.length;
      for (let changes = 1 + draw() * 3; changes > 0; changes--)
        packed[Math.floor(draw() * head)] = draw() * 256;
      const stream = draw() < 0.2 ? packed.subarray(0, draw() * packed.length) : packed;
      let expected: Uint8Array | undefined;
      try {
        expected = Uint8Array.from(inflateSync(stream, { maxOutputLength: 4096 }));
      } catch {
        expected = undefined;
      }
      const ours = unpacked(stream, expected?.length ?? 2000);
      if (expected === undefined) expect(ours).toMatch(/cannot be unpacked|bytes where/);
      else expect(same(ours, expected)).toBe(true);
    }
  });

  it('a stream that would unpack to more than the page stops at its end', () => {
    const bomb = deflateSync(new Uint8Array(1 << 20));
    expect(unpacked(bomb, 4096)).toMatch(/more than the block holds/);
  });

  it('a page whose checksum is wrong is refused', () => {
    const packed = Uint8Array.from(deflateSync(page(4096, 5)));
    packed[packed.length - 1] = (packed.at(-1) as number) ^ 1;
    expect(unpacked(packed, 4096)).toMatch(/makes no sense/);
  });

  it('blocks beyond the module are left to a library', () => {
    const data = page(300_000, 6);
    expect(same(unpacked(deflateSync(data), data.length), data)).toBe(true);
  });
});
