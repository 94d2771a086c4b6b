/** LiME, AVML and kdump: what writers make of known memory reads back, and what is left out is missing with its reason. */
import { describe, expect, it } from 'vitest';
import { compress as snappy } from 'snappyjs';
import { openConnector } from '../../connectors/index.js';
import type { ByteSource } from '../../engine/index.js';
import { connectorConformance } from '../conformance/connector.js';
import { avmlDump, flattened, kdump, limeDump, type KdumpShape, type Stretch } from '../kit/dump-writers.js';
import { memorySource } from '../kit/memory-source.js';

function content(size: number, seed: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => ((i >> 4) * 31 + seed * 97 + (i >> 12)) & 0xff);
}
const whole: Stretch[] = [
  { start: 0, data: content(0x2000, 1) },
  { start: 0x10000, data: content(0x1000, 2) },
  { start: 0x100000, data: content(0x30000, 3) },
];
/** LiME writes the ranges of /proc/iomem, whose ends are no page borders. */
const ragged: Stretch[] = [
  { start: 0x1000, data: content(0x9ebff, 4) },
  { start: 0x100000, data: content(0x20001, 5) },
];
const plain: NonNullable<KdumpShape['pack']> = (data) => ({ data, flag: 0 });
const mixed: NonNullable<KdumpShape['pack']> = (page, i) =>
  i % 2 === 0 ? { data: snappy(page), flag: 4 } : plain(page, i);

const asyncOnly = (bytes: Uint8Array): ByteSource => memorySource(bytes, { asyncOnly: true });
const cases: readonly [name: string, bytes: Uint8Array, memory: readonly Stretch[]][] = [
  ['lime', limeDump(ragged), ragged],
  ['avml', avmlDump(ragged), ragged],
  [
    'avml of several chunks',
    avmlDump([{ start: 0x40000000, data: content(0x50001, 6) }]),
    [{ start: 0x40000000, data: content(0x50001, 6) }],
  ],
  ['kdump, zlib', kdump(whole), whole],
  ['kdump, plain', kdump(whole, { pack: plain }), whole],
  ['kdump, snappy and plain', kdump(whole, { pack: mixed }), whole],
  ['kdump of a 32-bit machine', kdump(whole, { word: 4, version: 3 }), whole],
  [
    'kdump of 16 KiB pages',
    kdump([{ start: 0x40000, data: content(0x10000, 7) }], { pageSize: 16384 }),
    [{ start: 0x40000, data: content(0x10000, 7) }],
  ],
  ['kdump, flattened', flattened(kdump(whole), 1000), whole],
  ['kdump, flattened in one piece', flattened(kdump(whole), 1 << 20), whole],
];
for (const [name, bytes, memory] of cases) {
  connectorConformance({ name, open: () => openConnector(memorySource(bytes)), memory });
  connectorConformance({ name: `${name}, awaited`, open: () => openConnector(asyncOnly(bytes)), memory });
}

/** What a read of some bytes says. */
async function why(bytes: Uint8Array, phys: number): Promise<string> {
  const connector = await openConnector(memorySource(bytes));
  const read = { phys, into: new Uint8Array(16), got: 0, reason: undefined as string | undefined };
  await connector.read([read]);
  expect(read.got).toBe(0);
  return read.reason ?? '';
}

describe('what a dump leaves out', () => {
  const filtered = kdump(whole, { excluded: new Set([0x101000, 0x102000]), level: 31 });

  it('kdump: the filter, and what is no memory, are told apart', async () => {
    expect(await why(filtered, 0x101000)).toMatch(/left out.*dump level 31.*free pages/);
    expect(await why(filtered, 0x8000)).toMatch(/not memory/);
    const connector = await openConnector(memorySource(filtered));
    expect(connector.notes.join()).toMatch(/2 of 51 pages are left out by dump level 31/);
  });

  it('kdump: a part of a split set has its own frames only', async () => {
    const part = kdump(whole, { split: { from: 0x100, to: 0x110 } });
    const connector = await openConnector(memorySource(part));
    expect(connector.ranges).toEqual([{ start: 0x100000, size: 0x10000 }]);
    const read = { phys: 0x105000, into: new Uint8Array(4096), got: 0 };
    await connector.read([read]);
    expect(read.into).toEqual(whole[2]?.data.subarray(0x5000, 0x6000));
    expect(await why(part, 0)).toMatch(/another file of the split dump/);
  });

  it('AVML: a block of zeros may be what is missing', async () => {
    expect(await why(avmlDump(ragged), 0x200000)).toMatch(/block of zeros, which AVML leaves out/);
  });
});

describe('damage', () => {
  it('a page whose data is damaged is missing, its neighbours are not', async () => {
    const bytes = kdump(whole);
    const start = bytes.length - 100;
    bytes.fill(0xff, start);
    const connector = await openConnector(memorySource(bytes));
    const last = { phys: 0x12f000, into: new Uint8Array(4096), got: 0, reason: undefined };
    const before = { phys: 0x12e000, into: new Uint8Array(4096), got: 0 };
    await connector.read([last, before]);
    expect(before.got).toBe(4096);
    expect(last.got).toBe(0);
    expect(last.reason).toMatch(/0x12f000: zlib block cannot be unpacked.*offset 0x/);
  });

  it('AVML: a chunk whose checksum does not fit is missing', async () => {
    const bytes = avmlDump([{ start: 0, data: content(0x30000, 8) }]);
    const plainChunk = bytes.length - 8 - 1000;
    bytes[plainChunk] = (bytes[plainChunk] as number) ^ 1;
    expect(await why(bytes, 0x20000)).toMatch(/checksum/);
  });

  it.each([
    ['lime', limeDump(ragged), 1500],
    ['avml', avmlDump(ragged), 1500],
    ['flattened', flattened(kdump(whole), 1000), 10],
  ])('%s cut short: what is there is read, and a note says where the file ends', async (_, bytes, lost) => {
    const cut = bytes.subarray(0, bytes.length - lost);
    const connector = await openConnector(memorySource(cut));
    expect(connector.notes.join()).toMatch(/ends at offset 0x/);
  });

  it.each([
    ['a LiME record that ends before it starts', limeDump(whole), 16, 'LiME dump at offset 0x8'],
    ['a LiME record of another version', limeDump(whole), 4, 'LiME dump at offset 0x4: expected version 1'],
    ['a kdump of an unknown version', kdump(whole), 8, 'kdump at offset 0x8'],
    ['a kdump with blocks of no size', kdump(whole), 428, 'kdump at offset 0x1ac'],
  ])('%s is refused', async (_, bytes, offset, message) => {
    const broken = bytes.slice();
    broken.fill(offset === 16 ? 0 : 0x77, offset, offset + 4);
    if (offset === 16) broken[8] = 1;
    await expect(openConnector(memorySource(broken))).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining(message) as string,
    });
  });
});
