/** Every read of a view, on every face, against a plain DataView over the same bytes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  batchOn,
  cursorOn,
  defineShape,
  PartialReadError,
  withArchitecture,
  type Architecture,
  type Later,
  type MemoryView,
  type Operations,
  type ScalarName,
} from '../../engine/index.js';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { BASE, SPACE_PAGES, viewWorld, type ViewWorld } from '../kit/view-world.js';

const SCALARS: Record<
  Exclude<ScalarName, 'pointer'>,
  { size: number; plain: (words: DataView, at: number, little: boolean) => number | bigint }
> = {
  u8: { size: 1, plain: (w, at) => w.getUint8(at) },
  u16: { size: 2, plain: (w, at, little) => w.getUint16(at, little) },
  u32: { size: 4, plain: (w, at, little) => w.getUint32(at, little) },
  u64: { size: 8, plain: (w, at, little) => w.getBigUint64(at, little) },
  i8: { size: 1, plain: (w, at) => w.getInt8(at) },
  i16: { size: 2, plain: (w, at, little) => w.getInt16(at, little) },
  i32: { size: 4, plain: (w, at, little) => w.getInt32(at, little) },
  i64: { size: 8, plain: (w, at, little) => w.getBigInt64(at, little) },
  f32: { size: 4, plain: (w, at, little) => w.getFloat32(at, little) },
  f64: { size: 8, plain: (w, at, little) => w.getFloat64(at, little) },
};
const NAMES = Object.keys(SCALARS) as (keyof typeof SCALARS)[];
const ARCHITECTURES: Architecture[] = [
  { pointerSize: 8, byteOrder: 'little' },
  { pointerSize: 4, byteOrder: 'little' },
  { pointerSize: 4, byteOrder: 'big' },
];

/** The bytes of the space, with undefined where there are none. */
function contentOf({ bytes, placeOf }: ViewWorld): (number | undefined)[] {
  return Array.from({ length: SPACE_PAGES * 4096 }, (_, i) => {
    const at = placeOf(BASE + BigInt(i));
    return at === undefined ? undefined : bytes[at];
  });
}

/** The same call on every face that the view has; all must agree. */
async function everyFace<T>(
  view: MemoryView,
  call: (face: Operations<'promise'>) => Promise<T>,
): Promise<T | 'partial'> {
  const caught = async (work: () => T | Promise<T>): Promise<T | 'partial'> => {
    try {
      return await work();
    } catch (error) {
      expect(error).toBeInstanceOf(PartialReadError);
      return 'partial';
    }
  };
  const first = await caught(() => call(view));
  const again = await caught(() => call(view));
  expect(again).toEqual(first);
  const { sync } = view;
  if (sync !== undefined) {
    expect(await caught(() => call(sync as unknown as Operations<'promise'>))).toEqual(first);
  }
  const batch = batchOn(view);
  const later = call(batch as unknown as Operations<'promise'>) as unknown as Later<T>;
  await batch.run();
  expect(await caught(() => later.value)).toEqual(first);
  return first;
}

