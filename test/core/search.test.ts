/** Search: SIMD against its scalar twin against a plain loop; hits across windows, gaps and ends; the vote of self pointers. */
import { describe, expect, test } from 'vitest';
import type { Pattern, SearchHit } from '../../engine/index.js';
import { coreWasm, engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { PTE, seeded, TableMemory, type Random } from '../kit/page-tables.js';

const MIB = 1 << 20;

function naive(bytes: Uint8Array, patterns: readonly Pattern[]): { at: number; pattern: number }[] {
  const hits: { at: number; pattern: number }[] = [];
  for (let at = 0; at < bytes.length; at++) {
    patterns.forEach((p, pattern) => {
      if (at + p.bytes.length > bytes.length) return;
      for (let i = 0; i < p.bytes.length; i++) {
        if ((((bytes[at + i] ?? 0) ^ (p.bytes[i] ?? 0)) & (p.mask?.[i] ?? 0xff)) !== 0) return;
      }
      hits.push({ at, pattern });
    });
  }
  return hits;
}

/** Patterns that occur in bytes of a small alphabet: exact ones, masked ones, one without a byte that must match. */
function randomPatterns(random: Random, alphabet: number): Pattern[] {
  return Array.from({ length: 1 + random(4) }, () => {
    const length = 1 + random(random(4) === 0 ? 40 : 4);
    const bytes = Uint8Array.from({ length }, () => random(alphabet) * 85);
    if (random(2) === 0) return { bytes };
    return { bytes, mask: Uint8Array.from({ length }, () => [0xff, 0xff, 0, 0x0f][random(4)] ?? 0) };
  });
}

test('SIMD, scalar and a plain loop find the same', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seeded(seed);
    const alphabet = 2 + random(3);
    const bytes = Uint8Array.from({ length: 1 + random(3000) }, () => random(alphabet) * 85);
    const patterns = randomPatterns(random, alphabet);
    const engine = await engineOver(memoryConnector(bytes, { asyncOnly: seed % 2 === 0 }));
    const { exports, layout, words } = engine.core;
    const found: { at: number; pattern: number }[] = [];
    for await (const hit of engine.physical.search(patterns))
      found.push({ at: Number(hit.address), pattern: hit.pattern });
    expect(found).toEqual(naive(bytes, patterns));
    // The patterns are still in the core's buffer; the same window once more without SIMD.
    engine.core.bytes.set(bytes, layout.window.at);
    const twins = [0, 1].map((scalar) => {
      const hits: { at: number; pattern: number }[] = [];
      expect(exports.search(patterns.length, 0, bytes.length, bytes.length, scalar)).toBe(1);
      while (exports.searchEnded() === 0) {
        const count = exports.searchNext();
        for (let i = 0; i < count; i++) {
          const at = layout.hits.at + i * layout.hits.size;
          hits.push({ at: words.getUint32(at, true), pattern: words.getUint32(at + 4, true) });
        }
      }
      return hits;
    });
    expect(twins[1]).toEqual(twins[0]);
    expect((twins[0] ?? []).sort((a, b) => a.at - b.at || a.pattern - b.pattern)).toEqual(found);
  }
});

test('more hits than the hit buffer holds', async () => {
  const engine = await engineOver(memoryConnector(new Uint8Array(20_000).fill(7)));
  let next = 0n;
  for await (const { address } of engine.physical.search([{ bytes: Uint8Array.of(7, 7) }]))
    if (address !== next++) throw new Error(`hit at ${address}`);
  expect(next).toBe(19_999n);
});

