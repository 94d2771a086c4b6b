/** Work that begins while a listing is under way: neither gets wrong bytes. */
import { expect, test } from 'vitest';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { seeded, TableMemory } from '../kit/page-tables.js';

/** More data pages than the core caches, below the tables. */
const DATA = 6000;
const TABLES = 3000;
const byteOf = (page: number): number => (page % 251) + 1;

function world(): { memory: TableMemory; root: bigint } {
  const memory = new TableMemory(2 * DATA, DATA);
  const root = memory.table();
  for (let page = 0; page < DATA; page++) memory.bytes.fill(byteOf(page), page * 4096, (page + 1) * 4096);
  for (let i = 0; i < TABLES; i++)
    memory.map(root, 4, BigInt(i) << 21n, BigInt(((i * 7) % DATA) * 4096), 1, 0n);
  return { memory, root };
}

test.each([false, true])('reads between the runs of a listing, asyncOnly %s', async (asyncOnly) => {
  const { memory, root } = world();
  const engine = await engineOver(memoryConnector(memory.bytes, { asyncOnly }));
  const random = seeded(4);
  let runs = 0;
  for await (const run of engine.space({ root, mode: 'x86-64-4level' }).pages()) {
    expect(run.physical).toBe(BigInt(((runs++ * 7) % DATA) * 4096));
    for (let i = 0; i < 20; i++) {
      const page = random(DATA);
      if ((await engine.physical.u8(BigInt(page * 4096))) !== byteOf(page)) throw new Error(`page ${page}`);
    }
  }
  expect(runs).toBe(TABLES);
});

test('reads between the columns of a listing', async () => {
  const { memory, root } = world();
  const engine = await engineOver(memoryConnector(memory.bytes));
  const { sync } = engine.space({ root, mode: 'x86-64-4level' });
  const random = seeded(5);
  let runs = 0;
  for (const { count } of sync?.runBatches() ?? []) {
    runs += count;
    for (let i = 0; i < 3000; i++) {
      const page = random(DATA);
      if (engine.physical.sync?.u8(BigInt(page * 4096)) !== byteOf(page)) throw new Error(`page ${page}`);
    }
  }
  expect(runs).toBe(TABLES);
});
