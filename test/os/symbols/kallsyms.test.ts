/** kallsyms: every layout round trip, and tables with damage. */
import { describe, expect, test } from 'vitest';
import { findKallsyms, isTokenTable, TOKEN_PATTERN } from '../../../os/symbols/find-kallsyms.js';
import { Kallsyms } from '../../../os/symbols/kallsyms.js';
import { writeKallsyms, type KallsymsOptions, type TestSymbol } from '../../kit/kallsyms-writer.js';
import { random } from '../../kit/random.js';

const BASE = 0xffffffff9a000000n;
const ORIGIN = 0xffffffff9b400000n;
const PAGE = 4096;
const STEMS = ['sys_', 'do_', '__init_page', 'symname_', 'x', 'mm_ing', 'very_'.repeat(30)];

/** Sorted symbols; `perCpu` adds some at addresses from 0 on, and `big` names of more than 127 codes. */
function symbolsOf(count: number, seed: number, perCpu: boolean, big: boolean): TestSymbol[] {
  const next = random(seed);
  let address = BASE;
  return Array.from({ length: count }, (_, i) => {
    const early = perCpu && i < 40;
    if (i === 40 || (i === 0 && !early)) address = BASE;
    address = early ? BigInt(i * 64) : address + BigInt(Math.trunc(next() * 300));
    const stem = STEMS[Math.trunc(next() * (big ? STEMS.length : STEMS.length - 1))] as string;
    return { type: 'TtDdBb'[Math.trunc(next() * 6)] as string, name: `${stem}${i.toString(36)}`, address };
  });
}

function written(
  layout: KallsymsOptions['layout'],
  seed: number,
  perCpu: boolean,
  big: boolean,
  count = 3000,
) {
  const symbols = symbolsOf(count, seed, perCpu, big);
  return {
    symbols,
    ...writeKallsyms({ symbols, layout, perCpu, base: BASE, origin: ORIGIN, around: 3 * PAGE }),
  };
}

/** The table in image bytes, or undefined where none is recognised. */
function decode(bytes: Uint8Array, hit: number): Kallsyms | undefined {
  const place = findKallsyms(bytes, hit);
  return place && new Kallsyms(bytes, place, (offset) => ORIGIN + BigInt(offset));
}

const CASES = [
  { layout: 'A', perCpu: true, big: false },
  { layout: 'A', perCpu: true, big: true },
  { layout: 'A', perCpu: false, big: true },
  { layout: 'B', perCpu: true, big: true },
  { layout: 'B', perCpu: false, big: false },
  { layout: 'C', perCpu: false, big: true },
] as const;

describe('a whole table', () => {
  for (const { layout, perCpu, big } of CASES) {
    test(`layout ${layout}, per-cpu ${perCpu}, big names ${big}`, () => {
      for (const [seed, count] of [
        [1, 3000],
        [2, 2816],
        [3, 1281],
      ] as const) {
        const { symbols, bytes, hit } = written(layout, seed, perCpu, big, count);
        expect(Buffer.from(bytes).indexOf(TOKEN_PATTERN)).toBe(hit);
        expect(isTokenTable(bytes, hit)).toBe(true);
        const table = decode(bytes, hit);
        expect(table?.place.count).toBe(count);
        expect([...(table?.entries() ?? [])]).toEqual(symbols);
        table?.find(symbols.slice(0, 500).map(({ name }) => name));
        for (const { name, address } of symbols) {
          if (Number(address % 7n) === 0) expect(table?.address(name)).toBe(address);
        }
        expect(table?.address('no_such_symbol')).toBeUndefined();
        const some = symbols[1000] as TestSymbol;
        const first = symbols.find(({ address }) => address === some.address) as TestSymbol;
        expect(table?.at(some.address)).toEqual({ name: first.name, offset: 0n });
        expect(table?.at((symbols.at(-1) as TestSymbol).address + 5n)).toMatchObject({ offset: 5n });
        expect(table?.at(BASE + (1n << 40n))).toBeUndefined();
      }
    });
  }
});

describe('other words and forms', () => {
  for (const [layout, wordSize, alignment, base] of [
    ['A', 4, 4, 0xc1000000n],
    ['B', 4, 4, 0xc1000000n],
    ['whole', 4, 4, 0xc1000000n],
    ['value', 4, 4, 0xc1000000n],
    ['whole', 8, 8, BASE],
    ['C', 8, 4, BASE],
  ] as const) {
    test(`layout ${layout}, words of ${wordSize}, tables on ${alignment}`, () => {
      for (const count of [3000, 2817, 1282]) {
        const symbols = symbolsOf(count, 9, false, true).map((symbol) => ({
          ...symbol,
          address: symbol.address - BASE + base,
        }));
        const options = { symbols, layout, perCpu: false, base, origin: ORIGIN, around: 3 * PAGE };
        const { bytes, hit } = writeKallsyms({ ...options, wordSize, alignment });
        const table = decode(bytes, hit);
        expect(table?.place.wordSize).toBe(wordSize);
        expect([...(table?.entries() ?? [])]).toEqual(symbols);
      }
    });
  }
});