describe.each([false, true])('across windows, asyncOnly %s', (asyncOnly) => {
  test('a hit on every border is met once, overlapping ones too', async () => {
    const bytes = new Uint8Array(9 * MIB + 123);
    const text = new TextEncoder().encode('abcabcabcab');
    const places = [0, MIB - 11, MIB, 2 * MIB - 5, 3 * MIB - 1, 4 * MIB - 10, 8 * MIB - 3, bytes.length - 11];
    for (const place of places) bytes.set(text, place);
    const engine = await engineOver(memoryConnector(bytes, { asyncOnly }));
    const found: SearchHit[] = [];
    for await (const hit of engine.physical.search([{ bytes: text }, { bytes: text.subarray(0, 3) }]))
      found.push(hit);
    expect(found.filter((h) => h.pattern === 0).map((h) => Number(h.address))).toEqual(places);
    expect(found.filter((h) => h.pattern === 1).map((h) => Number(h.address))).toEqual(
      places.flatMap((p) => [p, p + 3, p + 6]),
    );
  });

  test('nothing is found across a gap, and the gap is told', async () => {
    const bytes = new Uint8Array(6 * 4096).fill(0x61);
    const ranges = [
      { start: 0x10000, size: 3 * 4096 },
      { start: 0x20000, size: 3 * 4096 },
    ];
    const fault = ({ phys, into }: { phys: number; into: Uint8Array }) =>
      phys < 0x12000 && phys + into.length > 0x11000 ? 'bad block' : undefined;
    const engine = await engineOver(memoryConnector(bytes, { asyncOnly, ranges, fault }));
    const missing: unknown[] = [];
    const pattern = { bytes: new Uint8Array(4096 + 1).subarray(0, 200).fill(0x61) };
    const found: bigint[] = [];
    for await (const hit of engine.physical.search([pattern], {
      onMissing: (m) => missing.push([m.start, m.size]),
    })) {
      found.push(hit.address);
    }
    const whole = (start: bigint, size: bigint) =>
      Array.from({ length: Number(size - 199n) }, (_, i) => start + BigInt(i));
    expect(missing).toEqual([[0x11000n, 0x1000n]]);
    expect(found).toEqual([
      ...whole(0x10000n, 0x1000n),
      ...whole(0x12000n, 0x1000n),
      ...whole(0x20000n, 0x3000n),
    ]);
  });

  test('a range, progress to the end, and an early end', async () => {
    const bytes = new Uint8Array(3 * MIB);
    for (let i = 0; i < bytes.length; i += MIB / 2) bytes[i] = 9;
    const connector = memoryConnector(bytes, { asyncOnly });
    const engine = await engineOver(connector);
    const steps: [bigint, bigint][] = [];
    const range = { start: 1n, end: BigInt(2 * MIB + 1) };
    const found: bigint[] = [];
    const options = { range, onProgress: (done: bigint, total: bigint) => steps.push([done, total]) };
    for await (const hit of engine.physical.search([{ bytes: Uint8Array.of(9) }], options))
      found.push(hit.address);
    expect(found.map(Number)).toEqual([MIB / 2, MIB, 1.5 * MIB, 2 * MIB]);
    expect(steps.at(-1)).toEqual([BigInt(2 * MIB), BigInt(2 * MIB)]);
    const before = connector.trips.length;
    for await (const hit of engine.physical.search([{ bytes: Uint8Array.of(9) }])) {
      expect(hit.address).toBe(0n);
      break;
    }
    // A few windows are read between two turns of the event loop.
    expect(connector.trips.length).toBeLessThanOrEqual(before + 4);
  });
});

test('virtual memory: a hit that lies in two scattered frames is met', async () => {
  const memory = new TableMemory(64, 32);
  const root = memory.table();
  memory.map(root, 4, 0xffff_8000_0000_0000n, 0x5000n, 1, PTE.write);
  memory.map(root, 4, 0xffff_8000_0000_1000n, 0x2000n, 1, PTE.write);
  const text = new TextEncoder().encode('over the border');
  memory.bytes.set(text.subarray(0, 6), 0x6000 - 6);
  memory.bytes.set(text.subarray(6), 0x2000);
  const space = (await engineOver(memoryConnector(memory.bytes))).space({ root, mode: 'x86-64-4level' });
  const found: SearchHit[] = [];
  for await (const hit of space.search([{ bytes: text }])) found.push(hit);
  expect(found).toEqual([{ address: 0xffff_8000_0000_0ffan, pattern: 0 }]);
});

test('searches that take turns do not disturb each other', async () => {
  const bytes = new Uint8Array(4 * MIB);
  for (let i = 0; i < 40; i++) bytes.set([1, 2, 3, i], i * 100_001);
  const engine = await engineOver(memoryConnector(bytes));
  const pattern = { bytes: Uint8Array.of(1, 2, 3) };
  const outer: bigint[] = [];
  for await (const hit of engine.physical.search([pattern])) {
    outer.push(hit.address);
    let inner = 0;
    if (outer.length % 10 === 0)
      for await (const _ of engine.physical.search([{ bytes: Uint8Array.of(1, 2) }])) inner++;
    expect(outer.length % 10 === 0 ? inner : 40).toBe(40);
  }
  expect(outer.map(Number)).toEqual(Array.from({ length: 40 }, (_, i) => i * 100_001));
});

test('patterns that the core does not take are refused in words', async () => {
  const engine = await engineOver(memoryConnector(new Uint8Array(4096)));
  for (const patterns of [
    [],
    [{ bytes: new Uint8Array(0) }],
    [{ bytes: new Uint8Array(257) }],
    Array<Pattern>(17).fill({ bytes: Uint8Array.of(1) }),
  ]) {
    expect(() => engine.physical.search(patterns)).toThrow(
      /a search takes 1 to 16 patterns of 1 to 256 bytes/,
    );
  }
});

