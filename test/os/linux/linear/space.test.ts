/** Page tables made anew for linear maps: in every mode of 64 bits, over tables that are lost, lie, or are whole. */
import { describe, expect, test } from 'vitest';
import { pagingFacts, type PagingMode } from '../../../../engine/index.js';
import { entryFormat } from '../../../../os/linux/linear/entries.js';
import { repairedSpace } from '../../../../os/linux/linear/space.js';
import type { LinearMap } from '../../../../os/linux/linear/tables.js';
import { engineOver } from '../../../kit/core-module.js';
import { DamagedMemory } from '../../../kit/damaged-memory.js';

const MIB = 1n << 20n;
const SIZE = 64 * Number(MIB);
const ROOT = 0x200000n;
/** Where the image of {@link mapsOf} lies: not on a multiple of a large page of every mode. */
const IMAGE = 0x400000n;

const MODES: readonly PagingMode[] = [
  'x86-64-4level',
  'x86-64-5level',
  'aarch64-4k-39',
  'aarch64-4k-48',
  'aarch64-4k-52',
  'aarch64-16k-47',
  'aarch64-16k-48',
  'aarch64-64k-48',
  'riscv64-sv39',
  'riscv64-sv48',
  'riscv64-sv57',
];

/** A direct map of all memory near the start of the half, and an image near its end, as far as the mode reaches. */
function mapsOf(mode: PagingMode): {
  half: bigint;
  direct: bigint;
  image: bigint;
  maps: readonly LinearMap[];
} {
  const { bits, halves } = pagingFacts(mode);
  const half = (1n << 64n) - (1n << BigInt(halves === 'shared' ? bits - 1 : bits));
  const direct = half + (1n << 30n);
  const image = 0xffffffff81000000n - IMAGE;
  return {
    half,
    direct,
    image,
    maps: [
      { start: direct, end: direct + (1n << 30n), delta: direct, executable: false },
      { start: image + IMAGE, end: image + IMAGE + 3n * MIB, delta: image, executable: true },
    ],
  };
}

const noise = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7919) >> 3);

describe.each(MODES)('linear maps of %s', (mode) => {
  const { half, direct, image, maps } = mapsOf(mode);

  test.each(['zeros', 'noise', 'nothing'] as const)('over a root of %s', async (root) => {
    const memory = new DamagedMemory(new Uint8Array(SIZE));
    if (root === 'noise') memory.write(Number(ROOT), noise(4096));
    if (root === 'nothing') memory.losePages([Number(ROOT) / 4096]);
    const engine = await engineOver(memory.connector());
    const space = await repairedSpace(engine, { root: ROOT, mode }, maps);
    const places = [0n, 0x1234n, 2n * MIB, BigInt(SIZE) - 1n];
    const inside = [IMAGE, IMAGE + 0x54321n, IMAGE + 3n * MIB - 1n];
    const results = await space.translate([
      ...places.map((at) => at + direct),
      ...inside.map((at) => at + image),
    ]);
    expect(results.map((result) => (result.ok ? result.physical : result.reason))).toEqual([
      ...places,
      ...inside,
    ]);
    const rights = results.map(
      (r) => r.ok && [r.permissions.write, r.permissions.kernelExecute, r.permissions.user],
    );
    expect(rights.slice(0, 4)).toEqual(Array(4).fill([true, false, false]));
    expect(rights.slice(4)).toEqual(Array(3).fill([false, true, false]));
    // What lies behind memory is mapped as the direct map would, to nothing.
    const { missing } = await space.readPartial(direct + BigInt(SIZE), 8);
    expect(missing).toHaveLength(1);
  });

  test('what else the root maps stays, and what it lost is told', async () => {
    const { bits, shifts } = pagingFacts(mode);
    const format = entryFormat(mode);
    const top = BigInt(shifts.at(-1) as number);
    const below = 0x300000n;
    const index = (address: bigint): number => Number((address & ((1n << BigInt(bits)) - 1n)) >> top);
    const old = half + (2n << top) >= image ? undefined : half + (2n << top);
    if (format === undefined || old === undefined) return;
    const memory = new DamagedMemory(new Uint8Array(SIZE));
    const entry = (at: number, value: bigint): void => {
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setBigUint64(0, value, true);
      memory.write(at, bytes);
    };
    // A table for each level below the top, its first entry leading on, and a page.
    const step = 1n << BigInt(shifts[0] as number);
    entry(Number(ROOT) + 8 * index(old), format.table(below));
    for (let level = shifts.length - 1; level > 1; level--) {
      const table = below + step * BigInt(shifts.length - 1 - level);
      entry(Number(table), format.table(table + step));
    }
    entry(Number(below + step * BigInt(shifts.length - 2)), format.page(0x100000n, 1, false));
    entry(Number(ROOT) + 8 * index(old + (1n << top)), format.table(BigInt(SIZE)));
    const engine = await engineOver(memory.connector());
    const space = await repairedSpace(engine, { root: ROOT, mode }, maps);
    const [kept, lost] = await space.translate([old + 5n, old + (1n << top)]);
    expect(kept).toMatchObject({ ok: true, physical: 0x100005n });
    expect(lost).toMatchObject({ ok: false, reason: { kind: 'missing-page', table: true } });
  });
});

test('modes of 32 bits keep their tables', async () => {
  const engine = await engineOver(new DamagedMemory(new Uint8Array(SIZE)).connector());
  const maps = [{ start: 0xc0000000n, end: 0xd0000000n, delta: 0xc0000000n, executable: false }];
  const space = await repairedSpace(engine, { root: ROOT, mode: 'x86-pae' }, maps);
  expect(await space.translate([0xc0000000n])).toMatchObject([{ ok: false }]);
});
