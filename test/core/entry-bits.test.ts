/** Every bit of every kind of entry of every mode, flipped one by one: what changes is what the manuals say, and nothing else. */
import { expect, test } from 'vitest';
import type { AddressSpace, PagingMode, Translation } from '../../engine/index.js';
import { engineOver } from '../kit/core-module.js';
import { effectsOf, LARGE_LEVELS, type Effect, type Flipped } from '../kit/entry-facts.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { TableMemory } from '../kit/page-tables.js';
import {
  EVERYTHING,
  FLAG,
  formatOf,
  referenceWalk,
  TESTED_MODES,
  type Walked,
} from '../kit/reference/index.js';

const ALL = EVERYTHING & ~(FLAG.contiguous | FLAG.sixteen);
/** As few as there can be: on RISC-V an entry without R and X is a table. */
const fewest = (mode: PagingMode): number => (mode.startsWith('riscv') ? FLAG.read : 0);

/** An address whose index is not 0 on any level, for a page of any size. */
function sample(mode: PagingMode): bigint {
  const { levels } = formatOf(mode);
  return levels.reduce((sum, { shift, bits }) => sum + (1n << BigInt(shift)) * (bits > 1 ? 2n : 1n), 0x123n);
}

/** What differs between two answers, in the words of the facts. */
function difference(before: Translation, after: Translation): string {
  if (!before.ok) throw new Error('the page was not mapped');
  if (!after.ok) return after.reason.kind === 'not-present' ? 'none' : 'other';
  if (after.level !== before.level || after.pageSize !== before.pageSize) return 'other';
  const names = (Object.keys(before.permissions) as (keyof typeof before.permissions)[])
    .filter((name) => name !== 'execute' && before.permissions[name] !== after.permissions[name])
    .sort();
  const address = before.physical ^ after.physical;
  return [...names, ...(address === 0n ? [] : [`address bit ${address.toString(2).length - 1}`])].join(' ');
}

/** The facts in the same words. */
function expected(effect: Effect, bit: number): string {
  const [, add] = /^address\+(\d+)$/.exec(effect) ?? [];
  if (add !== undefined) return `address bit ${bit + Number(add)}`;
  return effect.split(' ').sort().join(' ');
}

/** The reference's answer as far as the public one has it. */
function agrees(walked: Walked, got: Translation): boolean {
  if (walked.kind === 'page')
    return (
      got.ok &&
      got.physical === walked.physical &&
      got.level === walked.level &&
      got.pageSize === walked.pageSize
    );
  if (got.ok) return false;
  if (walked.kind === 'missing') return got.reason.kind === 'missing-page' && got.reason.phys === walked.page;
  if (walked.kind !== 'not-present' || got.reason.kind !== 'not-present') return false;
  return got.reason.level === walked.level && got.reason.entry === walked.entry;
}

async function translateOne(space: AddressSpace, virtual: bigint): Promise<Translation> {
  return (await space.translate([virtual]))[0] as Translation;
}

test.each(TESTED_MODES)('%s: a flipped bit does what the manual says', async (mode) => {
  const { levels, entryBytes, lowBits } = formatOf(mode);
  const virtual = sample(mode);
  const kinds: { flipped: Flipped; page: number; flags: number }[] = [];
  for (const page of [1, ...(LARGE_LEVELS[mode] ?? [])]) {
    kinds.push({ flipped: { level: page, what: 'all' }, page, flags: ALL });
    kinds.push({ flipped: { level: page, what: 'few' }, page, flags: fewest(mode) });
  }
  for (let level = 2; level <= levels.length; level++)
    kinds.push({ flipped: { level, what: 'table' }, page: 1, flags: ALL & ~FLAG.global });
  expect(virtual).toBeLessThan(1n << BigInt(lowBits));

  for (const { flipped, page, flags } of kinds) {
    const memory = new TableMemory(64 * (levels.length + 2));
    const roots = { root: memory.rootTable(mode) };
    const size = 1n << BigInt(levels[page - 1]?.shift ?? 0);
    memory.mapIn(mode, roots, virtual - (virtual % size), page === 1 ? 5n * size : 0n, page, flags);
    const at = memory.entryAt(mode, roots, virtual, flipped.level);
    const entry = memory.read(at, entryBytes) ?? 0n;
    const engine = await engineOver(memoryConnector(memory.bytes));
    const space = engine.space({ mode, ...roots });
    const before = await translateOne(space, virtual);
    const wrong: string[] = [];
    for (const [bit, effect] of effectsOf(mode, flipped, entryBytes).entries()) {
      memory.write(at, entry ^ (1n << BigInt(bit)), entryBytes);
      engine.flush();
      const after = await translateOne(space, virtual);
      const [is, should] = [difference(before, after), expected(effect, bit)];
      if (should !== 'other' && is !== should)
        wrong.push(`${flipped.what} ${flipped.level}, bit ${bit}: ${is}, not ${should}`);
      const walked = referenceWalk(mode, (phys, bytes) => memory.read(phys, bytes), roots, virtual);
      if (!agrees(walked, after)) wrong.push(`${flipped.what} ${flipped.level}, bit ${bit}: reference`);
      if (should === 'none' && !after.ok)
        expect(after.reason).toEqual({
          kind: 'not-present',
          level: flipped.level,
          entry: entry ^ (1n << BigInt(bit)),
        });
    }
    expect(wrong).toEqual([]);
    memory.write(at, entry, entryBytes);
    engine.flush();
    expect(await translateOne(space, virtual)).toEqual(before);
  }
});

