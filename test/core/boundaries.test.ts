/** Boundary numbers in every address and length of the exports about address spaces, in every mode: what BigInt arithmetic says, or a status. */
import { describe, expect, test } from 'vitest';
import { EDGES, EDGES_32, edgeWorld } from '../kit/boundaries.js';
import { TableMemory } from '../kit/page-tables.js';
import { readerOf } from '../kit/random-tables.js';
import { RawCore } from '../kit/raw-core.js';
import {
  FLAG,
  formatOf,
  referenceWalk,
  TESTED_MODES,
  type Roots,
  type Walked,
} from '../kit/reference/index.js';
import { highStart, list, type Run } from '../kit/reference/list.js';

const TOP = 1n << 64n;
const signed = (value: bigint): bigint => BigInt.asIntN(64, value);
/** All that have addresses of 64 bits. */
const MODES = TESTED_MODES.filter((mode) => mode !== 'wide-128');

/** Status and value of an answer in the core's form. */
function inWords(walked: Walked): string {
  if (walked.kind === 'page') return `0 ${walked.physical}`;
  if (walked.kind === 'not-present') return `1 ${walked.entry}`;
  return walked.kind === 'missing' ? `3 ${walked.page}` : '2 0';
}

/** The part of a run that lies between two addresses, both included; undefined when none does. */
function cut(run: Run, first: bigint, last: bigint): readonly bigint[] | undefined {
  const from = run.virtual > first ? run.virtual : first;
  const end = run.virtual + run.size - 1n;
  const to = end < last ? end : last;
  const skip = run.info % 256 === 0 ? from - run.virtual : 0n;
  return from > to ? undefined : [from, run.physical + skip, to - from + 1n];
}

describe.each(MODES)('%s', (mode) => {
  const world = edgeWorld(mode);
  const format = formatOf(mode);
  const core = new RawCore(world);
  const { exports, addresses, lengths, values, infos, bytes } = core.core;
  const read = readerOf(world);
  const answers = new Map<bigint, Walked>();
  const walk = (virtual: bigint): Walked => {
    const walked = answers.get(virtual) ?? referenceWalk(mode, read, world.roots, virtual);
    answers.set(virtual, walked);
    return walked;
  };
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
    const lowLast = (1n << BigInt(format.lowBits)) - 1n;
    const halves = [[0n, lowLast]];
    if (format.highBits !== undefined) halves.push([highStart(format), TOP - 1n]);
    // No table is mapped twice, so a part of a listing is the listing of a part.
    const all = halves.map(([first = 0n, last = 0n]) =>
      list(format, read, world.roots, { first, last, expand: false }),
    );
    for (const first of EDGES) {
      for (const last of EDGES) {
        const half = halves.findIndex(([from = 0n, to = 0n]) => first >= from && last <= to);
        const jobs = [
          () => exports.enumerate(0, signed(first), signed(last), 0),
          () => exports.aliases(0, signed(first), signed(last), 0n, -1n),
        ];
        for (const job of jobs) {
          const code = job();
          if (first <= last && half < 0) {
            // What is not within one half means nothing; each step ends all the same.
            for (let step = 0; step < 3; step++) {
              core.serve();
              expect([0, 1, 2, 3]).toContain(exports.resume());
            }
            continue;
          }
          const got = core.runs(code).map(({ virtual, physical, size }) => [virtual, physical, size]);
          const expected = first > last ? [] : (all[half] ?? []).map((run) => cut(run, first, last));
          expect(got).toEqual(expected.filter((run) => run !== undefined));
        }
      }
      for (const wanted of EDGES) {
        const code = exports.aliases(0, 0n, signed(lowLast), signed(first), signed(wanted));
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
    for (const expand of EDGES_32) {
      const got = core.runs(exports.enumerate(0, 0n, signed(lowLast), expand));
      expect(got.map(({ virtual, physical, size }) => [virtual, physical, size])).toEqual(
        (all[0] ?? []).map(({ virtual, physical, size }) => [virtual, physical, size]),
      );
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

  test('setSpace: roots of both halves are masked', () => {
    for (const edge of EDGES) {
      const none = edge === TOP - 1n;
      const sets: Roots[] = format.oneRoot
        ? [{ root: edge }]
        : [{ root: edge }, { highRoot: edge }, { ...world.roots, highRoot: edge }];
      for (const roots of sets) {
        const bare = none && (roots.root === undefined || roots.root === edge);
        expect(core.setSpace(1, mode, roots)).toBe(!bare);
        if (none) continue;
        EDGES.forEach((address, i) => (addresses[i] = address));
        core.run(exports.translate(1, EDGES.length));
        const got = EDGES.map((_, i) => `${(infos[i] as number) & 0xff} ${values[i]}`);
        expect(got).toEqual(EDGES.map((address) => inWords(referenceWalk(mode, read, roots, address))));
      }
    }
  });
});

test('wide-128: boundary numbers in both words of an address', () => {
  const mode = 'wide-128';
  const memory = new TableMemory(800);
  const root = memory.rootTable(mode);
  for (const high of EDGES)
    for (const low of [0n, (1n << 31n) & ~4095n, 1n << 63n, TOP - 4096n])
      memory.mapIn(mode, { root }, (high << 64n) + low, low & 0xf000n, 1, FLAG.read);
  const core = new RawCore(memory);
  const { exports, addresses, highs, values, infos } = core.core;
  const pairs = EDGES.flatMap((high) => EDGES.map((low) => [high, low] as const));
  for (const base of [root, 1n << 51n, TOP - 2n]) {
    expect(core.setSpace(0, mode, { root: base })).toBe(true);
    pairs.forEach(([high, low], i) => {
      highs[i] = high;
      addresses[i] = low;
    });
    core.run(exports.translate(0, pairs.length));
    const walked = pairs.map(([high, low]) =>
      referenceWalk(mode, readerOf(memory), { root: base }, (high << 64n) + low),
    );
    expect(pairs.map((_, i) => `${(infos[i] as number) & 0xff} ${values[i]}`)).toEqual(walked.map(inWords));
  }
  // It only translates.
  expect([exports.read(0, 1), exports.enumerate(0, 0n, 1n, 0), exports.aliases(0, 0n, 1n, 0n, 1n)]).toEqual([
    3, 3, 3,
  ]);
});
