/** Listing what is mapped: against a plain reference, with self maps, shared tables and bombs that must stay small. */
import { describe, expect, test } from 'vitest';
import type { AddressRange, AddressSpace, PageRun } from '../../engine/index.js';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { PTE, seeded, TableMemory } from '../kit/page-tables.js';
import { permissionsOf, referenceWalk, type ReadEntry } from '../kit/reference/index.js';

async function list(space: AddressSpace, range?: AddressRange): Promise<PageRun[]> {
  const runs: PageRun[] = [];
  for await (const run of space.pages(range && { range })) runs.push(run);
  return runs;
}

/** The run that holds an address. */
function runAt(runs: readonly PageRun[], va: bigint): PageRun | undefined {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle] as PageRun).virtual <= va) low = middle + 1;
    else high = middle;
  }
  const run = runs[low - 1];
  return run !== undefined && va < run.virtual + run.size ? run : undefined;
}

const MODES = [
  { mode: 'x86-64-4level', levels: 4 },
  { mode: 'x86-64-5level', levels: 5 },
] as const;

describe.each(MODES)('$mode', ({ mode, levels }) => {
  test('random mappings of all sizes come back as they were made, in address order', async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const random = seeded(seed);
      const memory = new TableMemory(2000);
      const root = memory.table();
      const made = new Map<bigint, { physical: bigint; size: bigint }>();
      for (let i = 0; i < 300; i++) {
        const level = ([1, 1, 1, 2, 3] as const)[random(5)] ?? 1;
        const size = 1n << BigInt(3 + 9 * level);
        // Each level has a region of its own, so that large pages do not cover smaller ones.
        const region = (BigInt(level) << 44n) + (random(2) === 0 ? 0n : (1n << 64n) - (1n << 47n));
        const va = region + BigInt(random(400)) * size * (random(2) === 0 ? 1n : 3n);
        const physical = (BigInt(random(2 ** 20)) * size) & ((1n << 48n) - 1n);
        memory.map(root, levels, va, physical, level, random(2) === 0 ? PTE.write : PTE.user);
        made.set(va, { physical, size });
      }
      const space = (await engineOver(memoryConnector(memory.bytes))).space({ root, mode });
      const runs = await list(space);
      const pages = runs.flatMap((run) =>
        Array.from({ length: Number(run.size / run.pageSize) }, (_, i) => ({
          va: run.virtual + BigInt(i) * run.pageSize,
          physical: run.physical + BigInt(i) * run.pageSize,
          size: run.pageSize,
        })),
      );
      const expected = [...made].sort(([a], [b]) => (a < b ? -1 : 1)).map(([va, m]) => ({ va, ...m }));
      expect(pages).toEqual(expected);
    }
  });

  test('hostile random tables: every run agrees with the walk, and no mapped address is left out', async () => {
    for (let seed = 20; seed < 24; seed++) {
      const random = seeded(seed);
      const memory = new TableMemory(2 + random(6));
      memory.scramble(random);
      const space = (await engineOver(memoryConnector(memory.bytes, { asyncOnly: seed % 2 === 0 }))).space({
        root: 0n,
        mode,
      });
      const runs = await list(space);
      const read: ReadEntry = (phys, bytes) => memory.read(phys, bytes);
      const walk = (va: bigint) => referenceWalk(mode, read, { root: 0n }, va);
      for (let i = 1; i < runs.length; i++) {
        const before = runs[i - 1] as PageRun;
        if (before.virtual + before.size > (runs[i] as PageRun).virtual)
          throw new Error(`runs overlap at ${i}`);
      }
      for (let i = 0; i < 2000; i++) {
        const run = runs[random(runs.length)] as PageRun;
        const at = run.virtual + (BigInt(random(2 ** 31)) % run.size);
        const first = run.repeatOf === undefined ? at : run.repeatOf + (at - run.virtual);
        const a = walk(at);
        const b = walk(first);
        expect(a.kind === 'page' ? { ...b, flags: 0 } : b).toEqual(
          a.kind === 'page' ? { ...a, flags: 0 } : a,
        );
        if (run.repeatOf !== undefined) continue;
        expect(a).toMatchObject({ kind: 'page', physical: run.physical + (at - run.virtual) });
        if (a.kind === 'page') expect(permissionsOf(a.flags)).toMatchObject(run.permissions);
      }
      for (let i = 0; i < 2000; i++) {
        const half = 1n << BigInt(11 + 9 * levels);
        const low = ((BigInt(random(2 ** 31)) << 31n) | BigInt(random(2 ** 31))) % half;
        const va = random(2) === 0 ? low : BigInt.asUintN(64, low - half);
        const run = runAt(runs, va);
        if (walk(va).kind === 'page') expect(run).toBeDefined();
        else if (run !== undefined) expect(run.repeatOf).toBeDefined();
      }
    }
  });

  test('a range is cut to the byte, also inside large pages and shared tables', async () => {
    const memory = new TableMemory(64);
    const root = memory.table();
    memory.map(root, levels, 0x4000_0000n, 0n, 3, PTE.write);
    const space = (await engineOver(memoryConnector(memory.bytes))).space({ root, mode });
    expect(await list(space, { start: 0x4000_1234n, end: 0x4000_1239n })).toMatchObject([
      { virtual: 0x4000_1234n, physical: 0x1234n, size: 5n, pageSize: 1n << 30n },
    ]);
  });

  test('a page whose 512 entries all point at itself is listed in few runs', async () => {
    const memory = new TableMemory(1, 0);
    for (let i = 0n; i < 512n; i++) memory.write(i * 8n, PTE.present | PTE.write | PTE.user);
    const space = (await engineOver(memoryConnector(memory.bytes))).space({ root: 0n, mode });
    const runs = await list(space);
    // At most one table of each level, in each half.
    expect(runs.length).toBeLessThan(512 * 2 * levels);
    expect(runs.some((run) => run.repeatOf !== undefined)).toBe(true);
  });

  test('a self map shows as repeats of the tables, and the rest is listed once', async () => {
    const memory = new TableMemory(64);
    const root = memory.table();
    memory.map(root, levels, 0x1000n, 0x5000n, 1, PTE.write);
    memory.write(root + 8n * 0x1edn, root | PTE.present | PTE.write);
    const space = (await engineOver(memoryConnector(memory.bytes))).space({ root, mode });
    const runs = await list(space);
    expect(runs[0]).toMatchObject({ virtual: 0x1000n, physical: 0x5000n, size: 4096n });
    expect(runs.length).toBeLessThan(64);
    // The map shows the tables themselves as memory.
    expect(runs.some((run) => run.repeatOf === undefined && run.physical === root)).toBe(true);
  });

  test('missing tables are reported with the range that they would map', async () => {
    const memory = new TableMemory(8);
    const root = memory.table();
    memory.write(root, 0x7777_0000n | PTE.present);
    const space = (await engineOver(memoryConnector(memory.bytes))).space({ root, mode });
    const missing: unknown[] = [];
    for await (const run of space.pages({ onMissing: (m) => missing.push(m) })) expect(run).toBeUndefined();
    expect(missing).toEqual([
      {
        start: 0n,
        size: 1n << BigInt(3 + 9 * levels),
        reason: { kind: 'missing-page', phys: 0x7777_0000n, table: true, why: 'not in the test memory' },
      },
    ]);
  });
});