describe.each([false, true])('asyncOnly %s', (asyncOnly) => {
  test('numbers of all types, at any place, in every architecture', async () => {
    const world = await viewWorld({ asyncOnly });
    const content = contentOf(world);
    const words = new DataView(Uint8Array.from(content, (byte) => byte ?? 0).buffer);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: content.length - 8 }),
        fc.constantFrom(...NAMES),
        fc.constantFrom(...ARCHITECTURES),
        async (at, name, architecture) => {
          const { size, plain } = SCALARS[name];
          const view = withArchitecture(world.space, architecture);
          const whole = content.slice(at, at + size).every((byte) => byte !== undefined);
          const little = architecture.byteOrder === 'little';
          const got = await everyFace(view, (face): Promise<number | bigint> =>
            face[name](BASE + BigInt(at)),
          );
          expect(got).toEqual(whole ? plain(words, at, little) : 'partial');
          const { pointerSize } = architecture;
          const there = content.slice(at, at + pointerSize).every((byte) => byte !== undefined);
          const pointer =
            pointerSize === 8 ? words.getBigUint64(at, little) : BigInt(words.getUint32(at, little));
          expect(await everyFace(view, (face) => face.pointer(BASE + BigInt(at)))).toEqual(
            there ? pointer : 'partial',
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('bytes: whole, partial, filled, into a buffer, values, fields of text', async () => {
    const world = await viewWorld({ asyncOnly });
    const content = contentOf(world);
    const { space } = world;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: content.length - 1 }),
        fc.oneof(fc.integer({ min: 0, max: 64 }), fc.integer({ min: 0, max: 6000 })),
        async (at, wanted) => {
          const length = Math.min(wanted, content.length - at);
          const address = BASE + BigInt(at);
          const expected = content.slice(at, at + length);
          const data = Uint8Array.from(expected, (byte) => byte ?? 0);
          const whole = expected.every((byte) => byte !== undefined);
          expect(await everyFace(space, (face) => face.read(address, length))).toEqual(
            whole ? data : 'partial',
          );
          const partial = await everyFace(space, (face) => face.readPartial(address, length));
          if (partial === 'partial') throw new Error('readPartial threw');
          expect(partial.data).toEqual(data);
          expect(await everyFace(space, (face) => face.readFilled(address, length))).toEqual({
            data,
            filled: partial.missing,
          });
          const lost = new Set(
            partial.missing.flatMap(({ start, size }) =>
              Array.from({ length: Number(size) }, (_, i) => Number(start - address) + i),
            ),
          );
          expect(expected.every((byte, i) => (byte === undefined) === lost.has(i))).toBe(true);
          const into = new Uint8Array(length);
          expect(await everyFace(space, (face) => face.readInto(address, into))).toEqual(partial.missing);
          expect(into.filter((_, i) => !lost.has(i))).toEqual(data.filter((_, i) => !lost.has(i)));
          const count = length >> 2;
          const words = new DataView(data.buffer);
          const there = expected.slice(0, 4 * count).every((byte) => byte !== undefined);
          expect(await everyFace(space, (face) => face.values(address, 'u32', count))).toEqual(
            there ? Array.from({ length: count }, (_, i) => words.getUint32(4 * i, true)) : 'partial',
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  test('lists of numbers tell which address could not be read, and leave its element', async () => {
    const world = await viewWorld({ asyncOnly });
    const content = contentOf(world);
    const words = new DataView(Uint8Array.from(content, (byte) => byte ?? 0).buffer);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: content.length - 8 }), { maxLength: 50 }),
        async (places) => {
          const addresses = BigUint64Array.from(places, (at) => BASE + BigInt(at));
          const there = (at: number, size: number) =>
            content.slice(at, at + size).every((byte) => byte !== undefined);
          const into = new BigUint64Array(places.length).fill(7n);
          const gaps = await everyFace(world.space, (face) => face.u64List(addresses, into));
          expect(gaps).not.toBe('partial');
          expect([...into]).toEqual(places.map((at) => (there(at, 8) ? words.getBigUint64(at, true) : 7n)));
          expect(gaps === 'partial' ? [] : gaps.map(({ index }) => index)).toEqual(
            places.flatMap((at, i) => (there(at, 8) ? [] : [i])),
          );
          const narrow = new Uint32Array(places.length).fill(9);
          await everyFace(world.space, (face) => face.u32List(addresses, narrow));
          expect([...narrow]).toEqual(places.map((at) => (there(at, 4) ? words.getUint32(at, true) : 9)));
          const pointers = new BigUint64Array(places.length).fill(7n);
          await everyFace(world.space, (face) => face.pointerList(addresses, pointers));
          expect(pointers).toEqual(into);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('texts in all encodings, up to their NUL, up to a limit, and into a hole', async () => {
    const world = await viewWorld({ asyncOnly });
    const { space, bytes, placeOf } = world;
    const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'latin1', 'utf-16'] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 400 }).map((text) => text.replaceAll('\0', '')),
        fc.integer({ min: 0, max: 4096 }),
        fc.constantFrom(...encodings),
        async (drawn, at, encoding) => {
          const text = encoding === 'latin1' ? drawn.replace(/[^\x01-\xff]/g, 'é') : drawn;
          const units =
            encoding === 'utf-8'
              ? [...new TextEncoder().encode(text)]
              : [...text].flatMap((c) =>
                  encoding === 'latin1'
                    ? [c.charCodeAt(0)]
                    : c.split('').flatMap((u) => {
                        const code = u.charCodeAt(0);
                        return encoding === 'utf-16be' ? [code >> 8, code & 255] : [code & 255, code >> 8];
                      }),
                );
          const nul = encoding.startsWith('utf-16') ? [0, 0] : [0];
          [...units, ...nul].forEach((byte, i) => (bytes[placeOf(BASE + BigInt(at + i)) ?? 0] = byte));
          world.engine.flush();
          const address = BASE + BigInt(at);
          const options = { encoding, fatal: true } as const;
          const max = units.length + nul.length;
          expect(await everyFace(space, (face) => face.string(address, undefined, options))).toBe(text);
          expect(await everyFace(space, (face) => face.string(address, units.length, options))).toBe(text);
          expect(await everyFace(space, (face) => face.chars(address, max, options))).toBe(text);
          const cursor = cursorOn(space, address);
          expect(await cursor.string(undefined, options)).toBe(text);
          expect(cursor.position).toBe(address + BigInt(max));
        },
      ),
      { numRuns: 120 },
    );
    const hole = BASE + 5n * 4096n;
    for (let i = 1; i <= 8; i++) bytes[placeOf(hole - BigInt(i)) ?? 0] = 0x41;
    world.engine.flush();
    expect(await everyFace(space, (face) => face.string(hole - 8n))).toBe('partial');
    expect(await everyFace(space, (face) => face.string(hole - 8n, 8))).toBe('A'.repeat(8));
    expect(await everyFace(space, (face) => face.chars(hole - 8n, 9))).toBe('partial');
    bytes[placeOf(hole - 1n) ?? 0] = 0;
    world.engine.flush();
    expect(await everyFace(space, (face) => face.string(hole - 8n))).toBe('A'.repeat(7));
    expect(await everyFace(space, (face) => face.chars(hole - 8n, 64))).toBe('A'.repeat(7));
    bytes[placeOf(BASE) ?? 0] = 0xff;
    bytes[placeOf(BASE + 1n) ?? 0] = 0;
    world.engine.flush();
    expect(await space.string(BASE)).toBe('\ufffd');
    await expect(space.string(BASE, 10, { fatal: true })).rejects.toMatchObject({ kind: 'malformed' });
  });

  test('chains of pointers', async () => {
    const world = await viewWorld({ asyncOnly });
    const { space, bytes, placeOf } = world;
    const words = new DataView(bytes.buffer);
    const put = (at: bigint, value: bigint) => words.setBigUint64(placeOf(at) ?? 0, value, true);
    put(BASE + 0x100n, BASE + 0x2000n);
    put(BASE + 0x2010n, BASE + 0x3000n);
    put(BASE + 0x2ff8n, 1n);
    world.engine.flush();
    expect(await everyFace(space, (face) => face.follow(BASE + 0x100n, [0x10n, -8n]))).toBe(BASE + 0x2ff8n);
    expect(await everyFace(space, (face) => face.follow(BASE, []))).toBe(BASE);
    expect(await everyFace(space, (face) => face.follow(BASE + 0x2ff8n, [-2n]))).toBe((1n << 64n) - 1n);
    expect(await everyFace(space, (face) => face.follow(BASE + 0x100n, [0x10n, -8n, 0n, 0n]))).toBe(
      'partial',
    );
    const narrow = withArchitecture(space, { pointerSize: 4 });
    expect(await narrow.follow(BASE + 0x2ff8n, [-2n])).toBe(0xffff_ffffn);
  });

  test('structures by description', async () => {
    const world = await viewWorld({ asyncOnly });
    const { space, bytes, placeOf } = world;
    const at = BASE + 0xff0n;
    const point = defineShape({ x: { offset: 0, type: 'i16' }, y: { offset: 2, type: 'i16' } });
    const shape = defineShape({
      id: { offset: 0, type: 'u32' },
      next: { offset: 8, type: 'pointer' },
      name: { offset: 16, type: 'utf-8', count: 8 },
      raw: { offset: 24, type: 'bytes', count: 3 },
      ratios: { offset: 28, type: 'f32', count: 2 },
      first: { offset: 36, type: point },
      points: { offset: 40, type: point, count: 3, stride: 6 },
    });
    const plain = new Uint8Array(64);
    const words = new DataView(plain.buffer);
    words.setUint32(0, 0xdead_beef, true);
    words.setBigUint64(8, 0x1122_3344_5566_7788n, true);
    plain.set(new TextEncoder().encode('init\0x'), 16);
    plain.set([1, 2, 3], 24);
    words.setFloat32(28, 1.5, true);
    words.setFloat32(32, -0.25, true);
    [-1, 2, 3, -4, 5, 6, 7, 8].forEach((value, i) => {
      const place = i < 2 ? 36 + 2 * i : 40 + 6 * ((i - 2) >> 1) + 2 * (i & 1);
      words.setInt16(place, value, true);
    });
    plain.forEach((byte, i) => (bytes[placeOf(at + BigInt(i)) ?? 0] = byte));
    world.engine.flush();
    const value = {
      id: 0xdead_beef,
      next: 0x1122_3344_5566_7788n,
      name: 'init',
      raw: Uint8Array.of(1, 2, 3),
      ratios: [1.5, -0.25],
      first: { x: -1, y: 2 },
      points: [
        { x: 3, y: -4 },
        { x: 5, y: 6 },
        { x: 7, y: 8 },
      ],
    };
    expect(await everyFace(space, (face) => face.structure(at, shape))).toEqual(value);
    const typed: { id: number; next: bigint; name: string; points: readonly { x: number }[] } =
      await space.structure(at, shape);
    expect(typed.points[2]?.x).toBe(7);
    const cursor = cursorOn(space, at);
    expect(await cursor.structure(shape)).toEqual(value);
    expect(cursor.position).toBe(at + 56n);
    const edge = BASE + 5n * 4096n - 20n;
    const [whole, cut] = await space.structures([at, edge], shape);
    expect(whole).toEqual({ value, missing: [] });
    expect(Object.keys(cut?.value ?? {})).toEqual(['id', 'next']);
    expect(cut?.missing).toMatchObject([{ start: edge + 20n, reason: { kind: 'not-present' } }]);
    expect(await everyFace(space, (face) => face.structure(edge, shape))).toBe('partial');
    expect(
      await everyFace(space, (face) => face.structure(edge - 8n, { a: { offset: 0, type: 'u64' } })),
    ).not.toBe('partial');
    expect(await space.structure(BASE, {})).toEqual({});
  });

  test('a cursor reads on where it stopped, in order', async () => {
    const { space, bytes, placeOf } = await viewWorld({ asyncOnly });
    const words = new DataView(bytes.buffer, placeOf(BASE) ?? 0, 4096);
    const cursor = cursorOn(space, BASE);
    const all = await Promise.all([
      cursor.u8(),
      cursor.u32(),
      cursor.read(3),
      cursor.i64(),
      cursor.values('u16', 2),
    ]);
    expect(all).toEqual([
      words.getUint8(0),
      words.getUint32(1, true),
      bytes.slice(words.byteOffset + 5, words.byteOffset + 8),
      words.getBigInt64(8, true),
      [words.getUint16(16, true), words.getUint16(18, true)],
    ]);
    expect(cursor.position).toBe(BASE + 20n);
    cursor.seek(5n * 4096n - 40n, 'here');
    await expect(cursor.read(40)).rejects.toThrow(PartialReadError);
    expect(cursor.position).toBe(BASE + 5n * 4096n - 20n);
    cursor.seek(-4n, 'end');
    expect(cursor.position).toBe((1n << 64n) - 4n);
    expect(() => cursor.seek(5n, 'here')).toThrow(/outside/);
    cursor.seek(BASE);
    expect(cursor.sync?.u8()).toBe(asyncOnly ? undefined : words.getUint8(0));
    expect(cursor.position).toBe(asyncOnly ? BASE : BASE + 1n);
  });
});

