/** Search for values in the core: SIMD against its scalar twin against the definition, for all types and forms, borders, full buffers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import {
  expectedValues,
  foundValues,
  putQuestion,
  widthOf,
  type Place,
  type Question,
} from '../kit/scan-model.js';

const { core } = await engineOver(memoryConnector(new Uint8Array(4096)));
const { exports, layout } = core;
const window = core.bytes.subarray(layout.window.at, layout.window.at + layout.window.count);

/** Numbers at which something may go over: of integers by their size, of floats their special values. */
const WORDS: readonly (readonly bigint[])[] = [8n, 16n, 32n, 64n].map((bits) => [
  0n,
  1n,
  (1n << bits) - 1n,
  (1n << (bits - 1n)) - 1n,
  1n << (bits - 1n),
  (1n << (bits - 1n)) + 1n,
  0x80n,
]);
const FLOATS = [0, -0, 1, -1, 1.5, Infinity, -Infinity, NaN, 2 ** -149, -(2 ** -149), 3.4028234663852886e38];

/** Bytes of values that are near one another, so that every comparison has hits and misses. */
function fill(kind: number, picks: readonly number[], big: boolean): void {
  const view = new DataView(window.buffer, window.byteOffset, window.length);
  const width = widthOf(kind);
  for (let i = 0; (i + 1) * width <= 3000; i++) {
    const pick = picks[i % picks.length] as number;
    const at = i * width;
    if (kind === 4) view.setFloat32(at, FLOATS[pick % FLOATS.length] as number, !big);
    else if (kind === 5) view.setFloat64(at, FLOATS[pick % FLOATS.length] as number, !big);
    else {
      const words = WORDS[kind] as readonly bigint[];
      const word = words[pick % words.length] as bigint;
      for (let b = 0; b < width; b++)
        view.setUint8(at + b, Number((word >> BigInt(8 * (big ? width - 1 - b : b))) & 255n));
    }
  }
}

const limits = (kind: number, outside: boolean): fc.Arbitrary<Question['tests']> => {
  const pair: fc.Arbitrary<readonly [bigint, bigint] | readonly [number, number]> =
    kind >= 4
      ? fc.tuple(fc.constantFrom(...FLOATS), fc.constantFrom(...FLOATS))
      : fc.tuple(
          fc.constantFrom(...(WORDS[kind] as bigint[])),
          fc.constantFrom(...(WORDS[kind] as bigint[])),
        );
  return fc.array(pair, { minLength: 1, maxLength: outside ? 1 : 4 });
};

const question: fc.Arbitrary<Question> = fc
  .record({
    kind: fc.nat(5),
    form: fc.nat(3),
    big: fc.boolean(),
    signed: fc.boolean(),
    outside: fc.boolean(),
    shift: fc.nat(3),
    ranged: fc.integer({ min: 0, max: 9 }),
  })
  .chain(({ kind, form, big, signed, outside, shift, ranged }) =>
    (form >= 2 ? fc.constant<Question['tests']>([]) : limits(kind, outside)).map((tests) => ({
      kind,
      form,
      big,
      signed,
      outside: outside && form < 2,
      step: Math.min(widthOf(kind), 1 << shift),
      tests,
      ranges:
        ranged === 0
          ? [[0n, 0x7fn] as const, [0x81n, 0xfffen] as const, [1n << 31n, 1n << 60n] as const]
          : [],
    })),
  );

const place: fc.Arbitrary<Place> = fc
  .record({ first: fc.nat(70), length: fc.nat(700), cut: fc.nat(20), then: fc.nat(1500) })
  .map(({ first, length, cut, then }) => ({
    first,
    bytes: first + length,
    limit: first + Math.max(0, length - cut),
    then,
  }));

test('SIMD, scalar and the definition find the same', () => {
  fc.assert(
    fc.property(question, place, fc.array(fc.nat(60), { minLength: 1, maxLength: 40 }), (q, where, picks) => {
      fill(q.kind, picks, q.big);
      putQuestion(core, q);
      const expected = expectedValues(window, q, where);
      expect(foundValues(core, where, true).join(' ')).toBe(expected.join(' '));
      expect(foundValues(core, where, false).join(' ')).toBe(expected.join(' '));
    }),
    { numRuns: 1500 },
  );
});

test('bytes of a small alphabet, every kind at every alignment', () => {
  fc.assert(
    fc.property(
      question,
      place,
      fc.uint8Array({ minLength: 3000, maxLength: 3000, max: 2 }),
      (q, where, bytes) => {
        window.set(bytes.map((b) => [0, 1, 0x80][b] as number));
        putQuestion(core, q);
        const expected = expectedValues(window, q, where);
        expect(foundValues(core, where, true).join(' ')).toBe(expected.join(' '));
        expect(foundValues(core, where, false).join(' ')).toBe(expected.join(' '));
      },
    ),
    { numRuns: 500 },
  );
});

const PLAIN: Question = {
  kind: 2,
  form: 0,
  big: false,
  signed: false,
  outside: false,
  step: 4,
  tests: [[7n, 7n]],
  ranges: [],
};

