/** Search for values and pointers through views: borders of windows, gaps, other times, next scans. */
import { describe, expect, test } from 'vitest';
import {
  copyOnWrite,
  remapView,
  valueOf,
  withArchitecture,
  type Missing,
  type PointerQuery,
  type ValueBatch,
  type ValueQuery,
} from '../../engine/index.js';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { PTE, seeded, TableMemory } from '../kit/page-tables.js';
import { expectedHits, hitPairs, holds } from '../kit/value-model.js';

/** Data bytes of one window. */
const STEP = 256 << 10;

/** The bytes without a page. */
function without(bytes: Uint8Array, page: number): Uint8Array {
  const rest = new Uint8Array(bytes.length - 4096);
  rest.set(bytes.subarray(0, page));
  rest.set(bytes.subarray(page + 4096), page);
  return rest;
}

describe.each([false, true])('asyncOnly %s', (asyncOnly) => {
  test('values across windows, at every border of a stretch, and none across a gap', async () => {
    const bytes = new Uint8Array(2 * STEP + 0x8000);
    const first = 2 * STEP + 0x5000;
    const marks = [
      0,
      1,
      STEP - 7,
      STEP - 3,
      STEP,
      2 * STEP - 4,
      2 * STEP - 1,
      first - 4,
      first,
      first + 0xffc,
      first + 0xfff,
    ];
    for (const mark of [...marks, first + 0x2000, bytes.length - 4])
      bytes.set([0xef, 0xcd, 0xab, 0x90], mark);
    const ranges = [
      { start: 0x10001, size: first },
      { start: 0x4000_0000, size: 0x3000 },
    ];
    const bad = 0x4000_1000;
    const fault = ({ phys, into }: { phys: number; into: Uint8Array }) =>
      phys < bad + 4096 && phys + into.length > bad ? 'bad block' : undefined;
    const { physical } = await engineOver(memoryConnector(bytes, { asyncOnly, ranges, fault }));
    const stretches = [
      { start: 0x10001n, now: bytes.subarray(0, first) },
      { start: 0x4000_0000n, now: bytes.subarray(first, first + 4096) },
      { start: BigInt(bad + 4096), now: bytes.subarray(first + 8192) },
    ].map((stretch) => ({ ...stretch, then: stretch.now }));
    for (const aligned of [false, true]) {
      const missing: Missing[] = [];
      const steps: [bigint, bigint][] = [];
      const options = {
        onMissing: (gap: Missing) => missing.push(gap),
        onProgress: (done: bigint, total: bigint) => steps.push([done, total]),
      };
      const query = { type: 'u32', aligned, compare: 'equal', value: 0x90abcdef } as const;
      const expected = expectedHits(stretches, 'u32', query, false, aligned);
      expect(await hitPairs(physical.scanValues(query, options))).toEqual(expected);
      expect(expected.length).toBeGreaterThan(aligned ? 0 : 5);
      expect(missing.map(({ start, size }) => [start, size])).toEqual([[BigInt(bad), 4096n]]);
      expect(steps.at(-1)).toEqual([BigInt(bytes.length), BigInt(bytes.length)]);
    }
  });

  test('against an earlier time that lacks other pages', async () => {
    const random = seeded(9);
    const now = Uint8Array.from({ length: STEP + 40_000 }, () => random(3));
    const then = Uint8Array.from(now, (byte) => (random(50) === 0 ? byte ^ 1 : byte));
    const view = (bytes: Uint8Array, hole: number) => {
      const ranges = [
        { start: 0, size: hole },
        { start: hole + 4096, size: bytes.length - hole - 4096 },
      ];
      return engineOver(memoryConnector(without(bytes, hole), { asyncOnly, ranges })).then(
        ({ physical }) => physical,
      );
    };
    const physical = await view(now, 0x3000);
    const previous = await view(then, STEP - 4096);
    const bounds: [number, number][] = [
      [0, 0x3000],
      [0x4000, STEP - 4096],
      [STEP, now.length],
    ];
    const stretches = bounds.map(([start, end]) => ({
      start: BigInt(start),
      now: now.subarray(start, end),
      then: then.subarray(start, end),
    }));
    for (const aligned of [false, true]) {
      const missing: bigint[] = [];
      const query = { type: 'i32', aligned, compare: 'decreased', previous } as const;
      const found = await hitPairs(
        physical.scanValues(query, { onMissing: (gap) => missing.push(gap.start) }),
      );
      expect(found).toEqual(expectedHits(stretches, 'i32', query, false, aligned));
      expect(missing).toEqual([BigInt(STEP - 4096)]);
    }
  });
});

