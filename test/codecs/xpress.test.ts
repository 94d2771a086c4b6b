/** Xpress decoders: the examples of [MS-XCA], what packers of our own make, and streams made to harm. */
import { describe, expect, it, test } from 'vitest';
import { decodeBlock, type Codec } from '../../codecs/page-codec.js';
import { random } from '../kit/random.js';
import { packXpress, packXpressHuffman } from '../kit/xpress-packers.js';

const ROUNDS = 2000 * Number(process.env['PAGEWALK_SOAK'] ?? 1);
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const unpacked = (codec: Codec, packed: Uint8Array, size: number): Uint8Array | string => {
  const result = decodeBlock(codec, packed, size);
  return typeof result === 'string' ? result : result.slice();
};

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';
/** Code lengths of the example of section 3.2: five bits for a to v, four for w to z and the end. */
const LENGTHS = [
  '00'.repeat(48),
  '50 55 55 55 55 55 55 55 55 55 55 45 44 04 00 00',
  '00'.repeat(64),
  '04',
  '00'.repeat(127),
].join(' ');

describe('the examples of [MS-XCA], section 3', () => {
  test.each<[string, Codec, string, string]>([
    ['plain letters', 'xpress', ALPHABET, `3f 00 00 00 ${Buffer.from(ALPHABET).toString('hex')}`],
    ['plain repeats', 'xpress', 'abc'.repeat(100), 'ff ff ff 1f 61 62 63 17 00 0f ff 26 01'],
    [
      'letters by Huffman codes',
      'xpressHuffman',
      ALPHABET,
      `${LENGTHS} d8 52 3e d7 94 11 5b e9 19 5f f9 d6 7c df 8d 04 00 00 00 00`,
    ],
  ])('%s', (_, codec, text, packed) => {
    expect(unpacked(codec, hex(packed), text.length)).toEqual(ascii(text));
  });
});

/** Runs, repeats near and far, noise. */
function data(size: number, seed: number): Uint8Array {
  const draw = random(seed);
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size;) {
    const length = 1 + Math.floor(draw() * (draw() < 0.1 ? 3000 : 60));
    const kind = Math.floor(draw() * 3);
    const back = 1 + Math.floor(draw() * at);
    for (let i = 0; i < length && at < size; i++, at++)
      bytes[at] = kind === 0 ? 7 : kind === 1 ? draw() * 256 : (bytes[at - back] ?? 0);
  }
  return bytes;
}

describe.each<[Codec, (bytes: Uint8Array) => Uint8Array]>([
  ['xpress', packXpress],
  ['xpressHuffman', packXpressHuffman],
])('%s', (codec, pack) => {
  it('gives back what was packed', () => {
    for (const size of [1, 2, 3, 100, 4096, 40_000, 65536])
      for (let seed = 0; seed < 8; seed++) {
        const bytes = data(size, seed * 1000 + size);
        const result = unpacked(codec, pack(bytes), size);
        expect(typeof result === 'string' ? result : Buffer.from(result).equals(bytes)).toBe(true);
      }
  });

  it(`${ROUNDS} damaged streams: the right length or a reason`, () => {
    const draw = random(3);
    const packed = pack(data(8192, 9));
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = packed.slice(0, draw() < 0.2 ? Math.floor(draw() * packed.length) : packed.length);
      for (let changes = 1 + draw() * 4; changes > 0; changes--)
        bytes[Math.floor(draw() * bytes.length)] = draw() * 256;
      const result = unpacked(codec, bytes, 8192);
      if (typeof result === 'string') expect(result).toMatch(/cannot be unpacked|bytes where/);
      else expect(result.length).toBe(8192);
    }
  });
});
