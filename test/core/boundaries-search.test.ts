/** Boundary numbers in the exports about the window: votes, patterns, questions about values; what the definition says, or a refusal. */
import { describe, expect, test } from 'vitest';
import { EDGES, EDGES_32 } from '../kit/boundaries.js';
import { RawCore } from '../kit/raw-core.js';
import {
  expectedValues,
  foundValues,
  ORIGIN,
  putQuestion,
  widthOf,
  type Place,
  type Question,
} from '../kit/scan-model.js';

const core = new RawCore({ bytes: new Uint8Array(0) }).core;
const { exports, layout, words, bytes } = core;
const { at, count } = layout.window;
const signed = (value: bigint): bigint => BigInt.asIntN(64, value);
const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value);
const float = new DataView(new ArrayBuffer(8));
/** The bits of an f64 as the number. */
function floatOf(bits: bigint): number {
  float.setBigUint64(0, bits);
  return float.getFloat64(0);
}

describe('the window', () => {
  test('vote: the delta of a self pointer is its value less its place, modulo 2^64', () => {
    const value = 0xffff_ffff_8123_4000n;
    for (const phys of EDGES) {
      for (const first of [0, 8, 4096]) {
        bytes.fill(0, at, at + count);
        words.setBigUint64(at + 4096, value, true);
        words.setBigUint64(at + 4104, value, true);
        exports.voteClear();
        const aligned = phys % 8n === 0n;
        expect(exports.vote(first, 8192, signed(phys))).toBe(aligned ? 1 : 0);
        if (!aligned) continue;
        const place = unsigned(phys + 4096n - BigInt(first));
        const delta = unsigned(value - place);
        const votes = Array.from({ length: layout.votes.count }, (_, i) => layout.votes.at + 32 * i)
          .filter((vote) => words.getUint32(vote + 24, true) > 0)
          .map((vote) => [0, 8, 16].map((skip) => words.getBigUint64(vote + skip, true)));
        expect(votes).toEqual(delta % 4096n === 0n ? [[delta, place, place]] : []);
      }
    }
    const edges = [...EDGES_32, count - 1, count, count + 1];
    for (const first of edges) {
      for (const end of edges)
        expect(exports.vote(first, end, 0n)).toBe(first <= end && end <= count ? 1 : 0);
    }
  });

  /** Bytes of 7 at either end of the window. */
  const RUN = 600;
  const PATTERN = { masks: 16 + (layout.patterns.size - 16) / 2, longest: 256 };

  /** Pattern `i`: `length` bytes of 7, as the length's number says. */
  function putPattern(i: number, length: number): void {
    const record = layout.patterns.at + i * layout.patterns.size;
    words.setUint32(record, length, true);
    bytes.fill(7, record + 16, record + PATTERN.masks);
    bytes.fill(0xff, record + PATTERN.masks, record + layout.patterns.size);
  }

  /** Positions from `first` below `limit` at which `length` bytes of 7 end by `end`. */
  function positions(length: number, first: number, end: number, limit: number): number {
    return [0, count - RUN].reduce((sum, start) => {
      const from = Math.max(start, first);
      const to = Math.min(start + RUN - length, end - length, limit - 1);
      return sum + Math.max(0, to - from + 1);
    }, 0);
  }

  test('search: patterns within the window and the limit, or refused', () => {
    bytes.fill(0, at, at + count);
    bytes.fill(7, at, at + RUN);
    bytes.fill(7, at + count - RUN, at + count);
    const edges = [...EDGES_32, count - RUN - 1, count - 256, count - 1, count, count + 1];
    for (const [patterns, length] of [
      [1, 1],
      [1, 9],
      [2, 256],
      [5, 8],
    ] as const) {
      for (let i = 0; i < patterns; i++) putPattern(i, length);
      for (const first of edges) {
        for (const end of edges) {
          for (const limit of edges) {
            for (const scalar of first === 0 && limit === end ? [0, 1, 2 ** 31, 2 ** 32 - 1] : [0]) {
              const taken = exports.search(patterns, first, end, limit, scalar);
              const right = end <= count && limit <= end && first <= limit;
              let hits = 0;
              while (taken === 1 && exports.searchEnded() === 0) hits += exports.searchNext();
              const expected = right ? patterns * positions(length, first, end, limit) : 0;
              if (taken !== (right ? 1 : 0) || hits !== expected)
                expect([patterns, length, first, end, limit, scalar, taken, hits]).toBe(expected);
            }
          }
        }
      }
    }
  });

  test('search: how many patterns, and how long each', () => {
    for (let i = 0; i < layout.patterns.count; i++) putPattern(i, 1);
    for (const patterns of [...EDGES_32, 15, 16, 17])
      expect(exports.search(patterns, 0, 64, 64, 0)).toBe(patterns > 0 && patterns <= 16 ? 1 : 0);
    for (const length of [...EDGES_32, 255, 256, 257]) {
      for (const which of [0, 15]) {
        putPattern(which, length);
        expect(exports.search(16, 0, 512, 512, 0)).toBe(length > 0 && length <= PATTERN.longest ? 1 : 0);
        putPattern(which, 1);
      }
    }
  });
});

