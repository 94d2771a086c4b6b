/** Hostile tables and hostile callers: a thousand page-table bombs of all families stay small, and no call traps or strays. */
import { expect, test } from 'vitest';
import { EDGES } from '../kit/boundaries.js';
import { entryWriter } from '../kit/entry-writer.js';
import { seeded, TableMemory, type Random } from '../kit/page-tables.js';
import { randomTables } from '../kit/random-tables.js';
import { RawCore } from '../kit/raw-core.js';
import { formatOf, TESTED_MODES } from '../kit/reference/index.js';
import { highStart } from '../kit/reference/list.js';

const MODES = TESTED_MODES.filter((mode) => mode !== 'wide-128');
const BOMBS = 1000;

/** What an entry of a bomb points at, given its own table and the number of tables. */
const AIMS: readonly ((random: Random, own: number, count: number) => number)[] = [
  (_random, own) => own,
  (_random, own, count) => (own + 1) % count,
  (random, _own, count) => random(count),
  (random, own, count) => (random(2) === 0 ? own : random(count)),
  (random, own, count) => (own + random(3) + count - 1) % count,
];

test.each(MODES)('%s: bombs are listed in no more runs and steps than their tables have entries', (mode) => {
  const { levels, entryBytes, lowBits, highBits, oneRoot } = formatOf(mode);
  const writer = entryWriter(mode);
  const size = Math.max(4096, 2 ** (levels[0]?.bits ?? 9) * entryBytes);
  const core = new RawCore({ bytes: new Uint8Array(0) });
  const { exports } = core.core;
  for (let seed = 0; seed < Math.ceil(BOMBS / MODES.length); seed++) {
    const random = seeded(seed * 31 + 7);
    const count = 1 + random(size > 4096 ? 2 : 6);
    const memory = new TableMemory((count * size) / 4096, 0);
    const aim = AIMS[seed % AIMS.length] ?? ((): number => 0);
    for (let at = 0; at < memory.bytes.length; at += entryBytes) {
      const target = BigInt(aim(random, Math.floor(at / size), count) * size);
      // Some entries are pages, some are nothing, as they come.
      const kind = random(40);
      const entry = kind === 0 ? 0n : kind === 1 ? writer.page(0n, 1, 0) : writer.table(target);
      memory.write(BigInt(at), entry, entryBytes);
    }
    core.replace(memory);
    expect(core.setSpace(0, mode, oneRoot ? { root: 0n } : { root: 0n, highRoot: 0n })).toBe(true);
    // Each table at most once on each level below the root's; a run is an entry or more.
    const entries = 2 ** Math.max(...levels.map(({ bits }) => bits));
    const most = entries * (1 + (levels.length - 1) * Math.max(count, memory.bytes.length / 1024));
    const ranges = [[0n, 2n ** BigInt(lowBits) - 1n]];
    if (highBits !== undefined) ranges.push([highStart(formatOf(mode)), 2n ** 64n - 1n]);
    for (const [first = 0n, last = 0n] of ranges) {
      const runs = core.runs(exports.enumerate(0, first, last, 0), 40 + most / 4096);
      expect(runs.length).toBeLessThanOrEqual(most);
      for (let i = 1; i < runs.length; i++) {
        const [before, run] = [runs[i - 1], runs[i]];
        if (before !== undefined && run !== undefined && before.virtual + before.size > run.virtual)
          throw new Error(`seed ${seed}: runs overlap at ${i}`);
      }
    }
  }
});