test('1 MiB of tables in which every entry is a table, with changing rights, is listed in no more than its entries', async () => {
  const random = seeded(5);
  const memory = new TableMemory(256, 0);
  for (let at = 0n; at < 256n * 4096n; at += 8n) {
    memory.write(
      at,
      BigInt(random(256) * 4096) |
        PTE.present |
        BigInt(random(4) * 2) |
        (random(2) === 0 ? PTE.noExecute : 0n),
    );
  }
  const space = (await engineOver(memoryConnector(memory.bytes))).space({ root: 0n, mode: 'x86-64-4level' });
  let runs = 0;
  for (const batch of space.sync?.runBatches() ?? []) runs += batch.count;
  expect(runs).toBeGreaterThan(1000);
  // The root, and each of the 256 tables once on each of the levels below it, in each half.
  expect(runs).toBeLessThan(2 * 512 * (1 + 3 * 256));
});

test('listings that take turns do not disturb each other', async () => {
  const memory = new TableMemory(600);
  const roots = [memory.table(), memory.table()];
  for (let i = 0n; i < 200n; i++) {
    memory.map(roots[0] as bigint, 4, i << 22n, i << 12n, 1, PTE.write);
    memory.map(roots[1] as bigint, 4, i << 13n, i << 12n, 1, PTE.user);
  }
  const engine = await engineOver(memoryConnector(memory.bytes));
  const [a, b] = roots.map((root) => engine.space({ root, mode: 'x86-64-4level' })) as [
    AddressSpace,
    AddressSpace,
  ];
  const [onlyA, onlyB] = [await list(a), await list(b)];
  const nested: PageRun[] = [];
  for await (const run of a.pages()) {
    nested.push(run);
    if (nested.length % 50 === 1) expect(await list(b)).toEqual(onlyB);
  }
  expect(nested).toEqual(onlyA);
  expect(await Promise.all([list(a), list(b), list(a)])).toEqual([onlyA, onlyB, onlyA]);
});