test('a batch of many kinds needs no more trips than its longest operation', async () => {
  const { engine, space } = await viewWorld({ asyncOnly: true });
  await space.translate([BASE]);
  const before = engine.statistics().trips;
  const batch = batchOn(space);
  const results = Array.from({ length: 8 }, (_, i) => batch.u32(BASE + BigInt((i % 4) * 4096)));
  const text = batch.chars(BASE + 7n * 4096n, 16);
  const gone = batch.u64(BASE + 5n * 4096n);
  expect(batch.size).toBe(10);
  expect(() => text.value).toThrow(/has not run/);
  await batch.run();
  expect(batch.size).toBe(0);
  expect(engine.statistics().trips - before).toBe(1);
  expect(results.map(({ ok }) => ok)).not.toContain(false);
  expect(typeof text.value).toBe('string');
  expect([gone.ok, gone.settled]).toEqual([false, true]);
  expect(() => gone.value).toThrow(PartialReadError);
});

test('a source that throws makes a promise reject, and never the call throw', async () => {
  const { physical } = await engineOver({
    ...memoryConnector(new Uint8Array(0x8000)),
    readSync: () => {
      throw new Error('the cable fell out');
    },
  });
  const calls = [
    () => physical.read(0n, 8192),
    () => physical.readInto(0n, new Uint8Array(8192)),
    () => physical.u8(0n),
  ];
  for (const call of calls) {
    let reading: Promise<unknown> = Promise.resolve();
    expect(() => (reading = call())).not.toThrow();
    await expect(reading).rejects.toThrow('the cable fell out');
  }
});

