/** Boundary numbers in every address, length, count and range of the calls of views of all kinds: a right answer, or a PagewalkError. */
import { describe, expect, test } from 'vitest';
import {
  batchOn,
  copyOnWrite,
  cursorOn,
  defineShape,
  remapView,
  withArchitecture,
  type MemoryView,
  type ScalarName,
} from '../../engine/index.js';
import { EDGES } from '../kit/boundaries.js';
import { ADDRESSES, all, isAddress, isLength, LENGTHS, outcome, OUTSIDE, TOP } from '../kit/outcomes.js';
import { BASE, viewWorld, type ViewWorld } from '../kit/view-world.js';

/** The byte at an address of the machine's space; undefined where there is none. */
const byteOf =
  ({ bytes, placeOf }: ViewWorld) =>
  (address: bigint): number | undefined => {
    const place = placeOf(address);
    return place === undefined ? undefined : bytes[place];
  };

/** Views of the same addresses and the same bytes. */
async function views(): Promise<{ world: ViewWorld; named: [string, MemoryView][] }> {
  const world = await viewWorld();
  const { space } = world;
  const changed = copyOnWrite(space);
  await changed.write(BASE + 8n, await space.read(BASE + 8n, 8));
  const parts = [
    { start: 0n, size: 1n << 63n, target: 0n },
    { start: 1n << 63n, size: 1n << 63n, target: 1n << 63n },
  ];
  return {
    world,
    named: [
      ['space', space],
      ['architecture', withArchitecture(space, { pointerSize: 4 })],
      ['remapped', remapView(space, parts)],
      ['copy on write', copyOnWrite(space)],
      ['copy on write, with changes', changed],
    ],
  };
}

const { world, named } = await views();
const byteAt = byteOf(world);

