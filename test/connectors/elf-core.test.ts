/** ELF cores of physical memory: as QEMU writes them, and damaged in every header field. */
import { describe, expect, it } from 'vitest';
import { openElfCore } from '../../connectors/index.js';
import { PagewalkError, type PhysicalRead } from '../../engine/index.js';
import { connectorConformance } from '../conformance/connector.js';
import { writeCore, type CoreOptions } from '../kit/elf-writer.js';
import { memorySource } from '../kit/memory-source.js';

function pattern(pages: number, seed: number): Uint8Array {
  return Uint8Array.from({ length: pages * 4096 }, (_, i) => (i * 31 + seed * 97 + (i >> 12)) & 0xff);
}
const low = pattern(2, 1);
const middle = pattern(1, 2);
const high = pattern(3, 3);
const segments = [
  { type: 4, physical: 0n, data: Uint8Array.of(1, 2, 3, 4) },
  { physical: 0n, data: low },
  { physical: 0x10000n, data: middle },
  { physical: 0x10000000n, data: high },
];
const memory = [
  { start: 0, data: low },
  { start: 0x10000, data: middle },
  { start: 0x10000000, data: high },
];
const SHAPES: readonly CoreOptions[] = [
  {},
  { sectionsFirst: true },
  { headerSize: 8 },
  { bits: 32 },
  { bits: 32, sectionsFirst: true, headerSize: 8 },
];
for (const shape of SHAPES) {
  connectorConformance({
    name: `elf ${JSON.stringify(shape)}`,
    open: () => openElfCore(memorySource(writeCore(segments, shape))),
    memory,
  });
}
connectorConformance({
  name: 'elf above 4 GiB, neighbours in any order',
  open: () =>
    openElfCore(
      memorySource(
        writeCore([
          { physical: 0x100001000n, data: middle },
          { physical: 0x100002000n, data: high },
          { physical: 0xfffff000n, data: low },
        ]),
      ),
    ),
  memory: [
    { start: 0xfffff000, data: low },
    { start: 0x100001000, data: middle },
    { start: 0x100002000, data: high },
  ],
});

async function refusal(bytes: Uint8Array): Promise<PagewalkError> {
  const error: unknown = await openElfCore(memorySource(bytes)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(PagewalkError);
  return error as PagewalkError;
}

describe('elf', () => {
  it('reads 70,000 segments, counted in section header 0', async () => {
    const page = pattern(1, 9).subarray(0, 16);
    const many = Array.from({ length: 70_000 }, (_, i) => ({ physical: BigInt(i) * 0x2000n, data: page }));
    const connector = await openElfCore(memorySource(writeCore(many)));
    expect(connector.ranges.length).toBe(70_000);
    const read: PhysicalRead = { phys: 69_999 * 0x2000, into: new Uint8Array(16), got: 0 };
    await connector.read([read]);
    expect(read.into).toEqual(page);
  });

  it('notes that the file is cut short, and names the offset in the read', async () => {
    const bytes = writeCore(segments);
    const cut = bytes.subarray(0, bytes.length - 4096 - 100);
    const connector = await openElfCore(memorySource(cut, { name: 'cut' }));
    expect(connector.notes.join()).toMatch(
      /cut ends at offset 0x[0-9a-f]+, .*1 of 3 are cut short.*0x10001f9c/,
    );
    const read: PhysicalRead = { phys: 0x10001000, into: new Uint8Array(8192), got: 0 };
    await connector.read([read]);
    expect(read.got).toBe(4096 - 100);
    expect(read.reason).toMatch(/cut ends at offset 0x/);
  });

  it('takes segments that overlap with the same bytes, and refuses others, naming the header', async () => {
    const place = 64n + 2n * 56n;
    const same = writeCore([
      { physical: 0n, data: low },
      { physical: 0x1000n, data: new Uint8Array(0), offset: place + 0x1000n, fileSize: 0x1000n },
    ]);
    expect((await openElfCore(memorySource(same))).ranges).toEqual([{ start: 0, size: low.length }]);
    const error = await refusal(
      writeCore([
        { physical: 0n, data: low },
        { physical: 0x1000n, data: middle },
      ]),
    );
    expect(error.kind).toBe('malformed');
    expect(error.facts.offset).toBe(64 + 56);
    expect(error.message).toMatch(/overlap/);
  });

  it.each([
    ['a segment above 2^52', [{ physical: 1n << 60n, data: low }]],
    ['a size of 2^63', [{ physical: 0n, data: low, fileSize: 1n << 63n }]],
    ['an offset of 2^64 - 1', [{ physical: 0n, data: low, offset: (1n << 64n) - 1n }]],
    ['no loadable segment', [{ type: 4, physical: 0n, data: low }]],
    ['no segment at all', []],
  ])('refuses %s as malformed', async (_, odd) => {
    expect((await refusal(writeCore(odd))).kind).toBe('malformed');
  });

  it('refuses headers that the file is too short for', async () => {
    const bytes = writeCore(segments);
    for (const length of [20, 63, 64, 100, 64 + 3 * 56]) {
      expect((await refusal(bytes.subarray(0, length))).kind).toBe('too-short');
    }
  });

  it('never fails otherwise than by a PagewalkError, whatever the headers say', async () => {
    const whole = writeCore(segments, { sectionsFirst: true });
    const headers = 128 + segments.length * 56;
    let state = 12345;
    const random = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % below;
    };
    for (let round = 0; round < 3000; round++) {
      const bytes = whole.slice();
      for (let i = random(6); i >= 0; i--)
        bytes[4 + random(headers - 4)] = [0, 0xff, 0x80, random(256)][random(4)] ?? 0;
      try {
        const connector = await openElfCore(memorySource(bytes));
        const reads = [0, 0x1000, 0x10000, 0x10000000].map((phys): PhysicalRead => ({
          phys,
          into: new Uint8Array(64),
          got: 0,
        }));
        await connector.read(reads);
        for (const { got, reason } of reads) expect(got === 64 || (reason ?? '') !== '').toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(PagewalkError);
      }
    }
  });
});
