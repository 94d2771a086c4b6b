/** Copies of memory in every format that can be written: they hold every byte, say what is missing, and can be gone on with. */
import { describe, expect, it } from 'vitest';
import {
  compareMemory,
  copyMemory,
  openConnector,
  openWriter,
  WRITTEN_FORMATS,
  type Copied,
  type CopyPoint,
  type DumpWriter,
  type MachineFacts,
  type PackCodec,
  type WritableFormat,
  type WrittenFormat,
} from '../../connectors/index.js';
import { normalRanges, type Connector, type PhysicalRange } from '../../engine/index.js';
import { connectorConformance } from '../conformance/connector.js';
import { kdump, limeDump, type Stretch } from '../kit/dump-writers.js';
import { memorySink, type MemorySink } from '../kit/memory-sink.js';
import { memorySource } from '../kit/memory-source.js';
import { random } from '../kit/random.js';

const MIB = 1 << 20;
const FAR = 0x1000000;
const FORMATS = Object.entries<WrittenFormat>(WRITTEN_FORMATS).flatMap(([format, { codecs }]) =>
  (codecs.length === 0 ? [undefined] : codecs).map((codec): [WritableFormat, PackCodec | undefined] => [
    format as WritableFormat,
    codec,
  ]),
);

/** Text-like pages, noise and zeros. */
function content(size: number, seed: number): Uint8Array {
  const draw = random(seed);
  const data = new Uint8Array(size);
  for (let page = 0; page < size; page += 4096) {
    const kind = Math.floor(draw() * 4);
    const end = Math.min(size, page + 4096);
    for (let at = page; kind < 3 && at < end; at++)
      data[at] = kind === 0 ? draw() * 256 : kind === 1 ? (at * 7) >> 5 : draw() * 8;
  }
  return data;
}

const pages: Stretch[] = [
  { start: 0x1000, data: content(0x3000, 1) },
  // Over the border of two pieces that are read at once.
  { start: 0xf8000, data: content(0x15000, 2) },
  { start: FAR, data: content(0x20000, 3) },
];
const source = (memory: readonly Stretch[] = pages): Promise<Connector> =>
  openConnector(memorySource(limeDump(memory), { name: 'the-source' }));

interface Made {
  readonly sink: MemorySink;
  readonly copied: Copied;
}

async function made(
  from: Connector,
  format: WritableFormat,
  codec?: PackCodec,
  facts: MachineFacts = {},
): Promise<Made> {
  const sink = memorySink();
  const writer = openWriter(format, { sink, ranges: from.ranges, facts }, codec);
  const copied = await copyMemory(from, writer);
  expect(copied.size).toBe(sink.bytes().length);
  return { sink, copied };
}

/** The same writer as a plain object. */
const bound = (writer: DumpWriter): DumpWriter => ({
  granule: writer.granule,
  write: (start, bytes) => writer.write(start, bytes),
  progressed: () => writer.progressed(),
  finish: (done) => writer.finish(done),
});

const reopened = (sink: MemorySink, format?: WritableFormat): Promise<Connector> =>
  openConnector(memorySource(sink.bytes(), { name: 'the-copy' }), format && { format });

const copies = await Promise.all(
  FORMATS.filter(([format]) => format !== 'raw').map(async ([format, codec]) => {
    const { sink } = await made(await source(), format, codec);
    return { format, codec, sink };
  }),
);
for (const { format, codec, sink } of copies)
  connectorConformance({
    name: `written ${format} ${codec ?? ''}`,
    open: () => reopened(sink),
    memory: pages,
  });

