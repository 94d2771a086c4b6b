/** Views made of views: remapped, nested, copy-on-write, each against what it should show. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  copyOnWrite,
  remapView,
  viewConnector,
  withArchitecture,
  type MemoryView,
  type Missing,
  type RemapPart,
} from '../../engine/index.js';
import { connectorConformance } from '../conformance/connector.js';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { PTE, TableMemory } from '../kit/page-tables.js';
import { BASE, SPACE_PAGES, viewWorld } from '../kit/view-world.js';

const SIZE = SPACE_PAGES * 4096;

/** Byte for byte: what a read gave, with undefined for what is missing. */
function bytesOf(address: bigint, data: Uint8Array, missing: readonly Missing[]): (number | undefined)[] {
  const bytes: (number | undefined)[] = [...data];
  for (const { start, size } of missing)
    bytes.fill(undefined, Number(start - address), Number(start + size - address));
  return bytes;
}

async function partial(view: MemoryView, address: bigint, length: number): Promise<(number | undefined)[]> {
  const { data, missing } = await view.readPartial(address, length);
  for (const [i, gap] of missing.entries()) {
    const before = missing[i - 1];
    expect(gap.size > 0n && (before === undefined || before.start + before.size <= gap.start)).toBe(true);
    expect(gap.start >= address && gap.start + gap.size <= address + BigInt(length)).toBe(true);
  }
  return bytesOf(address, data, missing);
}

async function hits(view: MemoryView, pattern: Uint8Array): Promise<bigint[]> {
  const found: bigint[] = [];
  for await (const { address } of view.search([{ bytes: pattern }])) found.push(address);
  return found;
}