test('many hits come in batches that can be kept; a range cuts them exactly', async () => {
  const bytes = new Uint8Array(STEP + 64);
  const { physical } = await engineOver(memoryConnector(bytes));
  const batches: ValueBatch[] = [];
  const range = { start: 3n, end: BigInt(STEP + 9) };
  for await (const batch of physical.scanValues(
    { type: 'u16', aligned: false, compare: 'equal', value: 0 },
    { range },
  ))
    batches.push(batch);
  let next = 3n;
  for (const { addresses } of batches) {
    expect(addresses.length).toBeLessThanOrEqual(4096);
    for (const address of addresses) if (address !== next++) throw new Error(`hit at ${address}`);
  }
  expect(next).toBe(BigInt(STEP + 8));
});

test('pointers into ranges: of both widths and orders, at any place, into many ranges', async () => {
  const random = seeded(21);
  for (let round = 0; round < 40; round++) {
    const width = round % 2 === 0 ? 8 : 4;
    const big = round % 4 > 1;
    const aligned = random(2) === 0;
    const base = [0n, 0x7fff_0000n, 0xffff_8880_0000_0000n, 0xffff_f000n];
    const count = 1 + random(round % 5 === 0 ? 300 : 6);
    const ranges = Array.from({ length: count }, () => {
      const start = (base[random(4)] as bigint) + BigInt(random(5000));
      return { start, end: start + BigInt(1 + random(round % 5 === 0 ? 3 : 400)) };
    });
    ranges.push({ start: (1n << 64n) - 5n, end: 1n << 64n });
    const bytes = new Uint8Array(4096);
    const view = new DataView(bytes.buffer);
    for (let at = random(8); at + 8 <= bytes.length; at += 8 - 4 * random(2)) {
      const edge = ranges[random(ranges.length)] as { start: bigint; end: bigint };
      const word = BigInt.asUintN(64, (random(2) === 0 ? edge.start : edge.end) + BigInt(random(3) - 1));
      if (width === 8) view.setBigUint64(at, word, !big);
      else view.setUint32(at, Number(word & 0xffff_ffffn), !big);
    }
    const { physical } = await engineOver(memoryConnector(bytes));
    const expected = expectedHits(
      [{ start: 0n, now: bytes, then: bytes }],
      width === 8 ? 'u64' : 'u32',
      { compare: 'unchanged' },
      big,
      aligned,
    ).filter(([, word]) => ranges.some(({ start, end }) => word >= start && word < end));
    const query: PointerQuery = { ranges, width, aligned, byteOrder: big ? 'big' : 'little' };
    expect(await hitPairs(physical.scanPointers(query))).toEqual(expected);
  }
});

test('in virtual memory: across scattered frames, with gaps, and a next scan that tells what went', async () => {
  const memory = new TableMemory(64, 32);
  const root = memory.table();
  const va = 0xffff_8000_0000_0000n;
  memory.map(root, 4, va, 0x5000n, 1, PTE.write);
  memory.map(root, 4, va + 0x1000n, 0x2000n, 1, PTE.write);
  memory.map(root, 4, va + 0x9000n, 0x3000n, 1, PTE.write);
  const words = new DataView(memory.bytes.buffer, memory.bytes.byteOffset);
  words.setUint16(0x5ffe, 0x5678, true);
  words.setUint16(0x2000, 0x1234, true);
  words.setUint32(0x3100, 0x12345678, true);
  const space = (await engineOver(memoryConnector(memory.bytes))).space({ root, mode: 'x86-64-4level' });
  const found: ValueBatch[] = [];
  for await (const batch of space.scanValues({
    type: 'u32',
    aligned: false,
    compare: 'equal',
    value: 0x12345678,
  }))
    found.push(batch);
  expect(found.flatMap(({ addresses }) => [...addresses])).toEqual([va + 0xffen, va + 0x9100n]);
  const gone: ValueBatch = {
    addresses: BigUint64Array.of(va + 0x9100n, va + 0x1ffen, va + 0x5000n, va + 0xffen),
    values: BigUint64Array.of(1n, 2n, 3n, 4n),
  };
  const missing: bigint[] = [];
  const next = space.compareValues({ type: 'u32', compare: 'changed' }, [gone], {
    onMissing: (gap) => missing.push(gap.start),
  });
  expect(await hitPairs(next)).toEqual([
    [va + 0x9100n, 0x12345678n],
    [va + 0xffen, 0x12345678n],
  ]);
  expect(missing).toEqual([va + 0x2000n, va + 0x5000n]);
});

