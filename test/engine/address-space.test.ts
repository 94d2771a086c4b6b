/** Address spaces beyond single translations: ranges as runs, physical to virtual, columns, forgetting and ages. */
import { describe, expect, test } from 'vitest';
import { Engine, type PageRun } from '../../engine/index.js';
import { coreWasm, engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { PTE, seeded, TableMemory } from '../kit/page-tables.js';

const MODE = 'x86-64-4level';

async function all<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of iterable) list.push(one);
  return list;
}

function randomSpace(seed: number): { memory: TableMemory; root: bigint } {
  const random = seeded(seed);
  const memory = new TableMemory(300);
  const root = memory.table();
  for (let i = 0; i < 400; i++) {
    const level = random(9) === 0 ? 2 : 1;
    const va =
      (BigInt(random(6)) << 39n) |
      (BigInt(level) << 33n) |
      (BigInt(random(600)) << (level === 2 ? 21n : 12n));
    memory.map(
      root,
      4,
      va,
      BigInt(random(64)) << (level === 2 ? 21n : 12n),
      level,
      random(2) === 0 ? PTE.write : PTE.user,
    );
  }
  return { memory, root };
}

test('a range comes back as runs without a gap, each what single translations say', async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const { memory, root } = randomSpace(seed);
    const random = seeded(seed + 100);
    const space = (await engineOver(memoryConnector(memory.bytes, { asyncOnly: seed % 2 === 0 }))).space({
      root,
      mode: MODE,
    });
    const start = BigInt(random(2 ** 20));
    const end = (3n << 39n) + BigInt(random(2 ** 20));
    const runs = await all(space.translateRange({ start, end }));
    let at = start;
    for (const run of runs) {
      expect(run.virtual).toBe(at);
      at += run.size;
      const probes = [0n, run.size - 1n, BigInt(random(2 ** 31)) % run.size];
      for (const translation of await space.translate(probes.map((offset) => run.virtual + offset))) {
        expect(translation.ok).toBe(run.ok);
        if (translation.ok && run.ok)
          expect(translation.physical).toBe(run.physical + (translation.virtual - run.virtual));
      }
    }
    expect(at).toBe(end);
  }
});

test('the whole address space is a few runs', async () => {
  const memory = new TableMemory(16);
  const root = memory.table();
  memory.map(root, 4, 0x1000n, 0x5000n, 1, PTE.write);
  const space = (await engineOver(memoryConnector(memory.bytes))).space({ root, mode: MODE });
  const runs = await all(space.translateRange({ start: 0n, end: 1n << 64n }));
  expect(runs.filter((run) => run.ok)).toMatchObject([
    { virtual: 0x1000n, size: 0x1000n, physical: 0x5000n },
  ]);
  expect(runs.length).toBeLessThan(20);
  expect(runs.reduce((sum, run) => sum + run.size, 0n)).toBe(1n << 64n);
});

describe('physical to virtual', () => {
  test('all aliases, through shared tables too, are those that a full listing has', async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const { memory, root } = randomSpace(seed);
      // A table in two places: everything below it has two addresses.
      memory.write(root + 8n * 300n, memory.read(root) ?? 0n);
      memory.write(root + 8n * 9n, memory.read(root + 8n) ?? 0n);
      const space = (await engineOver(memoryConnector(memory.bytes, { asyncOnly: seed % 2 === 0 }))).space({
        root,
        mode: MODE,
      });
      const listed = await all(space.pages({ expand: true }));
      for (const [physical, size] of [
        [0x3000n, 1n],
        [0x5080n, 0x1000n],
        [0x400000n, 0x300000n],
        [1n << 45n, 5n],
      ] as const) {
        const expected = listed
          .map((run) => {
            const first = run.physical > physical ? run.physical : physical;
            const end = run.physical + run.size < physical + size ? run.physical + run.size : physical + size;
            return { virtual: run.virtual + (first - run.physical), physical: first, size: end - first };
          })
          .filter((run) => run.size > 0n);
        const found = await all(space.virtualOf(physical, size));
        const plain = found.map((run) => ({ virtual: run.virtual, physical: run.physical, size: run.size }));
        expect(plain).toEqual(expected);
      }
    }
  });

  test('a bomb without the page is looked through once, one with it as far as the reader wants', async () => {
    const memory = new TableMemory(1, 0);
    for (let i = 0n; i < 512n; i++) memory.write(i * 8n, PTE.present | PTE.write | PTE.user);
    const space = (await engineOver(memoryConnector(memory.bytes))).space({ root: 0n, mode: MODE });
    expect(await all(space.virtualOf(0x9999_0000n))).toEqual([]);
    const found: PageRun[] = [];
    for await (const run of space.virtualOf(0x10n)) {
      found.push(run);
      if (found.length === 100_000) break;
    }
    expect(found.slice(0, 3).map((run) => run.virtual)).toEqual([0x10n, 0x1010n, 0x2010n]);
  });
});

