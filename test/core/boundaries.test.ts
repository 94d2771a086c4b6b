/** Boundary numbers in every address and length of every export: what BigInt arithmetic says, or a status; never a trap. */
import { describe, expect, test } from 'vitest';
import { EDGES, EDGES_32, EDGE_MODES, edgeWorld } from '../kit/boundaries.js';
import { readerOf } from '../kit/random-tables.js';
import { RawCore } from '../kit/raw-core.js';
import { formatOf, referenceWalk, type Roots, type Walked } from '../kit/reference/index.js';
import { highStart, list } from '../kit/reference/list.js';

const TOP = 1n << 64n;
const signed = (value: bigint): bigint => BigInt.asIntN(64, value);
const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value);
const page = (address: bigint): bigint => address - (address % 4096n);

/** Status and value of an answer in the core's form. */
function inWords(walked: Walked): string {
  if (walked.kind === 'page') return `0 ${walked.physical}`;
  if (walked.kind === 'not-present') return `1 ${walked.entry}`;
  return walked.kind === 'missing' ? `3 ${walked.page}` : '2 0';
}

describe.each(EDGE_MODES)('%s', (mode) => {
  const world = edgeWorld(mode);
  const format = formatOf(mode);
  const core = new RawCore(world);
  const { exports, addresses, lengths, values, infos, bytes } = core.core;
  const read = readerOf(world);
  const walk = (virtual: bigint) => referenceWalk(mode, read, world.roots, virtual);
  expect(core.setSpace(0, mode, world.roots)).toBe(true);

  test('translate', () => {
    EDGES.forEach((edge, i) => (addresses[i] = edge));
    core.run(exports.translate(0, EDGES.length));
    const got = EDGES.map((_, i) => `${(infos[i] as number) & 0xff} ${values[i]}`);
    expect(got).toEqual(EDGES.map((edge) => inWords(walk(edge))));
  });

  test('read: ranges that wrap are refused, all others are covered to the byte', () => {
    for (const address of EDGES) {
      for (const length of EDGES) {
        addresses[0] = address;
        lengths[0] = length;
        const code = exports.read(0, 1);
        if (length > 0n && address + length > TOP) {
          expect(code).toBe(3);
          continue;
        }
        let at = address;
        for (const run of core.runs(code)) {
          const where = `${address} ${length}: ${run.virtual} ${run.size}`;
          if (run.virtual !== at || run.size < 1n) expect(`${where}`).toBe(`a run at ${at}`);
          const status = run.info & 0xff;
          // The first byte, the last and one between stand for all: a run is one answer.
          for (const skip of [0n, run.size / 2n, run.size - 1n]) {
            const told = status === 0 ? `0 ${run.physical + skip}` : `${status} ${run.value}`;
            const should = inWords(walk(at + skip));
            if (told !== should) expect(`${where}, ${skip}: ${told}`).toBe(`${where}, ${skip}: ${should}`);
          }
          at += run.size;
        }
        expect(at).toBe(address + length);
      }
    }
  });

  test('physical, place, placeRun, locate: the answers of what is cached', () => {
    for (const address of EDGES) {
      const walked = walk(address);
      addresses[0] = address;
      core.run(exports.translate(0, 1));
      const physical = walked.kind === 'page' ? walked.physical : -1n;
      expect(exports.physical(0, signed(address))).toBe(physical);
      expect(exports.place(0, signed(address))).toBe(Number(physical));
      for (const length of EDGES_32) {
        const start = exports.placeRun(0, signed(address), length);
        const fits = length > 0 && address + BigInt(length) <= TOP;
        expect(start).toBe(fits ? Number(physical) : -1);
        // How far physical addresses follow each other, page by page.
        let run = 0n;
        while (fits && physical >= 0n && run < BigInt(length)) {
          const next = walk(address + run);
          if (next.kind !== 'page' || next.physical !== physical + run) break;
          run += next.pageSize - ((address + run) % next.pageSize);
        }
        const most = run < BigInt(length) ? run : BigInt(length);
        if (start >= 0) expect([length, exports.runLength() >>> 0]).toEqual([length, Number(most)]);
      }
      if (physical >= 0n) {
        addresses[0] = physical;
        core.run(exports.fetch(1));
      }
      const at = exports.locate(0, signed(address)) >>> 0;
      const here = physical >= 0n && physical < world.bytes.length;
      expect(at > 0).toBe(here);
      if (here) expect(bytes[at]).toBe(world.bytes[Number(physical)]);
      for (const slot of [1, 255, 256, 2 ** 31, 2 ** 32 - 1]) {
        expect(exports.physical(slot, signed(address))).toBe(-1n);
        expect(exports.locate(slot, signed(address))).toBe(0);
      }
    }
  });

  test('enumerate and aliases: halves and their parts as they are mapped; whatever else, an end', () => {
    const inHalf = (first: bigint, last: bigint): boolean =>
      last < 1n << BigInt(format.lowBits) || (format.highBits !== undefined && first >= highStart(format));
    for (const first of EDGES) {
      for (const last of EDGES) {
        const code = exports.enumerate(0, signed(first), signed(last), 0);
        if (first <= last && !inHalf(first, last)) {
          // What is not within one half means nothing; each step ends all the same.
          for (let step = 0; step < 3; step++) {
            core.serve();
            expect([0, 1, 2, 3]).toContain(exports.resume());
          }
          continue;
        }
        const got = core.runs(code);
        if (first > last) expect(got).toEqual([]);
        else {
          const range = { first, last, expand: false };
          const expected = list(format, read, world.roots, range);
          expect(got.map(({ virtual, physical, size }) => [virtual, physical, size])).toEqual(
            expected.map(({ virtual, physical, size }) => [virtual, physical, size]),
          );
        }
      }
      const last = (1n << BigInt(format.lowBits)) - 1n;
      for (const wanted of EDGES) {
        const code = exports.aliases(0, 0n, signed(last), signed(first), signed(wanted));
        if (first > wanted) expect(code).toBe(3);
        else {
          for (const run of core.runs(code)) {
            if (run.info % 256 !== 0) continue;
            expect(run.physical >= first && run.physical + run.size - 1n <= wanted).toBe(true);
            expect(walk(run.virtual)).toMatchObject({ kind: 'page', physical: run.physical });
          }
        }
      }
    }
  });

  test('flushRange and forget: what was forgotten is asked for again, and answers stay right', () => {
    for (const first of EDGES) {
      for (const last of EDGES) {
        expect(exports.flushRange(0, signed(first), signed(last))).toBe(1);
        expect(exports.flushRange(9, signed(first), signed(last))).toBe(0);
        exports.forget(signed(first), signed(last));
        addresses[0] = first;
        addresses[1] = last;
        core.run(exports.translate(0, 2));
        const got = [0, 1].map((i) => `${(infos[i] as number) & 0xff} ${values[i]}`);
        expect(got).toEqual([inWords(walk(first)), inWords(walk(last))]);
      }
    }
  });

  test('setSpace: roots are masked, numbers that do not exist are refused', () => {
    for (const root of EDGES) {
      const roots: Roots = { root };
      const none = root === TOP - 1n;
      expect(core.setSpace(1, mode, roots)).toBe(!none);
      if (none) continue;
      EDGES.forEach((edge, i) => (addresses[i] = edge));
      core.run(exports.translate(1, EDGES.length));
      const got = EDGES.map((_, i) => `${(infos[i] as number) & 0xff} ${values[i]}`);
      expect(got).toEqual(EDGES.map((edge) => inWords(referenceWalk(mode, read, roots, edge))));
    }
    for (const wild of EDGES_32.filter((edge) => edge > 256)) {
      expect(exports.setSpace(wild, 2, 0n, -1n, 48, 48)).toBe(0);
      expect(exports.setSpace(0, wild, 0n, -1n, 48, 48)).toBe(0);
      expect(exports.setSpace(0, 2, 0n, -1n, wild, 48)).toBe(0);
      expect(exports.setSpace(0, 3, 0n, 0n, 48, wild)).toBe(0);
    }
  });
});

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

