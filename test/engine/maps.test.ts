/** Connector wrappers and the small guards of the engine: hole remap, block cache, bytes, budget, text. */
import { describe, expect, test } from 'vitest';
import {
  Budget,
  Bytes,
  escapeText,
  normalRanges,
  PagewalkError,
  splitAtHole,
  wrapCache,
  type Connector,
  type PhysicalRead,
} from '../../engine/index.js';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { seeded } from '../kit/page-tables.js';

function numbered(pages: number): Uint8Array {
  const bytes = new Uint8Array(pages * 4096);
  const random = seeded(pages);
  for (let i = 0; i < bytes.length; i++) bytes[i] = random(256);
  return bytes;
}

test('ranges are sorted and merged', () => {
  const ranges = [
    { start: 8192, size: 4096 },
    { start: 0, size: 4096 },
    { start: 4096, size: 0 },
    { start: 4096, size: 4096 },
    { start: 20000, size: 10 },
    { start: 19990, size: 15 },
  ];
  expect(normalRanges(ranges)).toEqual([
    { start: 0, size: 12288 },
    { start: 19990, size: 20 },
  ]);
});

describe.each([false, true])('hole, asyncOnly %s', (asyncOnly) => {
  test('what lies above the hole in memory follows what lies below it in the file', async () => {
    const bytes = numbered(16);
    const split = splitAtHole(memoryConnector(bytes, { asyncOnly }), 0xa000, 0x10_0000);
    expect(split.ranges).toEqual([
      { start: 0, size: 0xa000 },
      { start: 0x10_0000, size: 0x6000 },
    ]);
    const { physical } = await engineOver(split);
    expect(await physical.read(0x9000n, 0x1000)).toEqual(bytes.subarray(0x9000, 0xa000));
    expect(await physical.read(0x10_0000n, 0x6000)).toEqual(bytes.subarray(0xa000));
    const across = await physical.readPartial(0x8000n, 0x8000);
    expect(across.data.subarray(0, 0x2000)).toEqual(bytes.subarray(0x8000, 0xa000));
    expect(across.missing).toMatchObject([
      { start: 0xa000n, size: 0x6000n, reason: { kind: 'missing-page' } },
    ]);
    const far = await physical.readPartial(0x9f00n, 0x10_0000 - 0x9f00 + 16);
    expect(far.data.subarray(-16)).toEqual(bytes.subarray(0xa000, 0xa010));
    expect(far.missing).toMatchObject([{ start: 0xa000n, size: 0xf_6000n }]);
  });
});

async function readAt(connector: Connector, phys: number, length: number): Promise<PhysicalRead> {
  const read: PhysicalRead = { phys, into: new Uint8Array(length), got: 0 };
  await connector.read([read]);
  return read;
}

describe.each([false, true])('block cache, asyncOnly %s', (asyncOnly) => {
  test('the same bytes, in few trips', async () => {
    const bytes = numbered(64);
    const ranges = [
      { start: 0x1000, size: 0x20000 },
      { start: 0x8_0000, size: 0x20000 },
    ];
    const plain = memoryConnector(bytes, { asyncOnly, ranges });
    const cached = wrapCache(memoryConnector(bytes, { asyncOnly, ranges }), { block: 0x4000, capacity: 4 });
    expect(cached.readSync === undefined).toBe(asyncOnly);
    const random = seeded(1);
    for (let i = 0; i < 300; i++) {
      const at = random(2) * 0x7_f000 + random(0x22000);
      const length = 1 + random(0x6000);
      const [a, b] = [await readAt(plain, at, length), await readAt(cached, at, length)];
      expect([b.got, b.reason]).toEqual([a.got, a.reason]);
      expect(Buffer.compare(b.into, a.into)).toBe(0);
    }
  });

  test('neighbours cost one trip, whole batches one more', async () => {
    const connector = memoryConnector(numbered(64), { asyncOnly });
    const cached = wrapCache(connector, { block: 0x10000 });
    for (let i = 0; i < 16; i++) await readAt(cached, i * 4096, 4096);
    expect(connector.trips).toEqual([[{ phys: 0, length: 0x10000 }]]);
    const reads = Array.from({ length: 32 }, (_, i) => ({
      phys: i * 0x2000,
      into: new Uint8Array(8),
      got: 0,
    }));
    await cached.read(reads);
    expect(connector.trips.length).toBe(2);
    expect(reads.every(({ got }) => got === 8)).toBe(true);
  });

  test('an engine over a source with costly calls keeps blocks by itself', async () => {
    const bytes = numbered(64);
    const connector = memoryConnector(bytes, { asyncOnly, block: 0x10000 });
    const engine = await engineOver(connector);
    for (let at = 0; at < 0x10000; at += 0x1000) {
      expect(await engine.physical.u8(BigInt(at))).toBe(bytes[at]);
    }
    expect(connector.trips.length).toBe(1);
    expect(engine.statistics()).toMatchObject({ trips: 1, bytes: 0x10000 });
    const moved = await engine.withConnector(splitAtHole(engine.connector, 0x10000, 0x100000));
    expect(await moved.physical.u8(0x100000n)).toBe(bytes[0x10000]);
    expect(connector.trips.length).toBe(2);
  });

  test('a block that fails is not kept', async () => {
    let broken = true;
    const bytes = numbered(8);
    const fault = () => (broken ? 'simulated fault' : undefined);
    const cached = wrapCache(memoryConnector(bytes, { asyncOnly, fault }), { block: 0x4000 });
    expect(await readAt(cached, 100, 8)).toMatchObject({ got: 0, reason: 'simulated fault' });
    broken = false;
    expect((await readAt(cached, 100, 8)).into).toEqual(bytes.subarray(100, 108));
  });
});

