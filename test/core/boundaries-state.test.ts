/** Boundary numbers in the exports about physical pages, slots, sizes, the ring and the state of a listing; never a trap. */
import { describe, expect, test } from 'vitest';
import { PAGING_MODE_NAMES, type PagingMode } from '../../engine/index.js';
import { EDGES, EDGES_32, edgeWorld } from '../kit/boundaries.js';
import { TableMemory } from '../kit/page-tables.js';
import { readerOf } from '../kit/random-tables.js';
import { RawCore } from '../kit/raw-core.js';
import { FLAG, referenceWalk } from '../kit/reference/index.js';

const TOP = 1n << 64n;
const MODE = 'x86-64-4level';
const signed = (value: bigint): bigint => BigInt.asIntN(64, value);
const page = (address: bigint): bigint => address - (address % 4096n);

describe('physical pages', () => {
  test('fetch, cached, adopt, forget', () => {
    const memory = { bytes: new Uint8Array(8 * 4096).fill(5) };
    const core = new RawCore(memory);
    const { exports, addresses, bytes } = core.core;
    for (const phys of EDGES) {
      addresses[0] = phys;
      core.run(exports.fetch(1));
      const line = exports.cached(signed(phys), 2) >>> 0;
      if (phys < memory.bytes.length) expect(bytes[line + Number(phys % 4096n)]).toBe(5);
      else expect(line).toBe(1);
      expect(exports.cached(signed(phys), 4)).toBe(0);
    }
    for (const phys of EDGES) {
      const adopted = exports.adopt(signed(phys)) >>> 0;
      bytes.fill(9, adopted, adopted + 4096);
      expect(exports.cached(signed(page(phys)), 0) >>> 0).toBe(adopted);
    }
    for (const phys of EDGES) {
      for (const length of EDGES) {
        for (const kept of EDGES) exports.adopt(signed(kept));
        exports.forget(signed(phys), signed(length));
        const last = phys + length > TOP ? TOP - 1n : phys + length - 1n;
        for (const edge of EDGES) {
          const gone = length > 0n && page(edge) <= last && page(edge) + 4095n >= phys;
          // A cache may always forget more.
          if (gone && exports.cached(signed(edge), 0) !== 0)
            expect(`${phys} ${length} ${edge}`).toBe('forgotten');
        }
      }
    }
    for (const count of EDGES_32.filter((edge) => edge > 16384)) {
      expect([exports.fetch(count), exports.read(0, count), exports.translate(0, count)]).toEqual([3, 3, 3]);
    }
  });

  test('ages and the clock', () => {
    const core = new RawCore({ bytes: new Uint8Array(4096) });
    const { exports, addresses } = core.core;
    for (const age of EDGES_32) {
      for (const kind of EDGES_32) expect(exports.validity(kind, age)).toBe(kind < 4 ? 1 : 0);
      expect(exports.validity(2, age)).toBe(1);
      for (const start of EDGES_32) {
        exports.tick(start);
        exports.flush();
        addresses[0] = 0n;
        core.run(exports.fetch(1));
        for (const now of EDGES_32) {
          exports.tick(now);
          const old = (now - start) >>> 0 > age;
          expect(exports.cached(0n, 2) === 0).toBe(old && age !== 2 ** 32 - 1);
        }
      }
    }
  });
});