test.each(TESTED_MODES)('%s: what is not present keeps its raw value and level', async (mode) => {
  const { levels, entryBytes } = formatOf(mode);
  const memory = new TableMemory(64 * (levels.length + 2));
  const roots = { root: memory.rootTable(mode) };
  const virtual = sample(mode);
  const engine = await engineOver(memoryConnector(memory.bytes));
  const space = engine.space({ mode, ...roots });
  const ones = (1n << BigInt(8 * entryBytes)) - 1n;
  for (let level = 1; level <= levels.length; level++) {
    const at = memory.entryAt(mode, roots, virtual, level);
    // The two lowest bits are 0: in no mode is that an entry.
    for (const entry of [0n, ones - 3n, 0x1234_5678_9abc_def0n & ones, 1n << BigInt(8 * entryBytes - 1)]) {
      memory.write(at, entry, entryBytes);
      engine.flush();
      const reason = { kind: 'not-present', level, entry };
      expect(await translateOne(space, virtual)).toEqual({ virtual, ok: false, reason });
      if (mode === 'wide-128') continue;
      const read = await space.readPartial(virtual, 5);
      expect(read.missing).toEqual([{ start: virtual, size: 5n, reason }]);
    }
    memory.write(at, 0n, entryBytes);
  }
});

/** Pages of sixteen entries: mode, level, bytes of the page. */
const SIXTEEN = [
  ['arm-short', 1, 16n << 12n],
  ['arm-short', 2, 16n << 20n],
  ['riscv64-sv39', 1, 16n << 12n],
  ['riscv64-sv48', 1, 16n << 12n],
  ['riscv64-sv57', 1, 16n << 12n],
] as const;

test.each(SIXTEEN)(
  '%s, level %i: a page of sixteen entries is one page of %i bytes',
  async (mode, level, size) => {
    const memory = new TableMemory(64);
    const roots = { root: memory.rootTable(mode) };
    const physical = mode === 'arm-short' ? size * 3n + (level === 2 ? 0xa5n << 32n : 0n) : size * 0x3_1415n;
    const flags = FLAG.read | FLAG.write | FLAG.sixteen;
    memory.mapIn(mode, roots, 5n * size, physical, level, flags);
    const space = (await engineOver(memoryConnector(memory.bytes))).space({ mode, ...roots });
    const addresses = Array.from({ length: 16 }, (_, i) => 5n * size + BigInt(i) * (size / 16n) + 0x123n);
    const got = await space.translate([...addresses, 5n * size - 1n, 6n * size]);
    for (const [i, virtual] of addresses.entries()) {
      expect(got[i]).toMatchObject({
        ok: true,
        physical: physical + (virtual - 5n * size),
        pageSize: size,
        level,
      });
    }
    expect(got.slice(16).map(({ ok }) => ok)).toEqual([false, false]);
    const runs = [];
    for await (const run of space.pages()) runs.push(run);
    expect(runs).toMatchObject([{ virtual: 5n * size, physical, size, pageSize: size }]);
  },
);

test('RISC-V: of the sizes that a NAPOT entry can say only 64 KiB exists, and only in the last level', async () => {
  const mode = 'riscv64-sv39';
  const memory = new TableMemory(64);
  const roots = { root: memory.rootTable(mode) };
  const engine = await engineOver(memoryConnector(memory.bytes));
  const space = engine.space({ mode, ...roots });
  const napot = 1n << 63n;
  for (const level of [1, 2, 3]) {
    const virtual = BigInt(level) << 33n;
    const at = memory.entryAt(mode, roots, virtual, level);
    for (let low = 0n; low < 16n; low++) {
      const entry = napot | (low << 10n) | 0xfn;
      memory.write(at, entry);
      engine.flush();
      const got = await translateOne(space, virtual + 0x123n);
      const right = level === 1 && low === 8n;
      if (right) expect(got).toMatchObject({ ok: true, physical: 0x123n, pageSize: 1n << 16n });
      else expect(got).toMatchObject({ ok: false, reason: { kind: 'not-present', level, entry } });
    }
  }
});