test('bytes: everything inside is read, everything outside is malformed', () => {
  const random = seeded(4);
  const data = Uint8Array.from({ length: 64 }, () => random(256));
  const words = new DataView(data.buffer);
  const bytes = new Bytes(data, 'a header');
  for (const offset of [-1, 0, 0.5, 7, 56, 57, 60, 63, 64, 2 ** 32, 2 ** 53, NaN, Infinity]) {
    const at = (size: number) => Number.isInteger(offset) && offset >= 0 && offset + size <= 64;
    const reads = [
      [1, () => bytes.u8(offset), () => words.getUint8(offset)],
      [2, () => bytes.u16(offset), () => words.getUint16(offset, true)],
      [4, () => bytes.u32(offset), () => words.getUint32(offset, true)],
      [4, () => bytes.i32(offset), () => words.getInt32(offset, true)],
      [8, () => bytes.u64(offset), () => words.getBigUint64(offset, true)],
      [8, () => bytes.i64(offset), () => words.getBigInt64(offset, true)],
    ] as const;
    for (const [size, read, direct] of reads) {
      if (at(size)) expect(read()).toBe(direct());
      else expect(read).toThrow(PagewalkError);
    }
  }
  expect(() => bytes.slice(60, 5)).toThrow(/a header: 5 bytes at offset 60 are asked for, there are 64/);
  const part = bytes.slice(8, 8);
  expect(part.u64(0)).toBe(bytes.u64(8));
  expect(() => part.slice(4, 4).u64(0)).toThrow(
    expect.objectContaining({ facts: expect.objectContaining({ offset: 12 }) as unknown }),
  );
  expect(new Bytes(new TextEncoder().encode('name\0rest')).text(0, 100)).toBe('name');
  expect(new Bytes(new TextEncoder().encode('name')).text(1, 2)).toBe('am');
});

test('a budget ends work by steps, bytes, time and signal', async () => {
  const steps = new Budget({ what: 'the list', steps: 3 });
  for (let i = 0; i < 3; i++) steps.step();
  expect(() => steps.step()).toThrow(/the list: more than 3 steps/);
  const bytes = new Budget({ what: 'the table', bytes: 100 });
  bytes.step(100);
  expect(() => bytes.step(1)).toThrow(expect.objectContaining({ kind: 'budget' }));
  const time = new Budget({ what: 'the walk', milliseconds: 5 });
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(() => time.step()).toThrow(/5 ms/);
  const controller = new AbortController();
  const signal = new Budget({ what: 'the walk', signal: controller.signal });
  signal.step();
  controller.abort();
  expect(() => signal.step()).toThrow(expect.objectContaining({ kind: 'aborted' }));
});

test('no control, format or separator character survives, and text can be told back', () => {
  const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
  for (let code = 0; code < 0x110000; code += code < 0x3000 ? 1 : 0x11) {
    const escaped = escapeText(String.fromCodePoint(code));
    if (unsafe.test(escaped)) throw new Error(`U+${code.toString(16)} survives`);
  }
  expect(escapeText('a\u001b[31m\u202e\\ \ud800 ü')).toBe('a\\x1b[31m\\u{202e}\\\\ \\u{d800} ü');
});
