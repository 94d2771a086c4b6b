/** What ELF cores say beside their memory, and cores whose memory lies elsewhere: Xen's, /proc/kcore. */
import { describe, expect, it } from 'vitest';
import { openElfCore } from '../../connectors/index.js';
import type { ByteSource, DumpFacts, PhysicalRead } from '../../engine/index.js';
import { joined } from '../kit/dump-writers.js';
import { note, wordsAt, xenCore } from '../kit/elf-notes-writer.js';
import { writeCore } from '../kit/elf-writer.js';
import { memorySource } from '../kit/memory-source.js';

const page = (seed: number): Uint8Array => Uint8Array.from({ length: 4096 }, (_, i) => (i * 3 + seed) & 0xff);
const load = { physical: 0x1000n, data: page(1) };

async function factsOf(...notes: readonly Uint8Array[]): Promise<DumpFacts> {
  const core = writeCore([{ type: 4, physical: 0n, data: joined(...notes) }, load]);
  return (await openElfCore(memorySource(core))).facts ?? {};
}

describe('notes', () => {
  it('give registers: of PRSTATUS, and control registers of QEMU beside them', async () => {
    const status = (rip: bigint) => note('CORE', 1, wordsAt(336, { 240: rip, 264: 0xffff8880_0000_1000n }));
    const state = (cr3: bigint) => note('QEMU', 0, wordsAt(440, { 392: 0x80050033n, 416: cr3 }));
    const facts = await factsOf(status(1n), status(2n), state(0x5000n), state(0x6000n));
    expect(facts).toMatchObject({ machine: 'x86-64', root: 0x5000n });
    expect(facts.processors).toMatchObject([
      { rip: 1n, rsp: 0xffff8880_0000_1000n, cr0: 0x80050033n, cr3: 0x5000n },
      { rip: 2n, cr3: 0x6000n },
    ]);
  });

  it('give those of VirtualBox', async () => {
    const facts = await factsOf(
      note('VBCORE', 0xb00, new Uint8Array(24)),
      note('VBCPU', 0xb01, wordsAt(700, { 112: 9n, 304: 0x7000n })),
    );
    expect(facts).toMatchObject({ root: 0x7000n, processors: [{ rip: 9n, cr3: 0x7000n }] });
  });

  it('give what the kernel says of itself', async () => {
    const text = 'OSRELEASE=6.1.0\nPAGESIZE=4096\n';
    const { vmcoreinfo = new Uint8Array(0) } = await factsOf(note('VMCOREINFO', 0, Buffer.from(text)));
    expect(new TextDecoder().decode(vmcoreinfo)).toBe(text);
  });

  it('of other sizes than they claim end the list; what came before stands', async () => {
    const cut = note('CORE', 1, wordsAt(336, {}));
    new DataView(cut.buffer).setUint32(4, 0x7fffffff, true);
    const facts = await factsOf(note('VMCOREINFO', 0, Buffer.from('A=1')), cut);
    expect(facts).toEqual({ machine: 'x86-64', vmcoreinfo: new TextEncoder().encode('A=1') });
    expect(await factsOf(note('CORE', 1, new Uint8Array(4)))).toMatchObject({ processors: [{}] });
  });
});

describe("Xen's cores", () => {
  const pages = [4n, 5n, 0x100000n, 0xffff_ffff_ffff_ffffn, 6n].map((frame, i) => ({ frame, data: page(i) }));

  it.each(['.xen_pfn', '.xen_p2m'] as const)('put pages at the frames of %s', async (kind) => {
    const connector = await openElfCore(memorySource(xenCore(pages, kind)));
    expect(connector.ranges).toEqual([
      { start: 0x4000, size: 0x3000 },
      { start: 0x100000000, size: 0x1000 },
    ]);
    const reads = [0x4000, 0x5000, 0x6000, 0x100000000].map((phys): PhysicalRead => ({
      phys,
      into: new Uint8Array(4096),
      got: 0,
    }));
    await connector.read(reads);
    expect(reads.map(({ into }) => into)).toEqual([page(0), page(1), page(4), page(2)]);
    expect(connector.notes.join().includes('paravirtual')).toBe(kind === '.xen_p2m');
  });

  it('with more frames than pages, or frames that no machine has, are refused', async () => {
    const many = xenCore(pages).subarray(0);
    const size = 64 + 3 * 64 + 32;
    new DataView(many.buffer, many.byteOffset).setBigUint64(size, 4096n, true);
    await expect(openElfCore(memorySource(many))).rejects.toThrow(/expected frames of 1 pages, got 5/);
    const far = xenCore([{ frame: 1n << 50n, data: page(0) }]);
    await expect(openElfCore(memorySource(far))).rejects.toThrow(/a frame below 2\^40/);
  });
});

describe('/proc/kcore', () => {
  const core = writeCore([
    { physical: (1n << 64n) - 1n, data: page(7) },
    { physical: 0x1000n, data: page(2) },
    { physical: 0x1000n, data: page(3).subarray(0, 100) },
  ]);

  it('has the parts that lie in physical memory; they may change while they are read', async () => {
    const source: ByteSource = { ...memorySource(core), live: true };
    const connector = await openElfCore(source);
    expect(connector).toMatchObject({ live: true, ranges: [{ start: 0x1000, size: 4096 }] });
    await expect(openElfCore(memorySource(core))).rejects.toThrow(/overlap/);
  });
});
