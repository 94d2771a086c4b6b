/** The core's translation against the reference walker: random tables, boundaries, missing tables. */
import { describe, expect, test } from 'vitest';
import type { Translation } from '../../engine/index.js';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { PTE, seeded, TableMemory, type Random } from '../kit/page-tables.js';
import { permissionsOf, referenceWalk, type ReadEntry, type Walked } from '../kit/reference/index.js';

const MODES = [
  { mode: 'x86-64-4level', levels: 4 },
  { mode: 'x86-64-5level', levels: 5 },
] as const;

/** What an answer and the reference's are compared by. */
function plain(t: Translation): unknown {
  if (t.ok) return { physical: t.physical, level: t.level, pageSize: t.pageSize, permissions: t.permissions };
  return t.reason.kind === 'missing-page' ? { missing: t.reason.phys } : t.reason;
}

/** The reference's answer in the same words; `like` says which permissions are told. */
function judged(walked: Walked, like: Translation | undefined): unknown {
  if (walked.kind === 'missing') return { missing: walked.page };
  if (walked.kind !== 'page') return walked;
  const { physical, level, pageSize } = walked;
  const all = permissionsOf(walked.flags);
  const permissions = like?.ok === true ? Object.keys(like.permissions).map((name) => [name, all[name]]) : [];
  return { physical, level, pageSize, permissions: Object.fromEntries(permissions) as unknown };
}

const BOUNDARIES = [0, 12, 21, 30, 31, 32, 39, 47, 48, 52, 53, 56, 57, 63, 64].flatMap((power) =>
  [-4097n, -4096n, -8n, -1n, 0n, 1n, 4095n, 4096n].map((add) =>
    BigInt.asUintN(64, (1n << BigInt(power)) + add),
  ),
);

function randomAddress(random: Random, levels: number): bigint {
  const low = (BigInt(random(2 ** 31)) << 33n) | (BigInt(random(2 ** 31)) << 2n) | BigInt(random(4));
  if (random(10) === 0) return low;
  const bits = 11 + 9 * levels;
  const inside = BigInt.asUintN(bits, low);
  return random(2) === 0 ? inside : BigInt.asUintN(64, -1n - inside);
}

describe.each(MODES)('$mode', ({ mode, levels }) => {
  test('random hostile tables: equal to the reference, in any order of asking', async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const random = seeded(seed * 97 + levels);
      const memory = new TableMemory(1 + random(64));
      memory.scramble(random);
      const engine = await engineOver(memoryConnector(memory.bytes, { asyncOnly: seed % 2 === 0 }));
      const root = BigInt(random(memory.bytes.length / 4096) * 4096);
      const space = engine.space({ root, mode });
      const addresses = [...BOUNDARIES, ...Array.from({ length: 4000 }, () => randomAddress(random, levels))];
      const read: ReadEntry = (phys, bytes) => memory.read(phys, bytes);
      const got = await space.translate(addresses);
      const expected = addresses.map((va, i) => judged(referenceWalk(mode, read, { root }, va), got[i]));
      expect(got.map(plain)).toEqual(expected);
      expect(got.map((t) => t.virtual)).toEqual(addresses);
      const again = await space.translate(addresses.slice().reverse());
      expect(again.map(plain)).toEqual(expected.reverse());
    }
  });

  test('pages of all three sizes, with the rights of the whole path', async () => {
    const memory = new TableMemory(64);
    const root = memory.table();
    const high = BigInt.asUintN(64, -(1n << BigInt(11 + 9 * levels)));
    memory.map(root, levels, 0x1000n, 0x7000n, 1, PTE.user);
    memory.map(root, levels, 0x4000_0000n, 0x8000_0000n, 3, PTE.write | PTE.noExecute);
    memory.map(root, levels, high, 0x20_0000n, 2, PTE.write);
    const space = (await engineOver(memoryConnector(memory.bytes))).space({ root, mode });
    const got = await space.translate([0x1fffn, 0x7fff_ffffn, high + 0x1f_fff8n, 0x2000n]);
    expect(got).toMatchObject([
      {
        ok: true,
        physical: 0x7fffn,
        pageSize: 4096n,
        level: 1,
        permissions: { write: false, execute: true, user: true },
      },
      {
        ok: true,
        physical: 0xbfff_ffffn,
        pageSize: 1n << 30n,
        level: 3,
        permissions: { write: true, execute: false, user: false },
      },
      {
        ok: true,
        physical: 0x3f_fff8n,
        pageSize: 2n << 20n,
        level: 2,
        permissions: { write: true, execute: true, user: false },
      },
      { ok: false, reason: { kind: 'not-present', level: 1, entry: 0n } },
    ]);
  });

  test('one trip a level, however many addresses', async () => {
    const memory = new TableMemory(600);
    const root = memory.table();
    const addresses = Array.from({ length: 200 }, (_, i) => BigInt(i) << 22n);
    for (const va of addresses) memory.map(root, levels, va, va, 1, 0n);
    const connector = memoryConnector(memory.bytes, { asyncOnly: true });
    const space = (await engineOver(connector)).space({ root, mode });
    const got = await space.translate(addresses);
    expect(got.every((t) => t.ok)).toBe(true);
    expect(connector.trips.length).toBe(levels);
    await space.translate(addresses);
    expect(connector.trips.length).toBe(levels);
  });

  test('an entry that is not present keeps its raw value', async () => {
    const memory = new TableMemory(16);
    const root = memory.table();
    memory.map(root, levels, 0n, 0n, 1, 0n);
    const swap = 0x0bad_cafe_1234_5600n;
    const table = referenceTable(memory, root, levels);
    memory.write(table + 8n, swap);
    const [got] = await (
      await engineOver(memoryConnector(memory.bytes))
    )
      .space({ root, mode })
      .translate([0x1234n]);
    expect(got).toMatchObject({ ok: false, reason: { kind: 'not-present', level: 1, entry: swap } });
  });
});

/** The last-level table of address 0. */
function referenceTable(memory: TableMemory, root: bigint, levels: number): bigint {
  let table = root;
  for (let l = levels; l > 1; l--) table = (memory.read(table) ?? 0n) & 0x000ffffffffff000n;
  return table;
}