describe('spaces', () => {
  const { exports } = new RawCore({ bytes: new Uint8Array(4096) }).core;
  /** What the modes take, by number: bits of an address, and how many roots. */
  const from = (least: number, most: number): number[] =>
    Array.from({ length: most - least + 1 }, (_, i) => least + i);
  const MODES: readonly { bits: readonly number[]; roots: 'one' | 'shared' | 'split' }[] = [
    { bits: [32], roots: 'one' },
    { bits: [32], roots: 'one' },
    { bits: [48, 57], roots: 'shared' },
    { bits: from(25, 48), roots: 'split' },
    { bits: from(25, 52), roots: 'split' },
    { bits: from(25, 48), roots: 'split' },
    { bits: from(25, 52), roots: 'split' },
    { bits: from(25, 52), roots: 'split' },
    { bits: [32], roots: 'one' },
    { bits: [32], roots: 'one' },
    { bits: [32], roots: 'one' },
    { bits: [39, 48, 57], roots: 'shared' },
    { bits: [128], roots: 'one' },
  ];
  const sizes = [...new Set([...from(0, 130), ...EDGES_32])];

  test('setSpace takes exactly the modes, sizes and roots that there are', () => {
    for (const mode of [...MODES.keys(), MODES.length, ...EDGES_32.filter((edge) => edge > MODES.length)]) {
      const { bits: taken, roots } = MODES[mode] ?? { bits: [], roots: 'one' };
      for (const low of [0n, -1n]) {
        for (const high of [0n, -1n]) {
          for (const bits of sizes) {
            for (const highBits of mode > 2 && mode < 8 ? sizes : [32, 48]) {
              const right =
                taken.includes(bits) &&
                (roots === 'shared'
                  ? low === 0n
                  : roots === 'one'
                    ? low === 0n && high === -1n
                    : (low === 0n || high === 0n) && (high === -1n || taken.includes(highBits)));
              const got = exports.setSpace(0, mode, low, high, bits, highBits);
              if (got !== (right ? 1 : 0)) expect([mode, low, high, bits, highBits, got]).toBe(right);
            }
          }
        }
      }
    }
  });

  test('slots that are not set, or do not exist, have no answers', () => {
    const core = new RawCore({ bytes: new Uint8Array(4096) }).core.exports;
    for (const slot of [255, ...EDGES_32]) {
      expect([core.translate(slot, 1), core.read(slot, 1), core.enumerateAgain(slot)]).toEqual([3, 3, 3]);
      for (const edge of EDGES.map(signed)) {
        expect(core.enumerate(slot, 0n, edge, 0)).toBe(3);
        expect(core.aliases(slot, 0n, edge, 0n, edge)).toBe(3);
        expect([core.physical(slot, edge), core.place(slot, edge), core.placeRun(slot, edge, 1)]).toEqual([
          -1n,
          -1,
          -1,
        ]);
        expect([core.locate(slot, edge), core.flushRange(slot, edge, edge)]).toEqual([0, 0]);
      }
      expect([core.flushSpace(slot), core.resume(), core.outputs(), core.requests()]).toEqual([0, 3, 0, 0]);
      expect(core.setSpace(slot, 2, 0n, -1n, 48, 48)).toBe(slot < 256 ? 1 : 0);
      expect(core.flushSpace(slot)).toBe(slot < 256 ? 1 : 0);
      if (slot < 256) expect(core.enumerateAgain(slot)).not.toBe(3);
    }
  });

  test('every size of AArch64: boundary addresses against the reference', () => {
    const memory = new TableMemory(64, 32);
    const names = ['4k', '16k', '64k'].flatMap((granule) =>
      from(36, 52).flatMap((bits) =>
        granule === '64k'
          ? [`aarch64-64k-${bits}`]
          : [`aarch64-${granule}-${bits}`, `aarch64-${granule}-${bits}-lpa2`],
      ),
    );
    const core = new RawCore(memory);
    const { addresses, values, infos, exports: calls } = core.core;
    expect(PAGING_MODE_NAMES).toContain('aarch64-4k-36 to -52');
    for (const mode of names as PagingMode[]) {
      const roots = { root: 0n, highRoot: 0x10000n };
      expect(core.setSpace(0, mode, roots)).toBe(true);
      EDGES.forEach((edge, i) => (addresses[i] = edge));
      core.run(calls.translate(0, EDGES.length));
      for (const [i, edge] of EDGES.entries()) {
        const walked = referenceWalk(mode, readerOf(memory), roots, edge);
        const got = [(infos[i] as number) & 0xff, ((infos[i] as number) >> 8) & 0xff, values[i]];
        if (walked.kind === 'not-canonical') expect([mode, edge, ...got]).toEqual([mode, edge, 2, 0, 0n]);
        else expect([mode, edge, ...got]).toEqual([mode, edge, 1, 'level' in walked ? walked.level : 0, 0n]);
      }
    }
  });
});