describe('questions about values', () => {
  const plain: Question = {
    kind: 3,
    form: 0,
    big: false,
    signed: false,
    outside: false,
    step: 8,
    tests: [[1n, 1n]],
    ranges: [],
  };
  const everywhere: Place = { first: 0, bytes: 8 * EDGES.length, limit: 8 * EDGES.length, then: 4096 };
  const window = bytes.subarray(at, at + count);
  /** The boundary numbers as values of a width, one behind the other, from `place` on. */
  const fill = (width: number, place: number): void =>
    EDGES.forEach((edge, i) => {
      for (let b = 0; b < width; b++) window[place + i * width + b] = Number((edge >> BigInt(8 * b)) & 255n);
    });

  test.each([0, 1, 2, 3, 4, 5])('kind %i: boundary numbers as values, limits, and values before', (kind) => {
    const width = widthOf(kind);
    window.fill(0, 0, 8192);
    fill(width, 0);
    // The values before are the same, moved on by one.
    fill(width, 4096 + width);
    const place = { ...everywhere, bytes: width * EDGES.length, limit: width * EDGES.length };
    const limit = (edge: bigint): bigint | number => (kind < 4 ? edge : floatOf(edge));
    for (const low of EDGES) {
      for (const high of EDGES) {
        for (const form of [0, 1]) {
          const tests = [[limit(low), limit(high)]] as unknown as Question['tests'];
          const outside = (low & 1n) === 1n;
          const q = { ...plain, kind, form, outside, step: width, tests };
          putQuestion(core, q);
          const expected = expectedValues(window, q, place).join(' ');
          for (const scalar of [false, true]) {
            const got = foundValues(core, place, scalar).join(' ');
            if (got !== expected) expect([kind, low, high, form, outside, scalar, got]).toBe(expected);
          }
        }
      }
    }
  });

  test('ranges that words point into: any two ends', () => {
    fill(8, 0);
    for (const first of EDGES) {
      for (const last of EDGES) {
        const q = { ...plain, tests: [[0n, -1n] as const], ranges: [[first, last] as const] };
        putQuestion(core, q);
        const expected = expectedValues(window, q, everywhere).join(' ');
        for (const scalar of [false, true])
          expect(foundValues(core, everywhere, scalar).join(' ')).toBe(expected);
      }
    }
  });

  test('the address of the first position: hits count from it, modulo 2^64', () => {
    fill(8, 0);
    for (const address of EDGES) {
      putQuestion(core, { ...plain, tests: [[0n, -1n]] });
      words.setBigUint64(layout.query.at, address, true);
      const got = foundValues(core, everywhere, false).map(([hit]) => hit);
      expect(got).toEqual(EDGES.map((_, i) => unsigned(address + BigInt(8 * i))));
    }
    expect(ORIGIN).toBeGreaterThan(0n);
  });

  test('the scalar twin, asked for by any number but 0', () => {
    fill(8, 0);
    putQuestion(core, { ...plain, tests: [[1n << 31n, 1n << 53n]] });
    for (const scalar of EDGES_32) {
      expect(exports.scan(0, 8 * EDGES.length, 8 * EDGES.length, 0, scalar)).toBe(1);
      let hits = 0;
      while (exports.scanEnded() === 0) hits += exports.scanNext();
      expect(hits).toBe(EDGES.filter((edge) => edge >= 1n << 31n && edge <= 1n << 53n).length);
    }
  });

  test('each field of the question: taken when it has a meaning', () => {
    const edges = [...EDGES_32, 2, 3, 4, 5, 6, 7, 8, 9, 1024, 1025];
    const meaning: ((value: number) => boolean)[] = [
      // Kind: the step of 8 is too wide for all but two.
      (kind) => kind === 3 || kind === 5,
      (form) => form < 2,
      (flags) => flags < 8,
      (step) => [1, 2, 4, 8].includes(step),
      (tests) => tests > 0 && tests < 5,
      (ranges) => ranges <= 1024,
    ];
    meaning.forEach((right, field) => {
      for (const value of edges) {
        putQuestion(core, plain);
        words.setUint32(layout.query.at + 8 + 4 * field, value, true);
        expect([field, value, exports.scan(0, 64, 64, 0, 0)]).toEqual([field, value, right(value) ? 1 : 0]);
        if (right(value)) while (exports.scanEnded() === 0) exports.scanNext();
      }
    });
  });

  test.each([0, 1])('form %i: places in the window: what is in it, or refused', (form) => {
    window.fill(1);
    window.fill(0, 4096, count - 4096);
    const edges = [...EDGES_32, 9, 4090, count - 4097, count - 8, count - 1, count, count + 1];
    const q: Question = { ...plain, form, tests: form === 0 ? [[257n, -1n]] : [[0n, 0n]] };
    for (const first of edges) {
      for (const end of edges) {
        for (const limit of edges) {
          for (const then of form === 0 ? [0] : edges) {
            putQuestion(core, q);
            const taken = exports.scan(first, end, limit, then, 0);
            const placed = end <= count && limit <= end && first <= limit;
            const right = placed && (form === 0 || (then <= count && end - first <= count - then));
            if (taken !== (right ? 1 : 0)) expect([first, end, limit, then, taken]).toBe(right);
            // What is found is compared where that is little, or where it is seldom asked.
            if (!right || (form === 1 && end - first > 5000)) continue;
            let hits = 0;
            for (; exports.scanEnded() === 0; hits += exports.scanNext());
            let expected = 0;
            for (let i = first; i + 8 <= end && i < limit; i += 8) {
              if (form === 0) {
                // Nothing stands in the middle.
                if (i >= 4096 && i < 4104) i += Math.floor((count - 9000 - i) / 8) * 8;
                expected += words.getBigUint64(at + i, true) >= 257n ? 1 : 0;
              } else {
                const [now, before] = [at + i, at + then + (i - first)];
                expected += words.getBigUint64(now, true) === words.getBigUint64(before, true) ? 1 : 0;
              }
            }
            if (hits !== expected) expect([first, end, limit, then, hits]).toBe(expected);
          }
        }
      }
    }
  });
});