describe('a damaged table', () => {
  for (const { layout, perCpu, big } of CASES) {
    test(`layout ${layout}, per-cpu ${perCpu}, big names ${big}: what is left is right, and most is left`, () => {
      const { symbols, bytes, hit, names } = written(layout, 11, perCpu, big, 20_000);
      const truth = new Map(symbols.map(({ name, address }) => [name, address]));
      const next = random(5);
      for (let run = 0; run < 3; run++) {
        const damaged = bytes.slice();
        const page = Math.floor(names / PAGE) + 1 + Math.trunc(next() * 20);
        for (let i = 0; i < PAGE; i++) damaged[page * PAGE + i] = Math.trunc(next() * 256);
        const table = decode(damaged, hit);
        expect(table).toBeDefined();
        const entries = [...(table?.entries() ?? [])];
        const wrong = entries.filter(({ name, address }) => truth.get(name) !== address);
        expect(wrong).toEqual([]);
        // A page of names and what reaches into it; not the whole groups around it.
        expect(entries.length).toBeGreaterThan(20_000 - 3 * 256);
        expect(entries.length).toBeLessThan(20_000);
        for (const { name, address } of entries.slice(-50)) expect(table?.address(name)).toBe(address);
      }
    });
  }

  test('offsets overwritten: no address rather than a wrong one', () => {
    const { symbols, bytes, hit } = written('B', 12, true, false, 40_000);
    const truth = new Map(symbols.map(({ name, address }) => [name, address]));
    const place = findKallsyms(bytes, hit);
    const page = Math.floor((place?.offsets ?? 0) / PAGE) + 9;
    const next = random(6);
    for (let i = 0; i < PAGE; i++) bytes[page * PAGE + i] = Math.trunc(next() * 256);
    const entries = [...(decode(bytes, hit)?.entries() ?? [])];
    expect(entries.filter(({ name, address }) => truth.get(name) !== address)).toEqual([]);
    expect(entries).toHaveLength(40_000 - PAGE / 4);
    expect(decode(bytes, hit)?.at(BASE + 1000n)).toBeDefined();
  });

  for (const layout of ['A', 'B', 'C'] as const)
    test(`layout ${layout}, a page of offsets missing, so zeros: no address rather than a wrong one`, () => {
      const { symbols, bytes, hit } = written(layout, 13, false, false, 40_000);
      const truth = new Map(symbols.map(({ name, address }) => [name, address]));
      const page = Math.floor((findKallsyms(bytes, hit)?.offsets ?? 0) / PAGE) + 9;
      bytes.fill(0, page * PAGE, page * PAGE + PAGE);
      const entries = [...(decode(bytes, hit)?.entries() ?? [])];
      expect(entries.filter(({ name, address }) => truth.get(name) !== address)).toEqual([]);
      expect(entries).toHaveLength(40_000 - PAGE / 4);
    });

  test('thousands of symbols at one address, and a few at the first, are no damage', () => {
    const plain = symbolsOf(9000, 17, false, false);
    const { address: shared } = plain[2999] as TestSymbol;
    const symbols = plain.map((symbol, i) =>
      i < 4 ? { ...symbol, address: BASE } : i >= 3000 && i < 8000 ? { ...symbol, address: shared } : symbol,
    );
    const where = { base: BASE, origin: ORIGIN, around: 3 * PAGE };
    const { bytes, hit } = writeKallsyms({ symbols, layout: 'A', perCpu: false, ...where });
    expect([...(decode(bytes, hit)?.entries() ?? [])]).toEqual(symbols);
  });

  test('bytes changed anywhere: an end, and no exception', { timeout: 60_000 }, () => {
    const next = random(77);
    const base = written('A', 21, true, true, 1300);
    for (let run = 0; run < 1500; run++) {
      const bytes = base.bytes.slice(0, next() < 0.2 ? Math.trunc(next() * base.bytes.length) : undefined);
      for (let edits = 1 + Math.trunc(next() * 8); edits > 0; edits--)
        if (bytes.length > 0) bytes[Math.trunc(next() * bytes.length)] = Math.trunc(next() * 256);
      if (base.hit >= bytes.length) continue;
      const table = decode(bytes, base.hit);
      table?.find(['sys_1', 'do_2']);
      if (run % 50 === 0) expect([...(table?.entries() ?? [])].length).toBeLessThanOrEqual(1300);
      table?.at(BASE + 4000n);
    }
  });

  test('no table: undefined', () => {
    const noise = random(3);
    const bytes = Uint8Array.from({ length: 1 << 16 }, () => Math.trunc(noise() * 256));
    bytes.set(TOKEN_PATTERN, 30_000);
    expect(findKallsyms(bytes, 30_000)).toBeUndefined();
    expect(findKallsyms(new Uint8Array(64), 0)).toBeUndefined();
    expect(isTokenTable(bytes, 30_000)).toBe(false);
  });
});
