/** Flat images. */
import { describe, expect, it } from 'vitest';
import { openRaw } from '../../connectors/index.js';
import { connectorConformance } from '../conformance/connector.js';
import { memorySource } from '../kit/memory-source.js';

const data = Uint8Array.from({ length: 3 * 4096 }, (_, i) => (i * 7) & 0xff);

connectorConformance({
  name: 'raw',
  open: () => Promise.resolve(openRaw(memorySource(data))),
  memory: [{ start: 0, data }],
});
connectorConformance({
  name: 'raw, asynchronous source',
  open: () => Promise.resolve(openRaw(memorySource(data, { asyncOnly: true }))),
  memory: [{ start: 0, data }],
});
connectorConformance({
  name: 'raw, gaps left out',
  open: () =>
    Promise.resolve(
      openRaw(memorySource(data), [
        { start: 0xc0000000, size: 0x40000000 },
        { start: 0x1000, size: 0xbffff000 - 0x800 },
        { start: 0x1_0000_1000, size: 0x1000 },
      ]),
    ),
  memory: [
    { start: 0, data: data.subarray(0, 0x1000) },
    { start: 0xbffff800, data: data.subarray(0x1000, 0x1800) },
    { start: 0x1_0000_0000, data: data.subarray(0x1800, 0x2800) },
    { start: 0x1_0000_2000, data: data.subarray(0x2800) },
  ],
});

describe('raw', () => {
  it('refuses gaps where no memory can be, and notes the ranges around the others', () => {
    expect(() => openRaw(memorySource(data), [{ start: 2 ** 52 - 1, size: 2 }])).toThrow(/no gap/);
    const connector = openRaw(memorySource(data), [{ start: 2 ** 40, size: 4096 }]);
    expect(connector.ranges).toEqual([{ start: 0, size: data.length }]);
    expect(connector.notes.join()).toMatch(/1 ranges? of memory around/);
  });

  it('notes a last page that is not whole', () => {
    expect(openRaw(memorySource(data)).notes).toEqual([]);
    expect(openRaw(memorySource(data.subarray(0, 5000))).notes.join()).toMatch(
      /5000 bytes is no multiple of 4096/,
    );
  });

  it('passes on why the source failed', async () => {
    const connector = openRaw(memorySource(data, { failFrom: 4096 }));
    const read = { phys: 4096, into: new Uint8Array(8), got: 0, reason: undefined as string | undefined };
    await connector.read([read]);
    expect(read).toMatchObject({ got: 0, reason: 'the disk failed' });
  });

  it('says at which offset a file ends that claimed to be longer', async () => {
    const connector = openRaw(memorySource(data, { name: 'short' }, 8 * 4096));
    const read = {
      phys: data.length - 4,
      into: new Uint8Array(8),
      got: 0,
      reason: undefined as string | undefined,
    };
    await connector.read([read]);
    expect(read.got).toBe(4);
    expect(read.reason).toMatch(/short/);
  });
});
