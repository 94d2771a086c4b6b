/** Numbered parts of one file, found beside each other and joined. */
import { describe, expect, it } from 'vitest';
import { openConnector, type OpenBeside } from '../../connectors/index.js';
import type { ByteSource } from '../../engine/index.js';
import { connectorConformance } from '../conformance/connector.js';
import { limeDump } from '../kit/dump-writers.js';
import { memorySource } from '../kit/memory-source.js';

const data = Uint8Array.from({ length: 5 * 4096 + 100 }, (_, i) => (i * 7 + (i >> 8)) & 0xff);

/** A folder of parts of `size` bytes of a file; `lost` are not there. Counts what is open. */
function folder(bytes: Uint8Array, size: number, lost: readonly number[] = [], first = 1) {
  const files = new Map<string, Uint8Array>();
  for (let at = 0, number = first; at < bytes.length; at += size, number++)
    if (!lost.includes(number))
      files.set(`dump.${String(number).padStart(3, '0')}`, bytes.slice(at, at + size));
  const open = new Set<ByteSource>();
  const beside: OpenBeside = (name) => {
    const content = files.get(name);
    if (content === undefined) return undefined;
    const source: ByteSource = {
      ...memorySource(content, { name }),
      close: () => Promise.resolve(void open.delete(source)),
    };
    open.add(source);
    return source;
  };
  return { beside, open, part: (name: string) => beside(name) as ByteSource };
}

for (const first of [0, 1]) {
  connectorConformance({
    name: `raw in parts, the first is number ${first}`,
    open: () => {
      const { beside, part } = folder(data, 5000, [], first);
      return openConnector(part('dump.002'), { beside });
    },
    memory: [{ start: 0, data }],
  });
}

describe('a split set', () => {
  it('is one file of any format, and says what it is made of', async () => {
    const { beside, part, open } = folder(limeDump([{ start: 0x1000, data }]), 4096);
    const connector = await openConnector(part('dump.001'), { beside });
    expect(connector).toMatchObject({
      format: 'lime',
      name: 'dump.001',
      ranges: [{ start: 0x1000, size: data.length }],
    });
    expect(connector.notes).toContain('6 parts of a split set, dump.001 to dump.006');
    await connector.close();
    expect(open.size).toBe(0);
  });

  it('that lacks a part ends there, and is not whole', async () => {
    const { beside, part } = folder(data, 4096, [4]);
    const connector = await openConnector(part('dump.001'), { beside });
    expect(connector.ranges).toEqual([{ start: 0, size: 3 * 4096 }]);
    expect(connector.notes.join()).toMatch(/the set ends at part dump.004, which is not there/);
  });

  it('whose start is lost is refused, but not when it is named as it is', async () => {
    const { beside, part, open } = folder(data, 4096, [1]);
    const source = part('dump.003');
    await expect(openConnector(source, { beside })).rejects.toMatchObject({
      kind: 'too-short',
      message: expect.stringContaining('dump.001 is not there') as string,
    });
    expect([...open]).toEqual([source]);
    expect((await openConnector(source, { beside, format: 'raw' })).ranges).toEqual([
      { start: 0, size: 4096 },
    ]);
  });

  it('is none when the sizes do not fit, or the file is alone', async () => {
    const sizes = new Map([
      ['dump.001', 4096],
      ['dump.002', 8192],
    ]);
    const beside: OpenBeside = (name) => {
      const size = sizes.get(name);
      return size === undefined ? undefined : memorySource(new Uint8Array(size), { name });
    };
    const odd = await openConnector(beside('dump.001') as ByteSource, { beside });
    expect(odd.ranges).toEqual([{ start: 0, size: 4096 }]);
    expect(odd.notes.join()).toMatch(/no part of a split set: dump.002 has another size/);
    const alone = await openConnector(memorySource(data, { name: 'dump.20' }), { beside });
    expect(alone.ranges).toEqual([{ start: 0, size: data.length }]);
  });

  it('closes its parts when it is no dump', async () => {
    const { beside, part, open } = folder(new TextEncoder().encode('Dear sirs, '.repeat(2000)), 5000);
    const source = part('dump.001');
    await expect(openConnector(source, { beside })).rejects.toThrow(/looks like text/);
    await source.close();
    expect(open.size).toBe(0);
  });
});