describe.each(named)('%s', (_name, view) => {
  test('reads of bytes: any address with any length', async () => {
    for (const address of ADDRESSES) {
      for (const length of LENGTHS) {
        if (isAddress(address) && isLength(length) && length > 4096) continue;
        const right = isAddress(address) && isLength(length);
        const expected = right ? Array.from({ length }, (_, i) => byteAt(address + BigInt(i))) : [];
        const whole = expected.every((byte) => byte !== undefined);
        const label = `${address} ${length}`;
        const got = await outcome(() => view.read(address, length));
        if (right && whole) expect(got.value, label).toEqual(Uint8Array.from(expected));
        else expect(got.kind, label).toBe(right ? 'partial' : 'usage');
        const partial = await outcome(() => view.readPartial(address, length));
        if (right) {
          const { data, missing } = partial.value as Awaited<ReturnType<MemoryView['readPartial']>>;
          expect(data, label).toEqual(Uint8Array.from(expected.map((byte) => byte ?? 0)));
          expect(missing.reduce((sum, gap) => sum + gap.size, 0n)).toBe(
            BigInt(expected.filter((byte) => byte === undefined).length),
          );
        } else expect(partial.kind, label).toBe('usage');
        const filled = await outcome(() => view.readFilled(address, length));
        const chars = await outcome(() => view.chars(address, length));
        const text = await outcome(() => view.string(address, length));
        const many = await outcome(() => view.readMany([{ address, length }]));
        const later = batchOn(view).readPartial(address, length);
        expect(later.settled).toBe(false);
        if (!right)
          expect([filled, chars, text, many].map(({ kind }) => kind)).toEqual(Array(4).fill('usage'));
        if (view.sync !== undefined)
          expect(await outcome(() => view.sync?.read(address, length)), label).toEqual(got);
        if (isAddress(address)) continue;
        expect(await outcome(() => view.readInto(address, new Uint8Array(4)))).toEqual({ kind: 'usage' });
      }
    }
  });

  test('numbers, pointers, chains, lists, structures at any address; any count and offset', async () => {
    const types: ScalarName[] = [
      'u8',
      'u16',
      'u32',
      'u64',
      'i8',
      'i16',
      'i32',
      'i64',
      'f32',
      'f64',
      'pointer',
    ];
    const shape = defineShape({ first: { offset: 0, type: 'u32' }, last: { offset: 8, type: 'u8' } });
    for (const address of ADDRESSES) {
      const here = Array.from({ length: 9 }, (_, i) => byteAt(address + BigInt(i)));
      const there = (from: number, count: number): boolean =>
        here.slice(from, from + count).every((byte) => byte !== undefined);
      for (const type of types) {
        const size = type === 'pointer' ? view.pointerSize : Number(/\d+/.exec(type)?.[0]) / 8;
        const kind = !isAddress(address) ? 'usage' : there(0, size) ? undefined : 'partial';
        expect((await outcome(() => view[type](address))).kind, `${type} ${address}`).toBe(kind);
      }
      if (there(0, 4)) {
        const word = (here.slice(0, 4) as number[]).reduceRight((sum, byte) => sum * 256 + byte, 0);
        expect(await view.u32(address)).toBe(word);
      }
      for (const count of LENGTHS.filter((length) => !isLength(length) || length < 9)) {
        const { kind, value } = await outcome(() => view.values(address, 'u8', count));
        const right = isAddress(address) && isLength(count);
        if (right && there(0, count)) expect(value).toEqual(here.slice(0, count));
        else expect(kind).toBe(right ? 'partial' : 'usage');
      }
      const structure = await outcome(() => view.structure(address, shape));
      const whole = there(0, 4) && there(8, 1);
      expect(structure.kind).toBe(!isAddress(address) ? 'usage' : whole ? undefined : 'partial');
      const [part] = ((await outcome(() => view.structures([address], shape))).value ?? []) as {
        value: object;
      }[];
      if (isAddress(address))
        expect(Object.keys(part?.value ?? {})).toEqual([
          ...(there(0, 4) ? ['first'] : []),
          ...(there(8, 1) ? ['last'] : []),
        ]);
      for (const offset of ADDRESSES) {
        const { kind, value } = await outcome(() => view.follow(address, [offset]));
        if (kind !== undefined) expect(kind).toBe(isAddress(address) ? 'partial' : 'usage');
        else {
          const bits = 8 * view.pointerSize;
          const pointer = (here.slice(0, view.pointerSize) as number[]).reduceRight(
            (sum, byte) => (sum << 8n) + BigInt(byte),
            0n,
          );
          expect(value).toBe(BigInt.asUintN(bits, pointer + offset));
        }
      }
    }
    const list = BigUint64Array.from(ADDRESSES.filter(isAddress));
    const into = new Uint32Array(list.length);
    const gaps = new Set((await view.u32List(list, into)).map(({ index }) => index));
    list.forEach((address, i) => {
      const whole = [0n, 1n, 2n, 3n].every((at) => byteAt(address + at) !== undefined);
      expect(gaps.has(i)).toBe(!whole);
    });
    expect(await outcome(() => view.u32List(list, new Uint32Array(1)))).toEqual({ kind: 'usage' });
    expect(await outcome(() => view.u64List(list, new BigUint64Array(1)))).toEqual({ kind: 'usage' });
  });

  test('searches over any range: what lies in it, and an end', async () => {
    const word = await view.read(BASE + 0x1000n, 4);
    const pattern = { bytes: word };
    const value = new DataView(word.buffer, word.byteOffset).getUint32(0, true);
    const everywhere = (await all(view.search([pattern]))).map(({ address }) => address);
    expect(everywhere).toContain(BASE + 0x1000n);
    const edges = [...OUTSIDE, 0n, 1n, BASE, BASE + 0x1001n, BASE + 0x1004n, (1n << 63n) - 1n, TOP - 1n];
    for (const start of edges) {
      for (const end of edges) {
        const range = { start, end };
        const hits = await all(view.search([pattern], { range }));
        const expected = everywhere.filter((address) => address >= start && address + 4n <= end);
        expect(hits.map(({ address }) => address)).toEqual(expected);
        const query = { type: 'u32', compare: 'equal', value } as const;
        const found = await all(view.scanValues(query, { range }));
        expect(found.flatMap(({ addresses }) => [...addresses])).toEqual(
          expected.filter((address) => address % 4n === 0n),
        );
        const pointers = await outcome(() =>
          all(
            view.scanPointers(
              { ranges: [{ start, end }], width: 4 },
              { range: { start: BASE, end: BASE + 16n } },
            ),
          ),
        );
        const usable = start >= 0n && start < end && end <= TOP;
        expect(pointers.kind).toBe(usable ? undefined : 'usage');
      }
    }
    const known = { addresses: BigUint64Array.from(EDGES), values: new BigUint64Array(EDGES.length) };
    const lost: bigint[] = [];
    const compared = await all(
      view.compareValues({ type: 'u64', compare: 'unchanged' }, [known], {
        onMissing: ({ start }) => void lost.push(start),
      }),
    );
    expect([compared, lost.length > 0]).toEqual([[], true]);
  });

  test('writes: any address, any length of a field', async () => {
    const data = Uint8Array.of(1, 2, 3);
    for (const address of OUTSIDE) {
      const calls = [
        () => view.write(address, data),
        () => view.writePartial(address, data),
        () => view.writeMany([{ address, data }]),
        () => view.writeU64(address, 1n),
        () => view.writePointer(address, 1n),
        () => view.writeValues(address, 'u8', [1]),
        () => view.writeString(address, 'a'),
        () => view.writeChars(address, 4, 'a'),
      ];
      for (const call of calls) expect(await outcome(call)).toEqual({ kind: 'usage' });
    }
    for (const length of LENGTHS.filter((one) => !isLength(one) || one < 1))
      expect(await outcome(() => view.writeChars(BASE, length, 'a'))).toEqual({ kind: 'usage' });
    for (const value of [-1n, TOP, 1n << 70n])
      expect(await outcome(() => view.writeU64(BASE, value))).toEqual({ kind: 'usage' });
    for (const value of [-1, 256, 0.5, NaN, 2 ** 53])
      expect(await outcome(() => view.writeU8(BASE, value))).toEqual({ kind: 'usage' });
    // What reaches over the end is written as far as there are addresses.
    const changed = copyOnWrite(view);
    for (const address of EDGES) {
      const { missing } = await changed.writePartial(address, data);
      const room = TOP - address;
      expect(missing.reduce((sum, gap) => sum + gap.size, 0n)).toBe(room < 3n ? 3n - room : 0n);
      const read = await changed.readPartial(address, 3);
      expect(read.data.subarray(0, room < 3n ? Number(room) : 3)).toEqual(
        data.subarray(0, room < 3n ? Number(room) : 3),
      );
    }
    for (const start of [...OUTSIDE, ...EDGES]) {
      for (const end of [...OUTSIDE, ...EDGES]) {
        const some = copyOnWrite(view);
        for (const address of [0n, 4095n, 1n << 63n, TOP - 1n])
          await some.write(address, data.subarray(0, 1));
        const { kind } = await outcome(() => some.discard({ start, end }));
        expect(kind).toBe(start > end ? 'usage' : undefined);
        const left = [0n, 4095n, 1n << 63n, TOP - 1n].filter(
          (address) => start > end || address < start || address >= end,
        );
        expect(some.changes().map(({ address }) => address)).toEqual(left);
      }
    }
  });

  test('cursors: any place, any length', async () => {
    for (const address of ADDRESSES) {
      const made = await outcome(() => cursorOn(view, address).position);
      expect(made).toEqual(isAddress(address) ? { value: address } : { kind: 'usage' });
      const cursor = cursorOn(view, BASE);
      for (const from of ['start', 'here', 'end'] as const) {
        const before = cursor.position;
        const { kind } = await outcome(() => cursor.seek(address, from));
        const base = { start: 0n, here: before, end: view.ranges.at(-1)?.end ?? 0n }[from];
        const right = base + address >= 0n && base + address <= TOP;
        expect([kind, cursor.position]).toEqual(right ? [undefined, base + address] : ['usage', before]);
      }
    }
    for (const length of LENGTHS) {
      const cursor = cursorOn(view, BASE);
      for (const call of [
        () => cursor.read(length),
        () => cursor.chars(length),
        () => cursor.values('u8', length),
      ]) {
        if (isLength(length)) continue;
        expect([await outcome(call), cursor.position]).toEqual([{ kind: 'usage' }, BASE]);
      }
    }
    const end = cursorOn(view, TOP - 1n);
    end.seek(TOP);
    for (const call of [() => end.read(1), () => end.u8(), () => end.write(Uint8Array.of(1))])
      expect(await outcome(call)).toEqual({ kind: 'usage' });
  });
});