describe('what hosts write where the core reads', () => {
  const { bytes, roots } = edgeWorld(MODE);
  const core = new RawCore({ bytes });
  const { exports, layout, words, addresses, lengths, values, infos } = core.core;
  expect(core.setSpace(0, MODE, roots)).toBe(true);
  const right = (): void => {
    exports.flush();
    addresses[0] = 1n;
    core.run(exports.translate(0, 1));
    const walked = referenceWalk(MODE, readerOf({ bytes }), roots, 1n);
    expect(walked).toMatchObject({ kind: 'page', physical: values[0] });
    expect((infos[0] as number) & 0xff).toBe(0);
  };

  test('boundary numbers in each word of a request', () => {
    for (const word of [0, 1, 2, 3, 4, 5]) {
      for (const edge of [...EDGES_32, 2560, 2559]) {
        for (const served of [false, true]) {
          exports.flush();
          EDGES.forEach((address, i) => (addresses[i] = address));
          let code = exports.translate(0, EDGES.length);
          for (let step = 0; step < 6 && code === 1; step++) {
            if (served) core.serve();
            words.setUint32(layout.ring.at + 4 * word, edge, true);
            code = exports.resume();
            expect([0, 1]).toContain(code);
            expect(exports.requests()).toBeLessThanOrEqual(layout.ring.count);
          }
        }
      }
    }
    right();
  });

  test('boundary numbers in each word of the state of a listing', () => {
    for (let at = 0; at < 256; at += 4) {
      for (const edge of EDGES) {
        let code = exports.enumerate(0, 0n, (1n << 47n) - 1n, 0);
        core.serve();
        code = exports.resume();
        if (at % 8 === 0) words.setBigUint64(layout.enumeration.at + at, edge, true);
        else words.setUint32(layout.enumeration.at + at, Number(edge & 0xffffffffn), true);
        if (code !== 1) code = exports.enumerateAgain(0);
        for (let step = 0; step < 3 && code !== 0; step++) {
          expect([1, 2]).toContain(code);
          core.serve();
          code = exports.resume();
          expect(exports.outputs()).toBeLessThanOrEqual(layout.runVirtual.count);
        }
      }
    }
    right();
  });

  test('kinds of use, counts of a batch, counters', () => {
    for (const kind of EDGES) {
      addresses[0] = 0n;
      lengths[0] = kind;
      core.run(exports.fetch(1));
      expect(exports.cached(0n, Number(kind & 3n))).toBeGreaterThan(1);
    }
    for (const kind of EDGES_32) expect(exports.cached(0n, kind) !== 0).toBe(kind < 4);
    addresses.fill(0n);
    lengths.fill(0n);
    for (const count of [...EDGES_32, 1280, 1281, 16383, 16384, 16385]) {
      const most = count <= 16384;
      expect([exports.translate(0, count) !== 3, exports.read(0, count) !== 3]).toEqual([most, most]);
      expect(exports.fetch(count) !== 3).toBe(count <= 1280);
    }
    // From the last counter on all numbers mean that one.
    for (const which of EDGES_32.filter((edge) => edge > 4))
      expect(exports.statistic(which)).toBe(exports.statistic(4));
    right();
  });
});

test('a table that is mapped twice: once as a repeat, or twice when asked by any number but 0', () => {
  const memory = new TableMemory(16, 4);
  const root = memory.rootTable(MODE);
  memory.mapIn(MODE, { root }, 0x3000n, 0x1000n, 1, FLAG.read);
  memory.write(root + 8n, memory.read(root) ?? 0n);
  const core = new RawCore(memory);
  expect(core.setSpace(0, MODE, { root })).toBe(true);
  for (const expand of EDGES_32) {
    const runs = core.runs(core.core.exports.enumerate(0, 0n, (1n << 47n) - 1n, expand));
    expect(runs.map(({ virtual, info }) => [virtual, info & 0xff])).toEqual([
      [0x3000n, 0],
      expand === 0 ? [1n << 39n, 4] : [(1n << 39n) + 0x3000n, 0],
    ]);
  }
});