test('next scans take their list from a scan under way, in any order', async () => {
  const random = seeded(33);
  const bytes = Uint8Array.from({ length: 300_000 }, () => random(256));
  const { physical } = await engineOver(memoryConnector(bytes, { asyncOnly: true }));
  const first = physical.scanValues({ type: 'u8', compare: 'less', value: 100 });
  const second = await hitPairs(physical.compareValues({ type: 'u8', compare: 'greater', value: 97 }, first));
  expect(second).toEqual(
    expectedHits(
      [{ start: 0n, now: bytes, then: bytes }],
      'u8',
      { compare: 'between', min: 98, max: 99 },
      false,
      false,
    ),
  );
  const shuffled = Array.from({ length: 20_000 }, () => BigInt(random(bytes.length - 8)));
  const known: ValueBatch = {
    addresses: BigUint64Array.from(shuffled),
    values: BigUint64Array.from(shuffled, () => BigInt(random(1 << 30))),
  };
  const query = { type: 'i64', byteOrder: 'big', compare: 'increased' } as const;
  const view = new DataView(bytes.buffer);
  expect(await hitPairs(physical.compareValues(query, [known]))).toEqual(
    shuffled.flatMap((address, i): [bigint, bigint][] => {
      const word = view.getBigUint64(Number(address));
      return holds('i64', query, word, known.values[i] as bigint) ? [[address, word]] : [];
    }),
  );
});

test('views on views: changed bytes, moved parts, another architecture', async () => {
  const bytes = new Uint8Array(0x4000);
  const words = new DataView(bytes.buffer);
  for (const at of [0x1ffe, 0x3000]) words.setUint32(at, 0xcafe0001);
  const { physical } = await engineOver(memoryConnector(bytes));
  const changed = copyOnWrite(physical);
  await changed.write(0x2ffen, Uint8Array.of(0xca, 0xfe));
  await changed.write(0x0n, Uint8Array.of(0xca, 0xfe, 0, 2));
  const moved = remapView(changed, [
    { start: 0x7000n, size: 0x1000n, target: 0x3000n },
    { start: 0x8000n, size: 0x1000n, target: 0n },
  ]);
  const big = withArchitecture(moved, { byteOrder: 'big', pointerSize: 4 });
  const query = { type: 'u32', compare: 'between', min: 0xcafe0000, max: 0xcafeffff } as const;
  expect(await hitPairs(physical.scanValues({ ...query, byteOrder: 'big', aligned: false }))).toEqual([
    [0x1ffen, 0xcafe0001n],
    [0x3000n, 0xcafe0001n],
  ]);
  expect(await hitPairs(changed.scanValues({ ...query, byteOrder: 'big', aligned: false }))).toEqual([
    [0x0n, 0xcafe0002n],
    [0x1ffen, 0xcafe0001n],
    [0x2ffen, 0xcafecafen],
    [0x3000n, 0xcafe0001n],
  ]);
  const hits = await hitPairs(big.scanValues(query));
  expect(hits).toEqual([
    [0x7000n, 0xcafe0001n],
    [0x8000n, 0xcafe0002n],
  ]);
  expect(await hitPairs(big.scanPointers({ ranges: [{ start: 0xcafe0002n, end: 0xcafe0003n }] }))).toEqual([
    hits[1],
  ]);
  const known = {
    addresses: BigUint64Array.of(0x8000n, 0x7000n),
    values: BigUint64Array.of(1n, 0xcafe0001n),
  };
  expect(await hitPairs(big.compareValues({ type: 'u32', compare: 'changed' }, [known]))).toEqual([hits[1]]);
  // Against what was there before the changes.
  expect(await hitPairs(changed.scanValues({ type: 'u8', compare: 'changed', previous: physical }))).toEqual([
    [0x0n, 0xcan],
    [0x1n, 0xfen],
    [0x3n, 2n],
    [0x2ffen, 0xcan],
    [0x2fffn, 0xfen],
  ]);
});

test('known addresses at the ends of the address space, and lists that are no lists', async () => {
  const { physical } = await engineOver(memoryConnector(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)));
  const top = (1n << 64n) - 4n;
  const addresses = BigUint64Array.of(top, 0n, 4n, 5n, 1n << 52n, 0n);
  const gaps: [bigint, bigint][] = [];
  const found = physical.compareValues(
    { type: 'u32', compare: 'notEqual', value: 0 },
    [{ addresses, values: new BigUint64Array(6) }],
    { onMissing: ({ start, size }) => gaps.push([start, size]) },
  );
  expect(await hitPairs(found)).toEqual([
    [0n, 0x04030201n],
    [4n, 0x08070605n],
    [0n, 0x04030201n],
  ]);
  expect(gaps).toEqual([
    [top, 4n],
    [8n, 1n],
    [1n << 52n, 4n],
  ]);
  const short = physical.compareValues({ type: 'u8', compare: 'changed' }, [
    { addresses, values: new BigUint64Array(5) },
  ]);
  await expect(hitPairs(short)).rejects.toThrow(/each known address needs the value/);
});

