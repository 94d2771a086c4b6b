/** Windows crash dumps: each kind gives its pages and what its header says of the machine. */
import { describe, expect, it } from 'vitest';
import { openConnector } from '../../connectors/index.js';
import { connectorConformance } from '../conformance/connector.js';
import { memorySource } from '../kit/memory-source.js';
import { windowsDump, type WindowsKind } from '../kit/windows-dump-writer.js';

const content = (pages: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: pages * 4096 }, (_, i) => (i * 7 + seed + (i >> 12) * 13) & 0xff);
const memory = [
  { start: 0x1000, data: content(3, 1) },
  { start: 0x100000, data: content(9, 2) },
  { start: 0x1000000, data: content(1, 3) },
];
const KINDS: readonly WindowsKind[] = ['full', 'bitmap', 'ranges', 'full32'];
for (const kind of KINDS) {
  const bytes = windowsDump(kind, memory);
  connectorConformance({ name: `windows ${kind}`, open: () => openConnector(memorySource(bytes)), memory });
}

describe('Windows crash dumps', () => {
  it.each(KINDS)('%s: the header says root, build, machine and bug check', async (kind) => {
    const connector = await openConnector(memorySource(windowsDump(kind, memory)));
    expect(connector.facts).toMatchObject({
      root: 0x1ad000n,
      build: 19041,
      bugCheck: 0xe2,
      machine: kind === 'full32' ? 'x86-32' : 'x86-64',
    });
  });

  it.each([
    ['full', 0x88, 'at offset 0x88: expected 1 to 42 memory runs'],
    ['full', 0xf98, 'at offset 0xf98: expected a dump of the kinds'],
    ['bitmap', 0x2000, 'at offset 0x2000: expected SDMPDUMP'],
    ['bitmap', 0x2034, 'at offset 0x2030: expected 1 to'],
    ['ranges', 0x203c, 'expected a run of pages below 2^52'],
  ] as const)('%s with a wrong field at 0x%s is refused', async (kind, offset, message) => {
    const bytes = windowsDump(kind, memory);
    bytes.fill(0x77, offset, offset + 4);
    await expect(openConnector(memorySource(bytes))).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining(message) as string,
    });
  });
});
