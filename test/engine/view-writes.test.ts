/** Writes of views: they land where reads look, no cache gives old bytes afterwards, and what was not written is told. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  batchOn,
  cursorOn,
  defineShape,
  Engine,
  PartialWriteError,
  withArchitecture,
  type Connector,
  type MemoryView,
  type PhysicalRead,
} from '../../engine/index.js';
import { openRaw } from '../../connectors/index.js';
import { coreWasm, engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { memorySource } from '../kit/memory-source.js';
import { PTE, TableMemory } from '../kit/page-tables.js';
import { BASE, SPACE_PAGES, UNMAPPED, viewWorld } from '../kit/view-world.js';

const HOLE = BASE + BigInt((UNMAPPED[0] as number) * 4096);

describe.each([
  { asyncOnly: false, block: 4096 },
  { asyncOnly: true, block: 4096 },
  { asyncOnly: false, block: 16384 },
])('asyncOnly $asyncOnly, block $block', (options) => {
  test('random writes and reads of both views agree with plain arrays', async () => {
    const world = await viewWorld(options);
    const { space, engine, placeOf } = world;
    const truth = world.bytes.slice();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: SPACE_PAGES * 4096 - 1 }),
        fc.uint8Array({ maxLength: 9000 }),
        fc.boolean(),
        async (at, drawn, virtual) => {
          const data = drawn.subarray(0, Math.min(drawn.length, SPACE_PAGES * 4096 - at));
          const address = virtual ? BASE + BigInt(at) : BigInt(at % (40 * 4096));
          const view: MemoryView = virtual ? space : engine.physical;
          const place = (i: number) => (virtual ? placeOf(address + BigInt(i)) : Number(address) + i);
          const before = await view.readPartial(address, data.length);
          const { missing } = await view.writePartial(address, data);
          expect(missing).toEqual(before.missing);
          data.forEach((byte, i) => {
            const to = place(i);
            if (to !== undefined) truth[to] = byte;
          });
          expect(Buffer.compare(world.bytes, truth)).toBe(0);
          const after = await view.readPartial(address, data.length);
          const expected = data.map((byte, i) => (place(i) === undefined ? 0 : byte));
          expect(Buffer.compare(after.data, expected)).toBe(0);
          const other = virtual ? engine.physical : space;
          const probe = virtual ? BigInt(place(0) ?? 0) : BASE;
          const seen = await other.u8(probe);
          expect(seen).toBe(truth[virtual ? Number(probe) : (placeOf(BASE) as number)]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('numbers, texts, lists, structures are written as they are read', async () => {
    const { space, bytes, engine, placeOf } = await viewWorld(options);
    const at = BASE + 0xffdn;
    await space.writeU8(at, 0xff);
    await space.writeU16(at, 0xfedc);
    await space.writeU32(at, 0xfedc_ba98);
    expect(await space.u32(at)).toBe(0xfedc_ba98);
    await space.writeI8(at, -1);
    await space.writeI16(at, -2);
    await space.writeI32(at, -3);
    expect(await space.i32(at)).toBe(-3);
    await space.writeU64(at, (1n << 64n) - 5n);
    expect(await space.i64(at)).toBe(-5n);
    await space.writeI64(at, -6n);
    expect(await space.i64(at)).toBe(-6n);
    await space.writeF32(at, 0.5);
    expect(await space.f32(at)).toBe(0.5);
    await space.writeF64(at, Math.PI);
    expect(await space.f64(at)).toBe(Math.PI);
    await space.writePointer(at, BASE);
    expect(await space.pointer(at)).toBe(BASE);
    const big = withArchitecture(space, { pointerSize: 4, byteOrder: 'big' });
    await big.writePointer(at, 0x0102_0304n);
    expect(await space.values(at, 'u8', 4)).toEqual([1, 2, 3, 4]);
    await big.writeString(at, 'grün', { encoding: 'utf-16' });
    expect(await space.string(at, 64, { encoding: 'utf-16be' })).toBe('grün');
    await space.writeChars(at, 8, 'ab');
    expect(await space.read(at, 8)).toEqual(Uint8Array.of(0x61, 0x62, 0, 0, 0, 0, 0, 0));
    await space.writeValues(at, 'i16', [1, -1]);
    expect(await space.values(at, 'i16', 2)).toEqual([1, -1]);

    const addresses = BigUint64Array.of(at, HOLE, at + 16n);
    const gaps = await space.writeU64List(addresses, BigUint64Array.of(1n, 2n, 3n));
    expect(gaps).toMatchObject([{ index: 1, missing: [{ start: HOLE, size: 8n }] }]);
    const read = new BigUint64Array(3);
    await space.u64List(addresses, read);
    expect([...read]).toEqual([1n, 0n, 3n]);
    expect(await space.writeU32List(addresses.slice(0, 1), Uint32Array.of(9))).toEqual([]);
    expect(await big.writePointerList(addresses.slice(0, 1), BigUint64Array.of(9n))).toEqual([]);
    expect(await big.pointer(at)).toBe(9n);

    const shape = defineShape({
      pid: { offset: 4, type: 'i32' },
      name: { offset: 8, type: 'utf-8', count: 16 },
      pairs: { offset: 24, type: { a: { offset: 0, type: 'u8' }, b: { offset: 1, type: 'u16' } }, count: 2 },
    });
    const around = await space.read(at, 40);
    await space.writeStructure(at, shape, { pid: -7, name: 'kworker', pairs: [{ b: 3 }] });
    expect(await space.structure(at, shape)).toMatchObject({ pid: -7, name: 'kworker' });
    const then = await space.read(at, 40);
    expect(then.subarray(0, 4)).toEqual(around.subarray(0, 4));
    expect([then[24], then[25], then[26]]).toEqual([around[24], 3, 0]);
    expect(then.subarray(27)).toEqual(around.subarray(27));

    const cursor = cursorOn(space, BASE);
    await Promise.all([cursor.writeU16(1), cursor.writeString('x'), cursor.write(Uint8Array.of(5))]);
    expect(cursor.position).toBe(BASE + 5n);
    expect(await space.read(BASE, 5)).toEqual(Uint8Array.of(1, 0, 0x78, 0, 5));

    const batch = batchOn(space, { first: 'writes' });
    const seen = batch.u32(BASE + 0x2000n);
    const lost = batch.writeU8(HOLE, 1);
    batch.writeU32(BASE + 0x2000n, 77);
    await batch.run();
    expect(seen.value).toBe(77);
    expect(() => lost.value).toThrow(PartialWriteError);
    if (space.sync !== undefined && !options.asyncOnly) {
      space.sync.writeU32(BASE + 0x2000n, 78);
      expect(space.sync.u32(BASE + 0x2000n)).toBe(78);
      expect(engine.physical.sync?.u32(BigInt(placeOf(BASE + 0x2000n) ?? 0))).toBe(78);
    }
    expect(bytes[placeOf(BASE) ?? 0]).toBe(1);
  });

  test('after a table is written, translations follow it', async () => {
    const memory = new TableMemory(64, 40);
    const root = memory.table();
    memory.map(root, 4, 0x1000n, 0x3000n, 1, PTE.write);
    for (let page = 0; page < 40; page++) memory.bytes.fill(page, page * 4096, (page + 1) * 4096);
    const connector = memoryConnector(memory.bytes, { ...options, writable: true });
    const engine = await engineOver(connector, { write: true });
    const space = engine.space({ root, mode: 'x86-64-4level' });
    expect(await space.u8(0x1000n)).toBe(3);
    const entry = await engine.physical
      .search([{ bytes: Uint8Array.of(3, 0x30, 0, 0, 0, 0, 0, 0) }])
      [Symbol.asyncIterator]()
      .next();
    await engine.physical.writeU64((entry.value as { address: bigint }).address, 0x5003n);
    expect(await space.u8(0x1000n)).toBe(5);
    expect((await space.translate([0x1000n]))[0]).toMatchObject({ physical: 0x5000n });
    await engine.physical.writeU64((entry.value as { address: bigint }).address, 0n);
    expect((await space.readPartial(0x1000n, 1)).missing).toMatchObject([
      { reason: { kind: 'not-present' } },
    ]);
  });
});

test('a write that the source cuts short tells what was not written, and goes on behind', async () => {
  const bytes = new Uint8Array(0x6000);
  const ranges = [
    { start: 0, size: 0x2800 },
    { start: 0x4000, size: 0x3800 },
  ];
  const connector = memoryConnector(bytes, { ranges, writable: true });
  const engine = await engineOver(connector, { write: true });
  const data = new Uint8Array(0x3000).fill(9);
  const { missing } = await engine.physical.writePartial(0x2000n, data);
  expect(missing).toMatchObject([{ start: 0x2800n, size: 0x1800n, reason: { why: 'the range ends' } }]);
  expect(bytes.subarray(0x2000, 0x3800).every((byte) => byte === 9)).toBe(true);
  const error: unknown = await engine.physical.write(0x2000n, data).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(PartialWriteError);
  expect((error as PartialWriteError).missing).toEqual(missing);
  expect((await engine.physical.writePartial((1n << 52n) - 1n, Uint8Array.of(1, 2))).missing).toHaveLength(2);
});

test('writing is refused where it is not allowed or not possible, and values that do not fit', async () => {
  const reading = await engineOver(memoryConnector(new Uint8Array(8192), { writable: true }));
  expect(reading.physical.writable).toBe(false);
  await expect(reading.physical.writeU8(0n, 1)).rejects.toMatchObject({ kind: 'usage' });
  const raw = openRaw(memorySource(new Uint8Array(8192)));
  const { physical } = await Engine.create({ core: coreWasm, connector: raw, write: true });
  expect(physical.writable).toBe(false);
  await expect(physical.writeU8(0n, 1)).rejects.toMatchObject({ kind: 'unsupported' });
  expect(() => physical.sync?.writeU8(0n, 1)).toThrow(expect.objectContaining({ kind: 'unsupported' }));
  const { space, bytes } = await viewWorld();
  const before = bytes.slice();
  const { sync } = space;
  const calls: (() => unknown)[] = [
    () => sync?.writeU8(BASE, 256),
    () => sync?.writeU8(BASE, -1),
    () => sync?.writeU8(BASE, 0.5),
    () => sync?.writeI16(BASE, 0x8000),
    () => sync?.writeU64(BASE, 1n << 64n),
    () => sync?.writeU64(BASE, 1 as unknown as bigint),
    () => sync?.writeF32(BASE, 1n as unknown as number),
    () => sync?.writeString(BASE, 'a\0b'),
    () => sync?.writeString(BASE, '\ud800'),
    () => sync?.writeString(BASE, '€', { encoding: 'latin1' }),
    () => sync?.writeChars(BASE, 2, 'abc'),
    () => sync?.write(-1n, new Uint8Array(1)),
    () => sync?.writeU64List(new BigUint64Array(2), new BigUint64Array(1)),
    () => sync?.writeStructure(BASE, { a: { offset: 0, type: 'u8' } }, { a: 300 }),
    () => sync?.writeStructure(BASE, { a: { offset: 0, type: 'u8', count: 1 } }, { a: [1, 2] }),
    () => sync?.writeStructure(BASE, { a: { offset: 0, type: 'bytes', count: 1 } }, { a: new Uint8Array(2) }),
    () => sync?.writeStructure(BASE, { a: { offset: 0, type: 'u8' } }, { b: 1 } as never),
  ];
  for (const call of calls) expect(call, String(call)).toThrow(expect.objectContaining({ kind: 'usage' }));
  expect(Buffer.compare(bytes, before)).toBe(0);
});

/** A connector whose reads are held back, with the bytes that they found, until `release` is called. */
function heldReads(connector: Connector): { connector: Connector; hold: () => void; release: () => void } {
  let gate = Promise.resolve();
  let release = (): void => undefined;
  return {
    connector: {
      ...connector,
      read: async (reads: readonly PhysicalRead[]) => {
        await connector.read(reads);
        await gate;
      },
    },
    hold: () => {
      gate = new Promise((resolve) => (release = resolve));
    },
    release: () => {
      gate = Promise.resolve();
      release();
    },
  };
}