describe('the window', () => {
  const core = new RawCore({ bytes: new Uint8Array(0) }).core;
  const { exports, layout, words, bytes } = core;
  const { at, count } = layout.window;

  test('vote: the delta of a self pointer is its value less its place, modulo 2^64', () => {
    const value = 0xffff_ffff_8123_4000n;
    for (const phys of EDGES) {
      for (const first of [0, 8, 4096]) {
        bytes.fill(0, at, at + count);
        words.setBigUint64(at + 4096, value, true);
        words.setBigUint64(at + 4104, value, true);
        exports.voteClear();
        const aligned = phys % 8n === 0n;
        expect(exports.vote(first, 8192, signed(phys))).toBe(aligned ? 1 : 0);
        if (!aligned) continue;
        const place = unsigned(phys + 4096n - BigInt(first));
        const delta = unsigned(value - place);
        const votes = Array.from({ length: layout.votes.count }, (_, i) => layout.votes.at + 32 * i)
          .filter((vote) => words.getUint32(vote + 24, true) > 0)
          .map((vote) => [0, 8, 16].map((skip) => words.getBigUint64(vote + skip, true)));
        expect(votes).toEqual(delta % 4096n === 0n ? [[delta, place, place]] : []);
      }
    }
    for (const first of EDGES_32) {
      for (const end of EDGES_32)
        expect(exports.vote(first, end, 0n)).toBe(first <= end && end <= count ? 1 : 0);
    }
  });

  test('search: within the window and the limit, or refused', () => {
    bytes.fill(7, at, at + count);
    words.setUint32(layout.patterns.at, 1, true);
    bytes[layout.patterns.at + 16] = 7;
    bytes[layout.patterns.at + 16 + (layout.patterns.size - 16) / 2] = 0xff;
    const edges = [...EDGES_32, count - 1, count, count + 1];
    for (const first of edges) {
      for (const end of edges) {
        for (const limit of edges) {
          for (const scalar of [0, 1]) {
            const taken = exports.search(1, first, end, limit, scalar);
            if (end > count) expect(taken).toBe(0);
            let hits = 0;
            while (taken === 1 && exports.searchEnded() === 0) hits += exports.searchNext();
            const stop = Math.min(end, limit);
            if (taken === 1)
              expect([first, end, limit, hits]).toEqual([first, end, limit, Math.max(0, stop - first)]);
          }
        }
      }
    }
  });
});
