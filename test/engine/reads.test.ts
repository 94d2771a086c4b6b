/** Reads of views: sync and async agree with the bytes, partial reads say what is missing, faults never become bytes. */
import { describe, expect, test } from 'vitest';
import {
  PartialReadError,
  type AddressSpace,
  type Engine,
  type MemoryView,
  type PartialRead,
} from '../../engine/index.js';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector, type MemoryOptions } from '../kit/memory-connector.js';
import { PTE, seeded, TableMemory } from '../kit/page-tables.js';

const HIGH = 0xffff_8880_0000_0000n;
const PAGES = 24;

/** A space of 24 pages in scattered frames at HIGH, page 7 unmapped and page 9 in a frame that is not there. */
async function world(
  options: MemoryOptions = {},
): Promise<{ engine: Engine; space: AddressSpace; expected: (number | undefined)[] }> {
  const random = seeded(42);
  const memory = new TableMemory(128, 100);
  const root = memory.table();
  for (let i = 0; i < 100 * 4096; i++) memory.bytes[i] = random(256);
  const expected: (number | undefined)[] = [];
  for (let page = 0; page < PAGES; page++) {
    const frame = page < 4 ? 40 + page : (page * 37) % 100;
    if (page !== 7)
      memory.map(
        root,
        4,
        HIGH + BigInt(page * 4096),
        page === 9 ? 0x5000_0000n : BigInt(frame * 4096),
        1,
        PTE.write,
      );
    for (let i = 0; i < 4096; i++)
      expected.push(page === 7 || page === 9 ? undefined : memory.bytes[frame * 4096 + i]);
  }
  const engine = await engineOver(memoryConnector(memory.bytes, options));
  return { engine, space: engine.space({ root, mode: 'x86-64-4level' }), expected };
}

/** Holds a read to what is expected byte for byte, and its missing list to where nothing is expected. */
function check(
  got: PartialRead,
  start: bigint,
  expected: readonly (number | undefined)[],
  mayLack = false,
): void {
  const missing = new Set<number>();
  for (const gap of got.missing)
    for (let i = 0n; i < gap.size; i++) missing.add(Number(gap.start + i - start));
  for (let i = 0; i < expected.length; i++) {
    if (missing.has(i) ? expected[i] !== undefined && !mayLack : got.data[i] !== expected[i]) {
      throw new Error(`byte ${i}: ${got.data[i]}, expected ${expected[i]}, missing ${missing.has(i)}`);
    }
  }
}

describe.each([false, true])('asyncOnly %s', (asyncOnly) => {
  test('random reads, alone and many at once, sync and async', async () => {
    const { space, expected } = await world({ asyncOnly });
    const random = seeded(7);
    expect(space.sync === undefined).toBe(asyncOnly);
    for (let i = 0; i < 100; i++) {
      const ranges = Array.from({ length: 1 + random(6) }, () => {
        const at = random(expected.length - 1);
        return {
          at,
          address: HIGH + BigInt(at),
          length: random(Math.min(expected.length - at, random(2) === 0 ? 64 : 40_000)),
        };
      });
      const all = [
        await space.readMany(ranges),
        await Promise.all(ranges.map((r) => space.readPartial(r.address, r.length))),
      ];
      if (space.sync !== undefined)
        all.push(
          space.sync.readMany(ranges),
          ranges.map((r) => (space.sync ?? never()).readPartial(r.address, r.length)),
        );
      for (const results of all) {
        ranges.forEach((r, k) =>
          check(results[k] as PartialRead, r.address, expected.slice(r.at, r.at + r.length)),
        );
      }
    }
  });

  test('numbers and texts', async () => {
    const bytes = new Uint8Array(8192);
    new DataView(bytes.buffer).setBigUint64(0xffc, 0xfedc_ba98_8765_4321n, true);
    bytes.set(new TextEncoder().encode('grüße\0rest'), 100);
    bytes.fill(0x41, 4200, 8192);
    const { physical } = await engineOver(memoryConnector(bytes, { asyncOnly }));
    expect(await physical.u64(0xffcn)).toBe(0xfedc_ba98_8765_4321n);
    expect(await physical.pointer(0xffcn)).toBe(0xfedc_ba98_8765_4321n);
    expect([await physical.u8(0xffcn), await physical.u16(0xffcn), await physical.u32(0xffcn)]).toEqual([
      0x21, 0x4321, 0x8765_4321,
    ]);
    expect(await physical.i32(0xffcn)).toBe(0x8765_4321 | 0);
    expect(await physical.string(100n)).toBe('grüße');
    expect(await physical.string(4200n, 300)).toBe('A'.repeat(300));
    await expect(physical.string(8000n)).rejects.toThrow(PartialReadError);
    const { sync } = physical;
    if (sync === undefined) return;
    expect(sync.u64(0xffcn)).toBe(0xfedc_ba98_8765_4321n);
    expect([sync.u8(0xffcn), sync.u16(0xffcn), sync.u32(0xffcn), sync.i32(0xffcn)]).toEqual([
      0x21,
      0x4321,
      0x8765_4321,
      0x8765_4321 | 0,
    ]);
    expect(sync.string(100n)).toBe('grüße');
    expect(() => sync.string(8000n)).toThrow(PartialReadError);
  });

  test('what is missing carries its reason', async () => {
    const { space } = await world({ asyncOnly });
    const read = await space.readPartial(HIGH + 6n * 4096n, 4 * 4096);
    expect(read.missing).toMatchObject([
      { start: HIGH + 7n * 4096n, size: 4096n, reason: { kind: 'not-present', level: 1, entry: 0n } },
      {
        start: HIGH + 9n * 4096n,
        size: 4096n,
        reason: { kind: 'missing-page', phys: 0x5000_0000n, table: false, why: 'not in the test memory' },
      },
    ]);
    const error: unknown = await space.read(HIGH + 6n * 4096n, 4 * 4096).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(PartialReadError);
    expect((error as PartialReadError).message).toContain('level 1 entry 0x0 is not present');
    expect((await space.readPartial(1n << 60n, 10)).missing).toMatchObject([
      { start: 1n << 60n, size: 10n, reason: { kind: 'not-canonical' } },
    ]);
    expect((await space.readPartial((1n << 64n) - 2n, 4)).missing.reduce((n, m) => n + m.size, 0n)).toBe(4n);
  });

  test('boundary addresses and lengths: an answer or a usage error, never another one', async () => {
    const { engine, space } = await world({ asyncOnly });
    const addresses = [0, 12, 31, 32, 47, 48, 52, 53, 63, 64, 70].flatMap((p) =>
      [-1n, 0n, 1n].map((d) => (1n << BigInt(p)) + d),
    );
    const lengths = [0, 1, 8, 4095, 4097, -1, 0.5, NaN, 2 ** 30 + 1, 2 ** 53];
    for (const view of [engine.physical, space] as MemoryView[]) {
      for (const address of [-1n, ...addresses]) {
        for (const length of lengths) {
          const good =
            address >= 0n &&
            address < 1n << 64n &&
            Number.isInteger(length) &&
            length >= 0 &&
            length <= 2 ** 30;
          const got = await view.readPartial(address, length).catch((e: unknown) => e);
          if (good) expect((got as PartialRead).data.length).toBe(length);
          else expect(got).toMatchObject({ name: 'PagewalkError', kind: 'usage' });
        }
      }
    }
  });
});