test('an abort stops a scan, and scans that take turns do not disturb each other', async () => {
  const bytes = new Uint8Array(3 * STEP).fill(1);
  const { physical } = await engineOver(memoryConnector(bytes));
  const stop = new AbortController();
  const query = { type: 'u64', compare: 'equal', value: 0x0101_0101_0101_0101n } as const;
  const outer: bigint[] = [];
  const scan = async () => {
    for await (const { addresses } of physical.scanValues(query, { signal: stop.signal })) {
      outer.push(...addresses);
      for await (const _ of physical.scanPointers({ ranges: [{ start: 0n, end: 1n }] }))
        throw new Error('no word is 0');
      if (outer.length > 40_000) stop.abort();
    }
  };
  await expect(scan()).rejects.toMatchObject({ kind: 'aborted' });
  expect(outer).toEqual(Array.from({ length: outer.length }, (_, i) => BigInt(8 * i)));
  expect(outer.length).toBeLessThan(bytes.length / 8);
});

test('questions that make no sense are refused in words', async () => {
  const { physical } = await engineOver(memoryConnector(new Uint8Array(4096)));
  const wrong: [ValueQuery, RegExp][] = [
    [{ type: 'u8', compare: 'equal', value: 256 }, /256 is not a value of type u8/],
    [{ type: 'i16', compare: 'greater', value: -32769n }, /-32769 is not a value of type i16/],
    [{ type: 'u64', compare: 'less', value: 2 ** 60 }, /give a bigint/],
    [{ type: 'u32', compare: 'equal', value: 1.5 }, /1.5 is not a whole number/],
    [{ type: 'u32', compare: 'between', min: 2, max: 1 }, /no value is between 2 and 1/],
    [{ type: 'f64', compare: 'between', min: 2, max: 1 }, /no value is between 2 and 1/],
    [{ type: 'f32', compare: 'equal', value: NaN }, /not a number/],
    [{ type: 'f32', compare: 'equal', value: 1e300 }, /not a value of type f32/],
    [{ type: 'f32', compare: 'equal', value: 1, tolerance: -1 }, /tolerance -1/],
    [{ type: 'f64', compare: 'equal', value: 1, tolerance: NaN }, /tolerance NaN/],
    [{ type: 'u8', compare: 'increasedBy', value: 256, previous: physical }, /a u8 cannot change by 256/],
  ];
  for (const [query, words] of wrong) expect(() => physical.scanValues(query)).toThrow(words);
  expect(() => physical.compareValues({ type: 'u8', compare: 'equal', value: 256 }, [])).toThrow(
    /not a value/,
  );
  const pointers: [PointerQuery['ranges'], RegExp][] = [
    [[{ start: 5n, end: 5n }], /0x5 to 0x5 is not a range/],
    [[{ start: -1n, end: 5n }], /not a range/],
    [[{ start: 1n, end: (1n << 64n) + 1n }], /not a range/],
    [
      Array.from({ length: 1025 }, (_, i) => ({ start: BigInt(16 * i), end: BigInt(16 * i + 1) })),
      /at most 1024 ranges apart/,
    ],
  ];
  for (const [ranges, words] of pointers) expect(() => physical.scanPointers({ ranges })).toThrow(words);
  // Ranges that touch are one; no range, or none that a short pointer reaches, is an answer without hits.
  const touching = Array.from({ length: 3000 }, (_, i) => ({
    start: BigInt(16 * i),
    end: BigInt(16 * i + 16),
  }));
  expect(await hitPairs(physical.scanPointers({ ranges: touching }))).toHaveLength(512);
  expect(await hitPairs(physical.scanPointers({ ranges: [] }))).toEqual([]);
  expect(
    await hitPairs(physical.scanPointers({ width: 4, ranges: [{ start: 1n << 32n, end: 1n << 33n }] })),
  ).toEqual([]);
  for (const compare of ['greater', 'less'] as const)
    expect(
      await hitPairs(physical.scanValues({ type: 'u8', compare, value: compare === 'less' ? 0 : 255 })),
    ).toEqual([]);
});

test('values of a batch by type', () => {
  expect(valueOf('i8', 0xffn)).toBe(-1);
  expect(valueOf('u16', 0xffffn)).toBe(65535);
  expect(valueOf('i64', (1n << 64n) - 2n)).toBe(-2n);
  expect(valueOf('u64', 1n << 63n)).toBe(1n << 63n);
  expect(valueOf('f32', 0x3fc00000n)).toBe(1.5);
  expect(valueOf('f64', 0x3ff8_0000_0000_0000n)).toBe(1.5);
});