test.each([4096, 16384])('pages on their way while they are written do not stay, block %s', async (block) => {
  let held: ReturnType<typeof heldReads> | undefined;
  const { space, engine } = await viewWorld({ asyncOnly: true, block }, (connector) => {
    held = heldReads(connector);
    return held.connector;
  });
  await space.translate([BASE]);
  for (let i = 0; i < 40; i++) {
    held?.hold();
    const address = BASE + BigInt(i % 3) * 4096n + 8n;
    engine.flush(space, { start: BASE, end: BASE + 0x4000n });
    const early = space.u32(address);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    const writing = space.writeU32(address, i);
    for (let turn = 0; turn < i % 20; turn++) await Promise.resolve();
    held?.release();
    await writing;
    await early;
    expect(await space.u32(address)).toBe(i);
  }
});

test('reads and writes that overlap in time: a reader sees whole values, and the last one in the end', async () => {
  const random = (() => {
    let state = 1;
    return (below: number) => (state = (state * 48_271) % 0x7fff_ffff) % below;
  })();
  const delay = async () => {
    for (let i = random(4); i > 0; i--) await new Promise((resolve) => setImmediate(resolve));
  };
  const { space } = await viewWorld({ asyncOnly: true, delay });
  const last = new Map<bigint, number>();
  for (let round = 0; round < 30; round++) {
    const address = BASE + BigInt(random(4) * 4096 + 16);
    const value = random(2 ** 31);
    await Promise.all([
      space.writeU32(address, value),
      ...Array.from({ length: 5 }, () => space.readPartial(BASE + BigInt(random(4) * 4096), 3000)),
    ]);
    last.set(address, value);
    for (const [place, wanted] of last) expect(await space.u32(place)).toBe(wanted);
  }
});
