/** Reads side by side over a source that must be waited for: they share its calls, and none pays for another. */
import { describe, expect, test } from 'vitest';
import { wrapDelay } from '../../connectors/index.js';
import type { Engine } from '../../engine/index.js';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector, type MemoryOptions } from '../kit/memory-connector.js';
import { TableMemory } from '../kit/page-tables.js';

const MODE = 'x86-64-4level';
const AT = 0x7f00_0000_1000n;

/** So many address spaces, each with tables of its own and one page at AT that holds its number. */
async function spaces(count: number, options: MemoryOptions = { asyncOnly: true }) {
  const memory = new TableMemory(5 * count + 8, count);
  const roots = Array.from({ length: count }, (_, i) => {
    const root = memory.table();
    memory.map(root, 4, AT, BigInt(i * 4096), 1, 0n);
    memory.bytes.fill((i % 250) + 1, i * 4096, (i + 1) * 4096);
    return root;
  });
  const connector = memoryConnector(memory.bytes, options);
  const engine = await engineOver(connector);
  return { connector, engine, roots };
}

const readAll = (engine: Engine, roots: readonly bigint[]): Promise<number[]> =>
  Promise.all(roots.map((root) => engine.space({ root, mode: MODE }).u8(AT)));

describe('reads side by side', () => {
  test('take as many trips as one of them', async () => {
    const { connector, engine, roots } = await spaces(60);
    expect(await readAll(engine, roots)).toEqual(roots.map((_, i) => i + 1));
    expect(connector.trips.length).toBe(5);
  });

  test('more of them than have room for their tables in the cache end all the same', async () => {
    const { connector, engine, roots } = await spaces(1000);
    expect(await readAll(engine, roots)).toEqual(roots.map((_, i) => (i % 250) + 1));
    expect(connector.trips.length).toBeLessThan(100);
  });

  test('a source that says what a call costs is waited for, though it could answer at once', async () => {
    const { connector, roots } = await spaces(60, {});
    const engine = await engineOver(wrapDelay(connector, { latency: 1 }));
    expect(await readAll(engine, roots)).toEqual(roots.map((_, i) => i + 1));
    expect(connector.trips.length).toBe(5);
    expect(engine.space({ root: roots[3] as bigint, mode: MODE }).sync?.u8(AT)).toBe(4);
  });

  test('pages that are missing are missing for each, and asked for once by each', async () => {
    const fault = ({ phys }: { phys: number }) => (phys < 10 * 4096 ? 'bad sector' : undefined);
    const { engine, roots } = await spaces(30, { asyncOnly: true, fault });
    const reads = await Promise.all(
      roots.map((root) => engine.space({ root, mode: MODE }).readPartial(AT, 16)),
    );
    expect(reads.map(({ missing }) => missing.length)).toEqual(roots.map((_, i) => (i < 10 ? 1 : 0)));
  });

  test('a call that throws fails those alone whose reads it cannot serve', async () => {
    const { connector, roots } = await spaces(8);
    const engine = await engineOver({
      ...connector,
      read: async (reads, signal) => {
        if (reads.some(({ phys }) => phys === 2 * 4096)) throw new Error('the wire broke');
        await connector.read(reads, signal);
      },
    });
    const results = await Promise.allSettled(roots.map((root) => engine.space({ root, mode: MODE }).u8(AT)));
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual(roots.map((_, i) => i !== 2));
  });
});
