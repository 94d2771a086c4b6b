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

describe('raw', () => {
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