describe.each(FORMATS)('%s %s', (format, codec) => {
  const { gapless = false }: WrittenFormat = WRITTEN_FORMATS[format];

  it('is recognised, and holds what was read', async () => {
    const from = await source();
    const { sink, copied } = await made(from, format, codec);
    expect(copied.done).toEqual(from.ranges);
    expect(copied.lostBytes).toBe(0);
    const copy = await reopened(sink, gapless ? format : undefined);
    await compareMemory(from, copy, copied.done, { gapless });
    if (!gapless) expect(copy.ranges).toEqual(from.ranges);
  });

  it('a run that was cut off is gone on with, to the same file', async () => {
    const from = await source();
    const whole = await made(from, format, codec);
    const order = { ranges: from.ranges, facts: {} };
    const half = memorySink();
    const second = openWriter(format, { ...order, sink: half }, codec);
    const part = from.ranges.slice(0, 2);
    await copyMemory({ ...from, ranges: part }, { ...bound(second), finish: () => Promise.resolve(0) });
    const point: CopyPoint = {
      position: FAR,
      done: part,
      lost: [],
      lostBytes: 0,
      state: JSON.parse(JSON.stringify(await second.progressed())) as CopyPoint['state'],
    };
    const again = memorySink(half.bytes());
    const third = openWriter(format, { ...order, sink: again, resumed: point }, codec);
    await copyMemory(from, third, { from: point });
    expect(Buffer.from(again.bytes()).equals(whole.sink.bytes())).toBe(true);
  });

  it('leaves out zeros', async () => {
    const memory = [{ start: 0, data: new Uint8Array(4 * MIB) }];
    memory[0]?.data.fill(1, 2 * MIB, 2 * MIB + 4096);
    const { sink, copied } = await made(await source(memory), format, codec);
    // AVML has no word for a block of zeros, but packs it to a twentieth.
    expect(sink.written()).toBeLessThan(MIB / 2);
    const copy = await reopened(sink, format);
    await compareMemory(await source(memory), copy, copied.done, { gapless });
  });

  it('what cannot be read is missing in the copy, with the reason', async () => {
    const file = kdump(pages.slice(0, 1).concat(pages.slice(2)));
    file.fill(0xff, file.length - 5);
    const from = await openConnector(memorySource(file));
    const { sink, copied } = await made(from, format, codec);
    expect(copied.lost).toEqual([
      {
        start: FAR + 0x1f000,
        size: 4096,
        reason: expect.stringContaining('cannot be unpacked') as string,
      },
    ]);
    expect(copied.lostBytes).toBe(4096);
    const copy = await reopened(sink, format);
    if (!gapless) expect(copy.ranges).toEqual(without(from.ranges, copied.lost));
    await compareMemory(from, copy, copied.done, { gapless });
  });

  it('ends that are no page borders are kept, or listed as lost where the format has pages only', async () => {
    const ragged = [
      { start: 0x1000, data: content(0x9ebff, 4) },
      { start: 0x100234, data: content(0x20001, 5) },
    ];
    const from = await source(ragged);
    const { sink, copied } = await made(from, format, codec);
    const lost = copied.lost.reduce((sum, { size }) => sum + size, 0);
    expect(copied.lostBytes).toBe(lost);
    const kept = copied.done.reduce((sum, { size }) => sum + size, 0);
    expect(kept + lost).toBe(0x9ebff + 0x20001);
    if (format === 'kdump' || format === 'windows-dump') {
      expect(copied.lost).toHaveLength(3);
      expect(copied.lost[0]?.reason).toMatch(/less than a page/);
    } else expect(lost).toBe(0);
    await compareMemory(from, await reopened(sink, format), copied.done, { gapless });
  });

  it('an address that has changed is found', async () => {
    const { sink, copied } = await made(await source(), format, codec);
    const changed = pages.map(({ start, data }) => ({ start, data: data.slice() }));
    const last = changed[2] as Stretch;
    last.data[0x1f123] = (last.data[0x1f123] as number) ^ 1;
    await expect(
      compareMemory(await source(changed), await reopened(sink, format), copied.done, { gapless }),
    ).rejects.toThrow(/0x101f123: differs from the-source/);
  });
});

function without(ranges: readonly PhysicalRange[], lost: readonly PhysicalRange[]): PhysicalRange[] {
  return normalRanges(
    ranges.flatMap(({ start, size }) => {
      const cut = lost.find((l) => l.start >= start && l.start < start + size);
      if (cut === undefined) return [{ start, size }];
      return [
        { start, size: cut.start - start },
        { start: cut.start + cut.size, size: start + size - cut.start - cut.size },
      ].filter((part) => part.size > 0);
    }),
  );
}