describe.each([false, true])('scalar %s', (scalar) => {
  test('more hits than the buffer holds, over blocks and up to the last byte of the window', () => {
    window.fill(0);
    window.fill(7, window.length - 60_000, window.length - 20_000);
    window.fill(7, window.length - 9);
    for (const [kind, step] of [
      [0, 1],
      [2, 1],
      [2, 4],
      [3, 8],
    ] as const) {
      const value = BigInt('0x' + '07'.repeat(widthOf(kind)));
      const q = { ...PLAIN, kind, step, tests: [[value, value] as const] };
      putQuestion(core, q);
      const where = { first: window.length - 60_003, bytes: window.length, limit: window.length, then: 0 };
      expect(foundValues(core, where, scalar).join(' ')).toBe(expectedValues(window, q, where).join(' '));
    }
  });

  test('values before, at the far end of the window', () => {
    const length = 50_000;
    for (let i = 0; i < window.length; i++) window[i] = (i * 7) % 13 === 0 ? 1 : 0;
    for (const form of [1, 2, 3]) {
      const q = { ...PLAIN, form, tests: form === 1 ? [[0n, 0n] as const] : [] };
      putQuestion(core, q);
      const where = { first: 5, bytes: length + 5, limit: length + 5, then: window.length - length };
      expect(foundValues(core, where, scalar).join(' ')).toBe(expectedValues(window, q, where).join(' '));
    }
  });

  test('a thousand ranges', () => {
    const ranges = Array.from(
      { length: layout.ranges.count },
      (_, i) => [BigInt(i * 64), BigInt(i * 64 + 20)] as const,
    );
    const view = new DataView(window.buffer, window.byteOffset);
    for (let i = 0; i < 1000; i++) view.setBigUint64(8 * i, BigInt(i * 67), true);
    const q = { ...PLAIN, kind: 3, step: 8, tests: [[0n, BigInt(1 << 16)] as const], ranges };
    putQuestion(core, q);
    const where = { first: 0, bytes: 8000, limit: 8000, then: 0 };
    const expected = expectedValues(window, q, where);
    expect(expected.length).toBeGreaterThan(200);
    expect(foundValues(core, where, scalar)).toEqual(expected);
  });
});

test('questions and places that make no sense are refused, and nothing is found', () => {
  const places: [number, number, number, number][] = [
    [0, window.length + 1, 0, 0],
    [1, 0, 0, 0],
    [0, 10, 11, 0],
    [11, 20, 10, 0],
    [0, -1, -1, 0],
    [-1, 100, 100, 0],
  ];
  putQuestion(core, PLAIN);
  for (const [first, bytes, limit, then] of places) {
    expect(exports.scan(first, bytes, limit, then, 0)).toBe(0);
    expect(exports.scanEnded()).toBe(1);
    expect(exports.scanNext()).toBe(0);
  }
  putQuestion(core, { ...PLAIN, form: 1 });
  for (const then of [window.length - 99, window.length + 1, -1])
    expect(exports.scan(0, 100, 100, then, 0)).toBe(0);
  expect(exports.scan(0, 100, 100, window.length - 100, 0)).toBe(1);
  const wrong: Partial<Question>[] = [
    { kind: 6 },
    { kind: -1 },
    { form: 4 },
    { form: 2 },
    { step: 0 },
    { step: 3 },
    { step: 8 },
    { tests: [] },
    { tests: Array.from({ length: 5 }, () => [1n, 1n] as const) },
    {
      outside: true,
      tests: [
        [1n, 1n],
        [2n, 2n],
      ],
    },
  ];
  for (const change of wrong) {
    putQuestion(core, { ...PLAIN, ...change });
    expect(
      exports.scan(0, 100, 100, 0, 0),
      JSON.stringify(change, (_, v: unknown) => String(v)),
    ).toBe(0);
  }
  putQuestion(core, PLAIN);
  core.words.setUint32(layout.query.at + 28, layout.ranges.count + 1, true);
  expect(exports.scan(0, 100, 100, 0, 0)).toBe(0);
  core.words.setUint32(layout.query.at + 28, 0, true);
  core.words.setUint32(layout.query.at + 16, 8, true);
  expect(exports.scan(0, 100, 100, 0, 0)).toBe(0);
});

test('whatever stands in the buffers, calls come back with counts that fit', () => {
  const wild = fc.oneof(
    fc.integer({ min: 0, max: 64 }),
    fc.integer({ min: -4, max: 2_000_000 }),
    fc.integer(),
  );
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 128, maxLength: 128, max: 9 }),
      fc.array(wild, { minLength: 10, maxLength: 10 }),
      fc.uint8Array({ minLength: 128, maxLength: 128 }),
      (bytes, n, later) => {
        core.bytes.set(
          bytes.map((b, i) => (i % 4 === 0 || i >= 32 ? b : 0)),
          layout.query.at,
        );
        for (let i = 0; i < 16; i++)
          core.words.setUint32(layout.patterns.at + i * layout.patterns.size, n[i % 10] as number, true);
        exports.scan(n[0] as number, n[1] as number, n[2] as number, n[3] as number, (n[4] as number) & 1);
        exports.search(n[5] as number, n[6] as number, n[7] as number, n[8] as number, (n[9] as number) & 1);
        // A host that writes into the buffers of a running search gets wrong hits, and nothing worse.
        core.bytes.set(later, layout.query.at);
        core.bytes.fill(
          0xff,
          layout.patterns.at,
          layout.patterns.at + layout.patterns.count * layout.patterns.size,
        );
        for (let i = 0; i < 3; i++) {
          expect(exports.scanNext()).toBeLessThanOrEqual(layout.hits.count);
          expect(exports.searchNext()).toBeLessThanOrEqual(layout.hits.count);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