test('every export takes any argument over any tables and any state: a status, and buffers that are not its own stay', () => {
  const core = new RawCore({ bytes: new Uint8Array(0) });
  const { exports, layout, bytes, words, addresses, lengths } = core.core;
  const random = seeded(99);
  const small = (): number => [0, 1, 2, 3, 7, 255, 256, 16384, 16385, 2 ** 31, 2 ** 32 - 1][random(11)] ?? 0;
  const number = (): number => (random(3) === 0 ? random(2 ** 32) : small());
  const wide = (): bigint =>
    BigInt.asIntN(
      64,
      random(3) === 0 ? BigInt(random(2 ** 32)) << BigInt(random(33)) : (EDGES[random(EDGES.length)] ?? 0n),
    );
  const own = ['patterns', 'window', 'query', 'ranges'] as const;
  for (const name of own)
    bytes.fill(0xa5, layout[name].at, layout[name].at + layout[name].count * layout[name].size);
  const table = bytes.slice(exports.layout(), exports.layout() + 256);
  const codes = (code: number): void => expect([0, 1, 2, 3]).toContain(code);
  for (let round = 0; round < 60; round++) {
    const mode = MODES[round % MODES.length] ?? 'x86-64-4level';
    const memory = randomTables(mode, 900 + round, 4);
    core.replace(memory);
    core.setSpace(round % 8, mode, memory.roots[round % memory.roots.length] ?? {});
    for (let i = 0; i < 60; i++) {
      exports.setSpace(number(), number(), wide(), wide(), number(), number());
      for (let k = 0; k < 4; k++) {
        addresses[random(4)] = BigInt.asUintN(64, wide());
        lengths[random(4)] = BigInt.asUintN(64, wide());
      }
      const slot = random(2) === 0 ? round % 8 : number();
      const jobs = [
        () => exports.translate(slot, random(2) === 0 ? 4 : number()),
        () => exports.read(slot, random(2) === 0 ? 4 : number()),
        () => exports.enumerate(slot, wide(), wide(), random(2)),
        () => exports.aliases(slot, wide(), wide(), wide(), wide()),
        () => exports.enumerateAgain(slot),
        () => exports.fetch(random(2) === 0 ? 4 : number()),
      ];
      codes((jobs[random(jobs.length)] ?? exports.resume)());
      for (let step = random(4); step > 0; step--) {
        // Now and then the ring is left open, or holds what nobody wrote there.
        const kind = random(4);
        if (kind > 0) core.serve();
        if (kind === 1) words.setUint32(layout.ring.at + 24 * random(4) + 4 * random(6), number(), true);
        codes(exports.resume());
        expect(exports.outputs()).toBeLessThanOrEqual(layout.runVirtual.count);
        expect(exports.requests()).toBeLessThanOrEqual(layout.ring.count);
      }
      if (random(8) === 0) {
        // A host may set aside and put back the state of a listing, and so may spoil it.
        const { at, count } = layout.enumeration;
        for (let k = 0; k < 40; k++) bytes[at + random(random(2) === 0 ? 512 : count)] = random(256);
        codes(exports.enumerateAgain(slot));
      }
      exports.cached(wide(), number());
      exports.physical(slot, wide());
      exports.place(slot, wide());
      exports.placeRun(slot, wide(), number());
      exports.runLength();
      exports.locate(slot, wide());
      exports.tick(number());
      exports.validity(number(), number());
      exports.statistic(number());
      if (random(4) === 0) exports.flushSpace(slot);
      if (random(4) === 0) exports.flushRange(slot, wide(), wide());
      if (random(4) === 0) exports.forget(wide(), wide());
      if (random(4) === 0) exports.cancel();
    }
  }
  for (const name of own) {
    const { at, count, size } = layout[name];
    expect(bytes.subarray(at, at + count * size).every((byte) => byte === 0xa5)).toBe(true);
  }
  expect(bytes.slice(exports.layout(), exports.layout() + 256)).toEqual(table);
  // And it still works.
  for (let kind = 0; kind < 4; kind++) exports.validity(kind, 2 ** 32 - 1);
  const memory = new TableMemory(16);
  const root = memory.rootTable('x86-64-4level');
  memory.mapIn('x86-64-4level', { root }, 0x5000n, 0x3000n, 1, 8);
  core.replace(memory);
  expect(core.setSpace(0, 'x86-64-4level', { root })).toBe(true);
  addresses[0] = 0x5123n;
  core.run(exports.translate(0, 1));
  expect(core.core.values[0]).toBe(0x3123n);
});