test('what cannot be meant is refused with kind usage', async () => {
  const { space } = await viewWorld();
  const { sync } = space;
  if (sync === undefined) throw new Error('unreachable');
  const calls: (() => unknown)[] = [
    () => sync.u8(-1n),
    () => sync.u8(1n << 64n),
    () => sync.u8(5 as unknown as bigint),
    () => sync.read(0n, -1),
    () => sync.readInto(-1n, new Uint8Array(1)),
    () => sync.values(0n, 'u8', 1.5),
    () => sync.values(0n, 'u7' as 'u8', 1),
    () => sync.string(0n, -1),
    () => sync.string(0n, 4, { encoding: 'ebcdic' as 'latin1' }),
    () => sync.u64List(new BigUint64Array(2), new BigUint64Array(1)),
    () => sync.structure(0n, { a: { offset: -1, type: 'u8' } }),
    () => sync.structure(0n, { a: { offset: 0, type: 'u8', count: -1 } }),
    () => sync.structure(0n, { a: { offset: 0, type: 'utf-8' } }),
    () => sync.structure(0n, { a: { offset: 0, type: 'u32', count: 4, stride: 2 } }),
    () => sync.structure(0n, { a: { offset: 2 ** 21, type: 'u8' } }),
    () => sync.structure(0n, { a: { offset: 0, type: 'pear' as 'u8' } }),
    () => withArchitecture(space, { pointerSize: 3 as 4 }),
    () => withArchitecture(space, { byteOrder: 'middle' as 'big' }),
    () => cursorOn(space, -1n),
    () => cursorOn({} as MemoryView),
  ];
  for (const call of calls) expect(call, String(call)).toThrow(expect.objectContaining({ kind: 'usage' }));
  const loop: Record<string, unknown> = {};
  loop['again'] = { offset: 0, type: loop };
  expect(() => defineShape(loop as never)).toThrow(/deep/);
  await expect(space.readFilled(1n << 60n, 4)).rejects.toThrow(PartialReadError);
});