function never(): never {
  throw new Error('unreachable');
}

test('a failing request, whichever: no wrong bytes, and the next read is whole again', async () => {
  const counted = await world();
  const ranges = [
    { address: HIGH, length: 3 * 4096 },
    { address: HIGH + 10n * 4096n, length: 6 * 4096 },
    { address: HIGH + 20n * 4096n + 5n, length: 100 },
  ];
  await counted.space.readMany(ranges);
  const requests = counted.engine.statistics().reads;
  expect(requests).toBeGreaterThan(5);
  for (const asyncOnly of [false, true]) {
    for (let bad = 0; bad < requests; bad++) {
      const fault = (_: unknown, index: number) => (index === bad ? 'simulated fault' : undefined);
      const { space, expected } = await world({ asyncOnly, fault });
      const slice = (r: { address: bigint; length: number }) =>
        expected.slice(Number(r.address - HIGH), Number(r.address - HIGH) + r.length);
      const first = await space.readMany(ranges);
      ranges.forEach((r, i) => check(first[i] as PartialRead, r.address, slice(r), true));
      const second = await space.readMany(ranges);
      ranges.forEach((r, i) => check(second[i] as PartialRead, r.address, slice(r)));
    }
  }
});

test('reads that overlap in time, with delays of all lengths, are each right and end', async () => {
  const random = seeded(9);
  const delay = async () => {
    for (let i = random(4); i > 0; i--) await new Promise((resolve) => setImmediate(resolve));
  };
  const { space, expected } = await world({ asyncOnly: true, delay });
  const work = Array.from({ length: 200 }, async (_, i) => {
    const at = random(expected.length - 5000);
    const length = random(i % 3 === 0 ? 5000 : 32);
    check(
      await space.readPartial(HIGH + BigInt(at), length),
      HIGH + BigInt(at),
      expected.slice(at, at + length),
    );
    const [t] = await space.translate([HIGH + BigInt(at)]);
    expect(t?.ok).toBe(![7].includes(Math.floor(at / 4096)));
  });
  await Promise.all(work);
});

test('a second reader of the same pages asks the source for nothing', async () => {
  const { engine, space } = await world({ asyncOnly: true });
  await space.readPartial(HIGH, 300);
  const before = engine.statistics();
  for (let i = 0; i < 50; i++) await space.readPartial(HIGH + BigInt(i), 200);
  expect(engine.statistics().trips).toBe(before.trips);
  expect(engine.statistics().tlbHits).toBeGreaterThan(before.tlbHits);
});

test('more address spaces than the core has slots', async () => {
  const memory = new TableMemory(4 * 300 + 20, 10);
  const roots = Array.from({ length: 290 }, (_, i) => {
    const root = memory.table();
    memory.map(root, 4, 0x1000n, BigInt((i % 9) * 4096), 1, 0n);
    return root;
  });
  for (let i = 0; i < 9; i++) memory.bytes.fill(i + 1, i * 4096, (i + 1) * 4096);
  const engine = await engineOver(memoryConnector(memory.bytes));
  for (let round = 0; round < 2; round++) {
    for (const [i, root] of roots.entries()) {
      expect(await engine.space({ root, mode: 'x86-64-4level' }).u8(0x1000n)).toBe((i % 9) + 1);
    }
  }
});

test('an abort ends a search and a listing, and what comes after works', async () => {
  const { engine, space } = await world({ asyncOnly: true });
  const controller = new AbortController();
  controller.abort();
  const options = { signal: controller.signal };
  const search = async () => {
    for await (const hit of engine.physical.search([{ bytes: Uint8Array.of(1) }], options))
      expect(hit).toBeUndefined();
  };
  const pages = async () => {
    for await (const run of space.pages(options)) expect(run).toBeUndefined();
  };
  await expect(search()).rejects.toMatchObject({ kind: 'aborted' });
  await expect(pages()).rejects.toMatchObject({ kind: 'aborted' });
  expect((await space.readPartial(HIGH, 10)).missing).toEqual([]);
});