test('columns hold what the listing of objects does', async () => {
  const { memory, root } = randomSpace(3);
  const space = (await engineOver(memoryConnector(memory.bytes))).space({ root, mode: MODE });
  for (const expand of [false, true]) {
    const rows: unknown[] = [];
    for (const batch of space.sync?.runBatches({ expand }) ?? [])
      for (let i = 0; i < batch.count; i++) rows.push([batch.virtual[i], batch.physical[i], batch.size[i]]);
    const runs = await all(space.pages({ expand }));
    expect(rows).toEqual(runs.map((run) => [run.virtual, run.physical, run.size]));
  }
});

test('translations into arrays are those of single calls, in parts of any size', async () => {
  const { memory, root } = randomSpace(4);
  const space = (await engineOver(memoryConnector(memory.bytes))).space({ root, mode: MODE });
  const random = seeded(8);
  for (const length of [0, 1, 100, 4097, 40_000]) {
    const addresses = BigUint64Array.from(
      { length },
      () => (BigInt(random(6)) << 39n) | (1n << 33n) | BigInt(random(600 * 4096)),
    );
    const [values, infos] = [new BigUint64Array(length), new Uint32Array(length)];
    space.sync?.translateInto(addresses, values, infos);
    addresses.forEach((address, i) => {
      const one = space.sync?.physicalOf(address);
      expect(((infos[i] as number) & 0xff) === 0 ? values[i] : undefined).toBe(one);
    });
  }
  expect(() =>
    space.sync?.translateInto(new BigUint64Array(2), new BigUint64Array(1), new Uint32Array(2)),
  ).toThrow(/same length/);
});

describe('forgetting', () => {
  const setUp = async () => {
    const memory = new TableMemory(32);
    const root = memory.table();
    memory.map(root, 4, 0x1000n, 0x8000n, 1, PTE.write);
    memory.map(root, 4, 0x40_0000n, 0x40_0000n, 2, PTE.write);
    const engine = await engineOver(memoryConnector(memory.bytes));
    const space = engine.space({ root, mode: MODE });
    const at = (va: bigint) => space.sync?.physicalOf(va);
    expect([at(0x1000n), at(0x40_1000n)]).toEqual([0x8000n, 0x40_1000n]);
    memory.map(root, 4, 0x1000n, 0x9000n, 1, PTE.write);
    memory.map(root, 4, 0x40_0000n, 0x80_0000n, 2, PTE.write);
    expect([at(0x1000n), at(0x40_1000n)]).toEqual([0x8000n, 0x40_1000n]);
    return { engine, space, at };
  };

  test('all', async () => {
    const { engine, at } = await setUp();
    engine.flush();
    expect([at(0x1000n), at(0x40_1000n)]).toEqual([0x9000n, 0x80_1000n]);
  });

  test('a range, with the tables that lead to it', async () => {
    const { engine, space, at } = await setUp();
    engine.flush(space, { start: 0x1000n, end: 0x2000n });
    expect(at(0x1000n)).toBe(0x9000n);
    engine.flush(space, { start: 0x40_1000n, end: 0x40_1001n });
    expect(at(0x40_1000n)).toBe(0x80_1000n);
  });

  test('a space has its translations made again from the tables that are cached', async () => {
    const { engine, space, at } = await setUp();
    const before = engine.statistics();
    engine.flush(space);
    expect([at(0x1000n), at(0x40_1000n)]).toEqual([0x8000n, 0x40_1000n]);
    expect(engine.statistics().pageMisses).toBe(before.pageMisses);
    expect(engine.statistics().tlbMisses).toBeGreaterThan(before.tlbMisses);
  });
});

test('over memory that changes, no value is older than its age in jobs', async () => {
  const memory = new TableMemory(32);
  const root = memory.table();
  memory.map(root, 4, 0x1000n, 0x8000n, 1, PTE.write);
  const connector = memoryConnector(memory.bytes);
  const ages = { unit: 'jobs', tables: 50, writable: 20 } as const;
  const engine = await Engine.create({ core: coreWasm, connector, ages });
  const space = engine.space({ root, mode: MODE });
  const random = seeded(2);
  const seen: bigint[] = [];
  for (let i = 1n; i < 2000n; i++) {
    memory.write(0x8000n, i);
    memory.write(0x9000n, i);
    if (random(40) === 0) memory.map(root, 4, 0x1000n, random(2) === 0 ? 0x8000n : 0x9000n, 1, PTE.write);
    const value = random(2) === 0 ? ((await space.u64(0x1000n)) ?? 0n) : (space.sync?.u64(0x1000n) ?? 0n);
    seen.push(i - value);
  }
  expect(Math.max(...seen.map(Number))).toBeLessThanOrEqual(50 + 20);
  expect(connector.trips.length).toBeLessThan(1000);
});
