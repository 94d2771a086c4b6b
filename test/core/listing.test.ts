/** Listings of every mode, run by run, against a plain recursion over the reference's decoders: repeats, cuts, all paths, physical to virtual. */
import { describe, expect, test } from 'vitest';
import { seeded } from '../kit/page-tables.js';
import { randomTables, readerOf, sharedTables } from '../kit/random-tables.js';
import { RawCore } from '../kit/raw-core.js';
import { FLAG, formatOf, TESTED_MODES, type Roots } from '../kit/reference/index.js';
import { highStart, list, type Run } from '../kit/reference/list.js';

const TOP = 2n ** 64n;
const MODES = TESTED_MODES.filter((mode) => mode !== 'wide-128');

/** Flags of a repeat that say something: rights. */
const RIGHTS = FLAG.kernelExecute | FLAG.write | FLAG.user | FLAG.read | FLAG.userExecute;

/** The runs of a listing from the core, with the rights of a repeat alone. */
function listed(core: RawCore, first: bigint, last: bigint, expand: boolean): Run[] {
  const runs = core.runs(core.core.exports.enumerate(0, first, last, expand ? 1 : 0));
  return runs.map((run) =>
    run.info % 256 === 4 ? { ...run, info: run.info & ((RIGHTS << 16) | 0xffff) } : run,
  );
}

/** First difference of two lists of runs, as text that says where it is. */
function expectEqual(where: string, got: readonly Run[], expected: readonly Run[]): void {
  const at = expected.findIndex((run, i) => {
    const other = got[i];
    return (
      other === undefined || (Object.keys(run) as (keyof Run)[]).some((field) => run[field] !== other[field])
    );
  });
  const i = at < 0 ? expected.length : at;
  if (at < 0 && got.length === expected.length) return;
  expect({ where, i, run: got[i] }).toEqual({ where, i, run: expected[i] });
}

describe.each(MODES)('%s', (mode) => {
  const format = formatOf(mode);
  // Tables of 8192 entries take the plain recursion long.
  const large = format.levels[0]?.bits === 13;
  const halves = [
    { first: 0n, last: 2n ** BigInt(format.lowBits) - 1n },
    ...(format.highBits === undefined ? [] : [{ first: highStart(format), last: TOP - 1n }]),
  ];

  /** Pieces of the halves: from and to anywhere, so that they cut subtrees and pages. */
  const cuts = (seed: number, count: number, most: bigint): { first: bigint; last: bigint }[] => {
    const random = seeded(seed);
    return Array.from({ length: count }, () => {
      const half = halves[random(halves.length)] ?? { first: 0n, last: 0n };
      const span = half.last - half.first + 1n;
      const at = (): bigint => (BigInt(random(2 ** 32)) * 2n ** 32n + BigInt(random(2 ** 32))) % span;
      const first = half.first + at();
      const last = first + (at() % most);
      return { first, last: last > half.last ? half.last : last };
    });
  };

  test('hostile tables: whole halves and cuts of them, with repeats', () => {
    const core = new RawCore({ bytes: new Uint8Array(0) });
    for (let seed = 1; seed <= (large ? 1 : 3); seed++) {
      const memory = randomTables(mode, seed + 500, 6);
      const read = readerOf(memory);
      core.replace(memory);
      const roots = memory.roots[seed + 2] as Roots;
      expect(core.setSpace(0, mode, roots)).toBe(true);
      for (const { first, last } of [...halves, ...cuts(seed, large ? 1 : 4, TOP)]) {
        const got = listed(core, first, last, false);
        const where = `tables of seed ${seed + 500}, ${first.toString(16)} to ${last.toString(16)}`;
        expectEqual(where, got, list(format, read, roots, { first, last, expand: false }));
      }
    }
  });

  test('hostile tables: small parts with every path in full', () => {
    const memory = randomTables(mode, 510, 6);
    const read = readerOf(memory);
    const core = new RawCore(memory);
    const roots = memory.roots[3] as Roots;
    core.setSpace(0, mode, roots);
    const small = 1n << BigInt((format.levels[1]?.shift ?? 0) + 1);
    for (const { first, last } of cuts(9, 12, small)) {
      const got = listed(core, first, last, true);
      const where = `${first.toString(16)} to ${last.toString(16)}`;
      expectEqual(where, got, list(format, read, roots, { first, last, expand: true }));
    }
  });

  test('shared tables: repeats, every path in full, and all ways to physical ranges', () => {
    const core = new RawCore({ bytes: new Uint8Array(0) });
    for (let seed = 1; seed <= 4; seed++) {
      const memory = sharedTables(mode, seed);
      const read = readerOf(memory);
      core.replace(memory);
      const roots = { root: memory.root };
      expect(core.setSpace(0, mode, roots)).toBe(true);
      const { exports } = core.core;
      const { first, last } = { first: 0n, last: 2n ** BigInt(format.lowBits) - 1n };
      const all = list(format, read, roots, { first, last, expand: true });
      expect(all.length).toBeGreaterThan(3);
      expectEqual(`seed ${seed}, in full`, listed(core, first, last, true), all);
      const repeats = list(format, read, roots, { first, last, expand: false });
      expectEqual(`seed ${seed}`, listed(core, first, last, false), repeats);
      const random = seeded(seed);
      const mapped = all.filter(({ info }) => info % 256 === 0);
      for (let i = 0; i < 12; i++) {
        const run = mapped[random(mapped.length)] as Run;
        const from = run.physical + (BigInt(random(2 ** 32)) % run.size);
        const to = i === 0 ? TOP - 1n : i < 4 ? from : from + BigInt(random(2 ** 24));
        const wanted = i === 0 ? 0n : from;
        const ways = core
          .runs(exports.aliases(0, first, last, wanted, to))
          .filter(({ info }) => info % 256 === 0);
        expectEqual(
          `seed ${seed}, ways to ${wanted} to ${to}`,
          pieces(ways),
          pieces(within(mapped, wanted, to)),
        );
      }
    }
  });
});

/** The parts of runs whose physical addresses are wanted. */
function within(runs: readonly Run[], from: bigint, to: bigint): Run[] {
  return runs.flatMap((run) => {
    const start = run.physical > from ? run.physical : from;
    const end = run.physical + run.size - 1n < to ? run.physical + run.size - 1n : to;
    if (start > end) return [];
    return [
      { ...run, virtual: run.virtual + (start - run.physical), physical: start, size: end - start + 1n },
    ];
  });
}

/** Runs without what a longer run adds up: flags other than rights. */
function pieces(runs: readonly Run[]): Run[] {
  return runs.map((run) => ({ ...run, info: run.info & 0x021f_ffff }));
}
