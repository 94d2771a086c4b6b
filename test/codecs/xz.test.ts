/** xz files as the xz program writes them: all presets and checks, several blocks and streams, damage, bombs. */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { PackedDataError, unpackXz } from '../../codecs/xz.js';
import { random } from '../kit/random.js';

const next = random(7);
const noise = Uint8Array.from({ length: 30_000 }, () => Math.trunc(next() * 256));
const words = ['"type":', '{"kind"', 'struct', 'list_head', '0xffffffff8', '}', ',\n', 'offset'];
const text = new TextEncoder().encode(
  Array.from({ length: 20_000 }, () => words[Math.trunc(next() * words.length)]).join(''),
);
const zeros = new Uint8Array(300_000);
const mixed = new Uint8Array(Buffer.concat([text, noise, zeros, text.subarray(100), noise]));

const xz = (bytes: Uint8Array, ...options: string[]): Uint8Array =>
  new Uint8Array(execFileSync('xz', ['-c', ...options], { input: bytes, maxBuffer: 1 << 28 }));
const same = (packed: Uint8Array, bytes: Uint8Array): boolean =>
  Buffer.compare(unpackXz(packed, 1 << 24), bytes) === 0;

describe('what xz packs', () => {
  test.each([
    ['-0'],
    ['-6'],
    ['-9e'],
    ['--check=crc32'],
    ['--check=none'],
    ['--check=sha256'],
    ['--block-size=100000'],
  ])('with %s', (option) => {
    for (const bytes of [mixed, new Uint8Array(), text.subarray(0, 1)])
      expect(same(xz(bytes, option), bytes)).toBe(true);
  });

  test.each(['lc=0,lp=4,pb=0', 'lc=4,lp=0,pb=4', 'lc=1,lp=2,pb=2,dict=4096', 'lc=3,mf=hc3,mode=fast,nice=8'])(
    'with LZMA2 of %s',
    (properties) => expect(same(xz(mixed, `--lzma2=preset=6,${properties}`), mixed)).toBe(true),
  );

  test('in several streams, padded', () => {
    const streams = Buffer.concat([xz(text), new Uint8Array(8), xz(noise), new Uint8Array(4)]);
    expect(same(new Uint8Array(streams), new Uint8Array(Buffer.concat([text, noise])))).toBe(true);
  });
});

describe('what is not as it should be', () => {
  test('larger than allowed', () => {
    const packed = xz(zeros);
    expect(unpackXz(packed, zeros.length).length).toBe(zeros.length);
    expect(() => unpackXz(packed, zeros.length - 1)).toThrow(expect.objectContaining({ kind: 'too-large' }));
  });

  test('a filter beside LZMA2', () => {
    expect(() => unpackXz(xz(text, '--x86', '--lzma2'), 1 << 24)).toThrow(
      expect.objectContaining({ kind: 'unsupported' }),
    );
  });

  test('any byte changed, or cut anywhere: an error and no other end', () => {
    const packed = xz(text.subarray(0, 2000));
    const missed: number[] = [];
    const fails = (bytes: Uint8Array): boolean => {
      try {
        unpackXz(bytes, 1 << 16);
        return false;
      } catch (error) {
        return error instanceof PackedDataError;
      }
    };
    for (let at = 0; at < packed.length; at++) {
      const damaged = packed.slice();
      damaged[at] = (damaged[at] as number) ^ (1 + Math.trunc(next() * 255));
      for (const bytes of [damaged, packed.subarray(0, at === 0 ? 1 : at)])
        if (!fails(bytes)) missed.push(at);
    }
    expect(missed).toEqual([]);
  });
});
