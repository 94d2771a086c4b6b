/** Boundary numbers in roots, ranges of spaces and all that views and engines are made of: a right answer, or a PagewalkError. */
import { describe, expect, test } from 'vitest';
import {
  Budget,
  Bytes,
  defineShape,
  Engine,
  normalRanges,
  remapView,
  splitAtHole,
  viewConnector,
  withArchitecture,
  wrapCache,
  type MemoryView,
} from '../../engine/index.js';
import { EDGES } from '../kit/boundaries.js';
import { coreWasm, engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { ADDRESSES, all, isAddress, isLength, LENGTHS, outcome, OUTSIDE, TOP } from '../kit/outcomes.js';
import { BASE, viewWorld } from '../kit/view-world.js';

const world = await viewWorld();

describe('physical memory', () => {
  test('reads at any address: the bytes, or what is missing', async () => {
    const { physical } = world.engine;
    for (const address of ADDRESSES) {
      for (const length of [0, 1, 8, 4096]) {
        const { value, kind } = await outcome(() => physical.readPartial(address, length));
        if (!isAddress(address)) {
          expect(kind).toBe('usage');
          continue;
        }
        const { data, missing } = value as Awaited<ReturnType<MemoryView['readPartial']>>;
        const there =
          address < world.bytes.length ? Math.min(length, world.bytes.length - Number(address)) : 0;
        expect(data.subarray(0, there)).toEqual(
          world.bytes.subarray(Number(address), Number(address) + there),
        );
        expect(missing.reduce((sum, gap) => sum + gap.size, 0n)).toBe(BigInt(length - there));
      }
    }
  });

  test('votes over any range', async () => {
    const edges = [...OUTSIDE, ...EDGES];
    for (const start of edges)
      for (const end of edges)
        expect(await world.engine.voteSelfPointers({ range: { start, end } })).toEqual([]);
  });
});

describe('spaces', () => {
  const mode = 'x86-64-4level';

  test('roots: an address below 2^56, or an error', async () => {
    const engine = await engineOver(memoryConnector(new Uint8Array(8192)));
    for (const root of ADDRESSES) {
      const right = root >= 0n && root < 1n << 56n;
      expect((await outcome(() => engine.space({ mode, root }))).kind).toBe(right ? undefined : 'usage');
      const low = await outcome(() => engine.space({ mode: 'aarch64-4k-48', highRoot: root }));
      expect(low.kind).toBe(right ? undefined : 'usage');
      if (!right) continue;
      const space = engine.space({ mode, root });
      expect(await all(space.pages({ range: { start: 0n, end: 1n << 20n } }))).toEqual([]);
      expect(space.sync?.physicalOf(0n)).toBe(undefined);
    }
    // Without a root there is nothing to walk, which is said when that is tried.
    expect((await outcome(() => engine.space({ mode }).translate([0n]))).kind).toBe('usage');
    const name = 'aarch64-4k-53' as typeof mode;
    expect((await outcome(() => engine.space({ mode: name, root: 0n }))).kind).toBe('usage');
  });

  test('translations one by one, in lists, and of ranges', async () => {
    const { space, placeOf } = world;
    for (const address of ADDRESSES) {
      const one = await outcome(() => space.sync?.physicalOf(address));
      const place = placeOf(address);
      if (isAddress(address)) expect(one).toEqual({ value: place === undefined ? undefined : BigInt(place) });
      else expect(one).toEqual({ kind: 'usage' });
      const listed = await outcome(() => space.translate([BASE, address]));
      expect(listed.kind).toBe(isAddress(address) ? undefined : 'usage');
    }
    const pair = new BigUint64Array(2);
    for (const [values, infos] of [
      [1, 2],
      [2, 1],
      [3, 3],
    ] as const) {
      const call = (): unknown =>
        space.sync?.translateInto(pair, new BigUint64Array(values), new Uint32Array(infos));
      expect(await outcome(call)).toEqual({ kind: 'usage' });
    }
    const edges = [...OUTSIDE, ...EDGES, BASE, BASE + 0x6001n];
    for (const start of edges) {
      for (const end of edges) {
        const { kind, value } = await outcome(() => all(space.translateRange({ start, end })));
        if (start < 0n || end > TOP) expect(kind).toBe('usage');
        else {
          const runs = value as { virtual: bigint; size: bigint }[];
          let at = start;
          for (const run of runs) {
            expect(run.virtual).toBe(at);
            at += run.size;
          }
          expect(at).toBe(start < end ? end : start);
        }
      }
    }
  });

  test('listings, aliases and flushes of any range', async () => {
    const { engine, space, placeOf } = world;
    const sizes = await all(space.pages());
    const edges = [...OUTSIDE, ...EDGES, BASE, BASE + 0x6001n];
    for (const start of edges) {
      for (const end of edges) {
        const range = { start, end };
        const runs = await all(space.pages({ range }));
        const expected = sizes.flatMap((run) => {
          const from = run.virtual > start ? run.virtual : start;
          const to = run.virtual + run.size < end ? run.virtual + run.size : end;
          return from < to ? [[from, to - from]] : [];
        });
        expect(runs.map(({ virtual, size }) => [virtual, size])).toEqual(expected);
        const batches = [...(space.sync?.runBatches({ range }) ?? [])].flatMap(({ count, virtual }) => [
          ...virtual.slice(0, count),
        ]);
        expect(batches).toEqual(expected.map(([virtual]) => virtual));
        engine.flush(space, range);
        expect(space.sync?.physicalOf(BASE)).toBe(BigInt(placeOf(BASE) ?? -1));
        const aliases = await outcome(() => all(space.virtualOf(start, end)));
        const right = start >= 0n && end >= 1n && start + end <= TOP;
        expect(aliases.kind).toBe(right ? undefined : 'usage');
      }
    }
    const place = BigInt(placeOf(BASE + 0x1000n) ?? 0);
    for (const range of edges.map((start) => ({ start, end: BASE + 0x1001n }))) {
      const hits = await all(space.virtualOf(place, 1n, { range }));
      expect(hits.map(({ virtual }) => virtual)).toEqual(
        range.start <= BASE + 0x1000n ? [BASE + 0x1000n] : [],
      );
    }
  });

  test('a flush forgets what was in its range, also when that begins before 0 or ends behind 2^64', async () => {
    const bytes = world.bytes.slice();
    const engine = await engineOver(memoryConnector(bytes, { asyncOnly: true }));
    const space = engine.space({ mode, root: world.space.root });
    const place = world.placeOf(BASE) ?? 0;
    for (const range of [
      { start: -5n, end: TOP },
      { start: BASE, end: TOP + 1n },
      { start: -TOP, end: 1n << 70n },
    ]) {
      await space.u8(BASE);
      bytes[place] = ((bytes[place] ?? 0) + 1) & 0xff;
      engine.flush(space, range);
      expect(await space.u8(BASE)).toBe(bytes[place]);
    }
  });
});

describe('what views and engines are made of', () => {
  const connector = memoryConnector(new Uint8Array(0x4000));

  test('remapped views: parts within 0 to 2^64 that do not overlap', async () => {
    const { physical } = world.engine;
    const edges = [...OUTSIDE, ...EDGES];
    for (const start of edges) {
      for (const size of edges) {
        for (const target of [0n, 1n, TOP - 1n, -1n, TOP]) {
          const got = await outcome(() => remapView(physical, [{ start, size, target }]).ranges);
          const inside =
            start >= 0n && target >= 0n && size > 0n && start + size <= TOP && target + size <= TOP;
          if (inside) expect(got.value).toEqual([{ start, end: start + size }]);
          else if (size === 0n) expect(got.value).toEqual([]);
          else expect(got.kind).toBe('usage');
        }
      }
    }
    const twice = [
      { start: 0n, size: 2n, target: 0n },
      { start: 1n, size: 1n, target: 0n },
    ];
    expect(await outcome(() => remapView(physical, twice))).toEqual({ kind: 'usage' });
    for (const pointerSize of LENGTHS.filter((one) => one !== 8) as 8[])
      expect(await outcome(() => withArchitecture(physical, { pointerSize }))).toEqual({ kind: 'usage' });
  });

  test('connectors of views: reads at any number', async () => {
    const above = viewConnector(world.engine.physical);
    for (const address of EDGES.filter((edge) => edge < 1n << 53n)) {
      const read = { phys: Number(address), into: new Uint8Array(8), got: 0 };
      await above.read([read]);
      const there = Math.max(0, Math.min(8, world.bytes.length - Number(address)));
      expect(read.got).toBe(there);
      expect(read.into.subarray(0, there)).toEqual(
        world.bytes.subarray(Number(address), Number(address) + there),
      );
    }
  });

  test('shapes: offsets, counts and strides', async () => {
    for (const number of LENGTHS) {
      const right = isLength(number) && number < 1 << 20;
      const usable = [
        await outcome(() => defineShape({ a: { offset: number, type: 'u8' } })),
        await outcome(() => defineShape({ a: { offset: 0, type: 'bytes', count: number } })),
        await outcome(() => defineShape({ a: { offset: 0, type: 'u8', count: 2, stride: number } })),
      ].map(({ kind }) => kind);
      expect(usable).toEqual([
        right ? undefined : 'usage',
        right ? undefined : 'usage',
        right && number > 0 ? undefined : 'usage',
      ]);
    }
  });

  test('holes, ranges, caches, ages, budgets, bytes', async () => {
    for (const low of [...LENGTHS, 0x2000, 2 ** 52]) {
      for (const high of [...LENGTHS, 0x2000, 2 ** 52]) {
        const { kind, value } = await outcome(() => splitAtHole(connector, low, high).ranges);
        const aligned = [low, high].every((at) => at >= 0 && at % 4096 === 0 && at <= 2 ** 52);
        if (!aligned || low > high) expect(kind).toBe('usage');
        else expect((value as { size: number }[]).reduce((sum, { size }) => sum + size, 0)).toBe(0x4000);
      }
      const ranges = normalRanges([
        { start: 0, size: low },
        { start: 0x1000, size: 0x1000 },
      ]);
      expect(ranges.at(-1)?.size).toBe(low >= 0x1000 ? Math.max(low, 0x2000) : 0x1000);
    }
    for (const number of LENGTHS) {
      const block = await outcome(() => wrapCache(connector, { block: number }));
      expect(block.kind).toBe(number === 4096 ? undefined : 'usage');
      const whole = Number.isInteger(number) && number > 0;
      expect((await outcome(() => wrapCache(connector, { capacity: number }))).kind).toBe(
        whole ? undefined : 'usage',
      );
      expect((await outcome(() => wrapCache(connector, { validReads: number }))).kind).toBe(
        whole ? undefined : 'usage',
      );
      expect((await outcome(() => wrapCache(connector, { validMs: number }))).kind).toBe(
        number > 0 ? undefined : 'usage',
      );
      const ages = { unit: 'jobs', tables: number } as const;
      const made = await outcome(() => Engine.create({ core: coreWasm, connector, ages }));
      expect(made.kind).toBe(number >= 0 ? undefined : 'usage');
      const bytes = new Bytes(new Uint8Array(8));
      const fits = Number.isInteger(number) && number >= 0;
      expect((await outcome(() => bytes.u8(number))).kind).toBe(fits && number < 8 ? undefined : 'malformed');
      expect((await outcome(() => bytes.u64(number))).kind).toBe(number === 0 ? undefined : 'malformed');
      expect((await outcome(() => bytes.slice(0, number))).kind).toBe(
        fits && number <= 8 ? undefined : 'malformed',
      );
      expect((await outcome(() => bytes.text(0, number))).value).toBe('');
      const budget = new Budget({ what: 'the test', steps: number, bytes: 4 });
      expect((await outcome(() => budget.step())).kind).toBe(number < 1 ? 'budget' : undefined);
    }
  });
});