describe('what formats can say', () => {
  it('a full disk is an error, not a short file', async () => {
    const from = await source();
    const sink = memorySink(undefined, 1);
    await expect(
      copyMemory(from, openWriter('lime', { sink, ranges: from.ranges, facts: {} })),
    ).rejects.toThrow('the disk is full');
  });

  it('a signal ends a copy', async () => {
    const from = await source();
    const abort = new AbortController();
    abort.abort();
    const writer = openWriter('raw', { sink: memorySink(), ranges: from.ranges, facts: {} });
    await expect(copyMemory(from, writer, { signal: abort.signal })).rejects.toMatchObject({
      kind: 'aborted',
    });
  });

  it('a full Windows dump refuses more runs than its header can name', async () => {
    const memory = Array.from({ length: 43 }, (_, i) => ({ start: i * 8192, data: content(4096, i) }));
    await expect(made(await source(memory), 'windows-dump')).rejects.toMatchObject({ kind: 'unsupported' });
  });

  it('a codec that the format has not is a usage error', async () => {
    await expect(made(await source(), 'raw', 'zlib')).rejects.toMatchObject({ kind: 'usage' });
  });

  it('an ELF core with more segments than its header can count', async () => {
    const memory = Array.from({ length: 66_000 }, (_, i) => ({
      start: i * 32,
      data: Uint8Array.of(i, 1, 2, 3),
    }));
    const sparse = memorySink();
    const ranges = memory.map(({ start, data }) => ({ start, size: data.length }));
    const lime = openWriter('lime', { sink: sparse, ranges, facts: {} });
    for (const { start, data } of memory) await lime.write(start, data);
    await lime.finish(ranges);
    const from = await reopened(sparse);
    const { sink } = await made(from, 'elf');
    expect((await reopened(sink)).ranges).toEqual(ranges);
  });

  it('the headers say what is known of the machine', async () => {
    const vmcoreinfo = Uint8Array.from(Buffer.from('OSRELEASE=6.1\nNUMBER(phys_base)=-4096\n'));
    const facts = {
      architecture: 'x86-64',
      vmcoreinfo,
      uname: ['Linux', 'node', '6.1', '#1', 'x86_64', ''],
      directMap: { virtual: 0xffff888000000000n, start: 0 },
      image: { virtual: 0xffffffff81000000n, start: 0xf8000, size: 0x3000 },
    };
    const core = Buffer.from((await made(await source(), 'elf', undefined, facts)).sink.bytes());
    expect(core.readUInt16LE(18)).toBe(62);
    expect(core.readBigUInt64LE(64 + 56 + 16)).toBe(0xffffffff81000000n);
    expect(core.readBigUInt64LE(64 + 2 * 56 + 16)).toBe(0xffff888000001000n);
    expect(core.includes(Buffer.from('VMCOREINFO\0\0OSRELEASE=6.1'))).toBe(true);
    const dump = Buffer.from((await made(await source(), 'kdump', 'zlib', facts)).sink.bytes());
    expect(dump.toString('latin1', 12 + 4 * 65, 12 + 4 * 65 + 6)).toBe('x86_64');
    expect(dump.readBigInt64LE(4096)).toBe(-4096n);
    const at = Number(dump.readBigUInt64LE(4096 + 32));
    expect(dump.subarray(at, at + Number(dump.readBigUInt64LE(4096 + 40)))).toEqual(Buffer.from(vmcoreinfo));
    const narrow = (
      await made(await source(pages.slice(0, 2)), 'kdump', 'zlib', { ...facts, architecture: 'x86-32' })
    ).sink;
    await compareMemory(
      await source(pages.slice(0, 2)),
      await reopened(narrow),
      (await source(pages.slice(0, 2))).ranges,
    );
  });

  it.each(['x86-32', 'arm', 'x86-64', 'aarch64', 'riscv64'])(
    'an ELF core names the machine %s as it is read',
    async (architecture) => {
      const { sink } = await made(await source(), 'elf', undefined, { architecture });
      expect((await reopened(sink)).facts?.machine).toBe(architecture);
    },
  );

  it('a Windows dump takes over the header of the dump that it is made of', async () => {
    const first = await made(await source(), 'windows-dump', undefined, {
      root: 0x1ad000n,
      build: 19041,
      architecture: 'x86-64',
    });
    const from = await reopened(first.sink);
    expect(from.facts).toMatchObject({ root: 0x1ad000n, build: 19041, machine: 'x86-64' });
    const { machine: architecture, ...facts } = from.facts ?? {};
    const second = await made(from, 'windows-dump', undefined, {
      ...facts,
      ...(architecture !== undefined && { architecture }),
    });
    expect(Buffer.from(second.sink.bytes()).equals(first.sink.bytes())).toBe(true);
  });
});