test('the vote counts every aligned self pointer of the kernel half per delta, across windows too', async () => {
  const random = seeded(3);
  const bytes = new Uint8Array(3 * MIB);
  const words = new DataView(bytes.buffer);
  const deltas = [
    0xffff_8880_0000_0000n,
    0xffff_ffff_8000_0000n,
    0xff11_0000_0000_0000n,
    0x7f00_0000_0000_0000n,
  ];
  const places = [
    MIB - 8,
    2 * MIB - 8,
    2 * MIB,
    3 * MIB - 16,
    ...Array.from({ length: 3000 }, () => random(3 * MIB - 16)),
  ];
  for (const place of places) {
    const delta = (deltas[random(4)] as bigint) + BigInt(random(3) === 0 ? random(4096) : 0);
    for (const at of [place, place + 8])
      words.setBigUint64(at, BigInt.asUintN(64, delta + BigInt(place)), true);
  }
  const expected = new Map<bigint, { count: number; first: bigint; last: bigint }>();
  for (let at = 0; at + 16 <= bytes.length; at += 8) {
    const value = words.getBigUint64(at, true);
    const delta = BigInt.asUintN(64, value - BigInt(at));
    if (
      value < 0xff00_0000_0000_0000n ||
      words.getBigUint64(at + 8, true) !== value ||
      (delta & 4095n) !== 0n
    )
      continue;
    const known = expected.get(delta) ?? { count: 0, first: BigInt(at), last: 0n };
    expected.set(delta, { ...known, count: known.count + 1, last: BigInt(at) });
  }
  expect(expected.size).toBeGreaterThan(1);
  for (const asyncOnly of [false, true]) {
    const engine = await engineOver(memoryConnector(bytes, { asyncOnly }));
    const [votes, twice] = await Promise.all([engine.voteSelfPointers(), engine.voteSelfPointers()]);
    expect(new Map(votes?.map(({ delta, ...rest }) => [delta, rest]))).toEqual(expected);
    expect(twice).toEqual(votes);
  }
});

test('the module is small, imports nothing, and its memory cannot grow', async () => {
  expect(coreWasm.length).toBeLessThanOrEqual(48 * 1024);
  expect(WebAssembly.Module.imports(new WebAssembly.Module(coreWasm))).toEqual([]);
  const engine = await engineOver(memoryConnector(new Uint8Array(MIB)));
  const memory = engine.core.exports.memory;
  const size = memory.buffer.byteLength;
  await engine.voteSelfPointers();
  expect(memory.buffer.byteLength).toBe(size);
  expect(() => memory.grow(1)).toThrow();
});

test('the layout table: buffers inside the memory, none overlapping', async () => {
  const { layout, exports } = (await engineOver(memoryConnector(new Uint8Array(4096)))).core;
  const buffers = Object.values(layout).sort((a, b) => a.at - b.at);
  let end = 0;
  for (const { at, count, size } of buffers) {
    expect(at).toBeGreaterThanOrEqual(end);
    end = at + count * size;
  }
  expect(end).toBeLessThanOrEqual(exports.memory.buffer.byteLength);
  expect(layout.lines.at % 4096).toBe(0);
});

test('every export answers wild arguments with a status', async () => {
  const random = seeded(11);
  const { exports } = (await engineOver(memoryConnector(new Uint8Array(4096)))).core;
  const wild = () => [0, 1, 255, 256, 8192, 8193, 2 ** 20, 2 ** 31 - 1, -1, random(2 ** 32)][random(10)] ?? 0;
  const wide = () =>
    BigInt.asIntN(64, [0n, 1n, -1n, 1n << 63n, (1n << 52n) + 5n, BigInt(wild())][random(6)] ?? 0n);
  for (let i = 0; i < 4000; i++) {
    exports.setSpace(wild(), random(14), wide(), wide(), random(130), random(130));
    expect([0, 1, 2, 3]).toContain(exports.translate(wild(), wild()));
    expect([0, 1, 2, 3]).toContain(exports.read(wild(), wild()));
    expect([0, 1, 2, 3]).toContain(exports.fetch(wild()));
    if (i % 50 === 0) expect([0, 1, 2, 3]).toContain(exports.enumerate(wild(), wide(), wide(), random(2)));
    if (i % 50 === 25)
      expect([0, 1, 2, 3]).toContain(exports.aliases(wild(), wide(), wide(), wide(), wide()));
    exports.resume();
    exports.cancel();
    exports.cached(wide(), random(6));
    exports.locate(wild(), wide());
    exports.place(wild(), wide());
    exports.placeRun(wild(), wide(), wild());
    if (i % 100 === 0) exports.flushRange(wild(), wide(), wide());
    exports.forget(wide(), wide());
    exports.tick(wild());
    exports.validity(random(6), wild());
    exports.search(wild(), wild(), wild(), wild(), random(2));
    if (i % 50 === 0) exports.vote(wild(), wild(), wide());
    exports.statistic(wild());
  }
});