/** Parts that do not overlap, in any order, some of them touching. */
const partsOf = fc
  .array(
    fc.record({
      gap: fc.constantFrom(0, 0, 1, 100, 5000),
      size: fc.constantFrom(1, 7, 300, 4096, 9000),
      target: fc.integer({ min: 0, max: SIZE - 9000 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((list) => {
    let at = 0x1000n;
    return list.map(({ gap, size, target }): RemapPart => {
      const start = at + BigInt(gap);
      at = start + BigInt(size);
      return { start, size: BigInt(size), target: BASE + BigInt(target) };
    });
  });

describe.each([false, true])('asyncOnly %s', (asyncOnly) => {
  test('a remapped view shows its parts, tells gaps in its own addresses, and writes through', async () => {
    const { space } = await viewWorld({ asyncOnly });
    await fc.assert(
      fc.asyncProperty(
        partsOf,
        fc.integer({ min: 0, max: 30_000 }),
        fc.integer({ min: 0, max: 9000 }),
        async (parts, at, length) => {
          const view = remapView(space, [...parts].reverse());
          const address = 0xff0n + BigInt(at);
          const expected: (number | undefined)[] = [];
          for (let i = 0; i < length; i++) expected.push(undefined);
          for (const { start, size, target } of parts) {
            const from = start > address ? start : address;
            const to = start + size < address + BigInt(length) ? start + size : address + BigInt(length);
            if (from >= to) continue;
            const direct = await partial(space, from - start + target, Number(to - from));
            direct.forEach((byte, i) => (expected[Number(from - address) + i] = byte));
          }
          expect(await partial(view, address, length)).toEqual(expected);
          expect(await partial(view, address, length)).toEqual(expected);
          const there = expected.findIndex((byte, i) => byte !== undefined && expected[i + 1] !== undefined);
          if (there < 0) return;
          const place = address + BigInt(there);
          expect(await view.u8(place)).toBe(expected[there]);
          await view.writeU8(place, 0x5a);
          expect(await view.u8(place)).toBe(0x5a);
          const part = parts.find(({ start, size }) => place >= start && place < start + size) as RemapPart;
          expect(await space.u8(place - part.start + part.target)).toBe(0x5a);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('what a remapped view lacks says why, and searches find what lies across parts', async () => {
    const { space, engine } = await viewWorld({ asyncOnly });
    await space.write(BASE + 0x1ffcn, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    const view = remapView(space, [
      { start: 0x10n, size: 0x2000n - 4n, target: BASE + 4n },
      { start: 0x10n + 0x2000n - 4n, size: 0x1000n, target: BASE + 0x2000n },
      { start: 0x9000n, size: 0x2000n, target: BASE + 0x4000n },
    ]);
    expect(view.ranges).toEqual([
      { start: 0x10n, end: 0x300cn },
      { start: 0x9000n, end: 0xb000n },
    ]);
    const { missing } = await view.readPartial(0x3000n, 0x7100);
    expect(missing).toMatchObject([
      { start: 0x300cn, size: 0x5ff4n, reason: { kind: 'outside' } },
      { start: 0xa000n, size: 0x100n, reason: { kind: 'not-present' } },
    ]);
    expect(await hits(view, Uint8Array.of(3, 4, 5, 6, 7))).toEqual([0x200an]);
    const ends = remapView(engine.physical, [{ start: (1n << 64n) - 8n, size: 8n, target: 0n }]);
    expect((await ends.readPartial((1n << 64n) - 4n, 8)).missing).toMatchObject([
      { start: 1n << 64n, size: 4n },
    ]);
    await expect(ends.readFilled((1n << 64n) - 4n, 8)).rejects.toMatchObject({ kind: 'partial' });
    for (const parts of [
      [
        { start: 0n, size: 8n, target: 0n },
        { start: 7n, size: 1n, target: 0n },
      ],
      [{ start: -1n, size: 8n, target: 0n }],
      [{ start: 0n, size: -8n, target: 0n }],
      [{ start: 0n, size: 2n, target: (1n << 64n) - 1n }],
    ])
      expect(() => remapView(space, parts)).toThrow(expect.objectContaining({ kind: 'usage' }));
  });

  test('copy-on-write: random writes, reads, discards against a plain array; the memory below stays', async () => {
    const { space, bytes } = await viewWorld({ asyncOnly });
    const below = await partial(space, BASE, SIZE);
    const image = bytes.slice();
    const overlay = copyOnWrite(space);
    const truth = [...below];
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: SIZE - 1 }),
        fc.uint8Array({ maxLength: 5000 }),
        fc.integer({ min: 0, max: SIZE - 1 }),
        fc.integer({ min: 0, max: 9 }),
        async (at, drawn, look, kind) => {
          const data = drawn.subarray(0, SIZE - at);
          if (kind < 8) {
            expect((await overlay.writePartial(BASE + BigInt(at), data)).missing).toEqual([]);
            data.forEach((byte, i) => (truth[at + i] = byte));
          } else {
            const end = Math.min(SIZE, at + 8 * data.length);
            overlay.discard({ start: BASE + BigInt(at), end: BASE + BigInt(end) });
            for (let i = at; i < end; i++) truth[i] = below[i];
          }
          const length = Math.min(SIZE - look, 6000);
          const got = await partial(overlay, BASE + BigInt(look), length);
          if (got.some((byte, i) => byte !== truth[look + i])) throw new Error(`read at ${look}`);
          if (truth[look] !== undefined) expect(await overlay.u8(BASE + BigInt(look))).toBe(truth[look]);
        },
      ),
      { numRuns: 80 },
    );
    expect(Buffer.compare(bytes, image)).toBe(0);
    const changed = overlay.changes();
    for (const { address, data } of changed)
      data.forEach((byte, i) => expect(byte).toBe(truth[Number(address - BASE) + i]));
    const { missing } = await overlay.commit();
    expect(missing.every(({ reason }) => reason.kind === 'not-present')).toBe(true);
    const after = await partial(space, BASE, SIZE);
    after.forEach((byte, i) => {
      if (byte !== (below[i] === undefined ? undefined : truth[i])) throw new Error(`byte ${i}`);
    });
    const left = overlay.changes().reduce((sum, { data }) => sum + data.length, 0);
    expect(left).toBe(Number(missing.reduce((sum, { size }) => sum + size, 0n)));
    overlay.discard();
    expect(overlay.changes()).toEqual([]);
    expect(await partial(overlay, BASE, SIZE)).toEqual(after);
  });

  test('copy-on-write over memory that cannot be written: searches see the changes, also where nothing was', async () => {
    const bytes = new Uint8Array(0x4000);
    const engine = await engineOver(memoryConnector(bytes, { asyncOnly }));
    const overlay = copyOnWrite(engine.physical);
    expect(overlay.writable).toBe(true);
    await overlay.write(0x1ffen, Uint8Array.of(1, 2, 3, 4));
    await overlay.writeString(0x10_0000n, 'elsewhere');
    expect(await hits(overlay, Uint8Array.of(2, 3))).toEqual([0x1fffn]);
    expect(await hits(overlay, new TextEncoder().encode('where'))).toEqual([0x10_0004n]);
    expect(await hits(engine.physical, Uint8Array.of(2, 3))).toEqual([]);
    await expect(overlay.commit()).rejects.toMatchObject({ kind: 'usage' });
    expect(overlay.changes()).toHaveLength(2);
    expect((await overlay.writePartial((1n << 64n) - 1n, Uint8Array.of(1, 2))).missing).toMatchObject([
      { start: 1n << 64n, size: 1n, reason: { kind: 'outside' } },
    ]);
    expect(await withArchitecture(overlay, { byteOrder: 'big' }).u32(0x1ffen)).toBe(0x0102_0304);
    if (asyncOnly) return;
    expect(overlay.sync?.u16(0x1ffen)).toBe(0x0201);
    expect(() => overlay.commitSync()).toThrow(expect.objectContaining({ kind: 'usage' }));
  });

  test('a guest whose memory lies in its host: reads, writes, missing ranges, caches', async () => {
    const { space, engine: host } = await viewWorld({ asyncOnly });
    // The guest's memory: pages 0 to 9 of the host's space, of which page 5 is missing. Its tables are in pages 6 to 9.
    const guestMemory = remapView(space, [{ start: 0n, size: 10n * 4096n, target: BASE }]);
    const tables = new TableMemory(10, 6);
    const root = tables.table();
    tables.map(root, 4, 0x40_0000n, 0x1000n, 1, PTE.write);
    tables.map(root, 4, 0x40_1000n, 0x5000n, 1, PTE.write);
    tables.map(root, 4, 0x40_2000n, 0x8_0000n, 1, PTE.write);
    await guestMemory.write(6n * 4096n, tables.bytes.subarray(6 * 4096));
    const connector = viewConnector(guestMemory, { name: 'guest' });
    expect(connector).toMatchObject({ name: 'guest', ranges: [{ start: 0, size: 40960 }] });
    expect(connector.readSync === undefined).toBe(asyncOnly);
    const guest = await engineOver(connector, { write: true });
    const inner = guest.space({ root, mode: 'x86-64-4level' });
    expect(await inner.read(0x40_0000n, 4096)).toEqual(await space.read(BASE + 0x1000n, 4096));
    const { missing } = await inner.readPartial(0x40_0ff0n, 0x1010 + 0x1000);
    expect(missing).toMatchObject([
      { start: 0x40_1000n, size: 0x1000n, reason: { kind: 'missing-page', phys: 0x5000n } },
      { start: 0x40_2000n, size: 0x1000n, reason: { kind: 'missing-page', phys: 0x8_0000n } },
    ]);
    expect(missing[0]?.reason).toMatchObject({ why: expect.stringMatching(/not mapped/) as string });
    await inner.writeU32(0x40_0010n, 0xabcd_ef01);
    expect(await inner.u32(0x40_0010n)).toBe(0xabcd_ef01);
    expect(await space.u32(BASE + 0x1010n)).toBe(0xabcd_ef01);
    expect((await inner.writePartial(0x40_0ff0n, new Uint8Array(0x20))).missing).toMatchObject([
      { start: 0x40_1000n, size: 16n },
    ]);
    expect(await hits(inner, Uint8Array.of(1, 0xef, 0xcd, 0xab))).toEqual([0x40_0010n]);
    expect(host.physical.writable).toBe(true);
    await guest.close();
    expect(await space.u32(BASE + 0x1010n)).toBe(0xabcd_ef01);
  });
});

const world = await viewWorld();
connectorConformance({
  name: 'viewConnector',
  open: () =>
    Promise.resolve(
      viewConnector(
        remapView(world.space, [
          { start: 0x1800n, size: 0x2000n, target: BASE + 0x800n },
          { start: 0x8000n, size: 0x1000n, target: BASE + 0x7000n },
        ]),
      ),
    ),
  memory: [
    { start: 0x1800, data: await world.space.read(BASE + 0x800n, 0x2000) },
    { start: 0x8000, data: await world.space.read(BASE + 0x7000n, 0x1000) },
  ],
});
