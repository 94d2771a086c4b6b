/**
 * Dumps of every format with bytes changed where they matter: each opens or is refused with an error that names the file,
 * and every read ends with bytes or a reason. `PAGEWALK_SOAK` multiplies the rounds.
 */
import { expect, test } from 'vitest';
import { openConnector } from '../../connectors/index.js';
import { PagewalkError, type PhysicalRead } from '../../engine/index.js';
import { note, xenCore } from '../kit/elf-notes-writer.js';
import { avmlDump, flattened, frames, joined, kdump, limeDump } from '../kit/dump-writers.js';
import { hibernationFile } from '../kit/hibernation-writer.js';
import { writeCore } from '../kit/elf-writer.js';
import { memorySource } from '../kit/memory-source.js';
import { cmosOf, libvirtSave, qcow2Image, qemuStream } from '../kit/qemu-writers.js';
import { bgzfFile, gzipWithFields, lz4File, zipFile, zstdFile } from '../kit/packed-writers.js';
import { random } from '../kit/random.js';
import { vmwareState } from '../kit/vmware-writer.js';
import { windowsDump } from '../kit/windows-dump-writer.js';

/** Runs of all formats together. */
const RUNS = 200_000 * Number(process.env['PAGEWALK_SOAK'] ?? 1);
/** Processor time that a run may take, in microseconds, whatever else the machine does. */
const LONGEST = 1e6;
/** What the runs of a format may add to the process's largest size, in KiB. */
const GROWTH = 256 * 1024;
const content = (pages: number): Uint8Array =>
  Uint8Array.from({ length: pages * 4096 }, (_, i) => (i >> 3) & 0xff);
const memory = [
  { start: 0x1000, data: content(2) },
  { start: 0x10000, data: content(3) },
];
/** Dumps, and how many bytes from the start hold structures. */
const DUMPS: Record<string, readonly [bytes: Uint8Array, head: number]> = {
  elf: [writeCore(memory.map(({ start, data }) => ({ physical: BigInt(start), data }))), 300],
  xen: [xenCore([1n, 2n].map((frame) => ({ frame, data: content(1) }))), 360],
  'elf notes': [
    writeCore([
      {
        type: 4,
        physical: 0n,
        data: joined(note('CORE', 1, new Uint8Array(336)), note('QEMU', 0, new Uint8Array(440))),
      },
      { physical: 0x1000n, data: content(1) },
    ]),
    1000,
  ],
  lime: [limeDump(memory), 32],
  avml: [avmlDump(memory), 64],
  kdump: [kdump(memory), 0x5000],
  flattened: [flattened(kdump(memory), 3000), 0x6000],
  windows: [windowsDump('full', memory), 0x100],
  'windows bitmap': [windowsDump('bitmap', memory), 0x3000],
  'windows ranges': [windowsDump('ranges', memory), 0x3000],
  qemu: [qemuStream(0x20000, memory, { cmos: cmosOf(0), compress: true }), 0x200],
  'qemu devices': [qemuStream(0x20000, [], { cmos: cmosOf(0) }), 0x1000],
  'qemu mapped': [qemuStream(0x20000, memory, { mapped: true }), 0x200],
  libvirt: [libvirtSave(qemuStream(0x4000, [])), 0x100],
  vmware: [vmwareState(memory, { inside: true }).vmss, 0x400],
  hibernation: [hibernationFile(memory), 0x1100],
  'hibernation of 32 bits': [hibernationFile(memory, 4), 0x1100],
  gzip: [gzipWithFields(limeDump(memory)), 0x200],
  bgzf: [bgzfFile(limeDump(memory)), 0x200],
  lz4: [lz4File(limeDump(memory)), 0x200],
  'lz4 linked': [lz4File(limeDump(memory), { linked: true, checksums: true }), 0x200],
  snappy: [frames(limeDump(memory)), 0x200],
  zstd: [zstdFile(limeDump(memory)), 0x200],
  zip: [zipFile([{ name: 'a.lime', data: limeDump(memory), large: true }]), 0x10000],
  qcow2: [qcow2Image([{ name: 'one', state: qemuStream(0x8000, []) }]), 0x4000],
};
/** Values that fields are not made for. */
const EXTREMES = [
  0n,
  1n,
  0x7fn,
  0xffn,
  0x1000n,
  0x7fffffffn,
  0xffffffffn,
  1n << 40n,
  1n << 52n,
  1n << 63n,
  (1n << 64n) - 1n,
];

const ROUNDS = Math.ceil(RUNS / Object.keys(DUMPS).length);

/** Offsets of numbers that are not zero among the structures: counts, sizes, offsets, magic numbers. */
function fieldsOf(bytes: Uint8Array, head: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.min(head, bytes.length) >> 2 }, (_, i) => i * 4).filter(
    (at) => at + 4 <= bytes.length && view.getUint32(at, true) !== 0,
  );
}

for (const [name, [original, head]] of Object.entries(DUMPS)) {
  test(`${name}: ${ROUNDS} mutations`, { timeout: 600_000 }, async () => {
    const draw = random(name.length * 31 + 7);
    const below = (n: number): number => Math.floor(draw() * n);
    const fields = fieldsOf(original, head);
    const { maxRSS } = process.resourceUsage();
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = original.slice(0, draw() < 0.1 ? below(original.length) : original.length);
      const view = new DataView(bytes.buffer);
      for (let changes = 1 + below(3); changes > 0; changes--) {
        const kind = draw();
        const at =
          kind < 0.4 && fields.length > 0
            ? (fields[below(fields.length)] as number)
            : below(kind < 0.8 ? Math.min(head, bytes.length) : bytes.length);
        const value = EXTREMES[below(EXTREMES.length)] as bigint;
        if (draw() < 0.4 && at + 8 <= bytes.length) view.setBigUint64(at, value, draw() < 0.9);
        else if (draw() < 0.5 && at + 4 <= bytes.length)
          view.setUint32(at, Number(value & 0xffffffffn), draw() < 0.9);
        else if (at < bytes.length) bytes[at] = below(256);
      }
      const before = process.cpuUsage();
      await expectOrderly(bytes, draw);
      const { user, system } = process.cpuUsage(before);
      if (user + system > LONGEST) expect.fail(`round ${round} took ${(user + system) / 1e6} s`);
    }
    expect(process.resourceUsage().maxRSS - maxRSS).toBeLessThan(GROWTH);
  });
}

async function expectOrderly(bytes: Uint8Array, draw: () => number): Promise<void> {
  let connector;
  try {
    connector = await openConnector(memorySource(bytes, { name: 'the-file' }));
  } catch (error) {
    expect(error).toBeInstanceOf(PagewalkError);
    expect((error as PagewalkError).message).toContain('the-file');
    return;
  }
  const reads: PhysicalRead[] = [0, 0x1000, 0x10800, Math.floor(draw() * 2 ** 40)].map((phys) => ({
    phys,
    into: new Uint8Array(5000),
    got: 0,
  }));
  connector.readSync?.(reads);
  for (const { got, into, reason } of reads) {
    expect(got).toBeLessThanOrEqual(into.length);
    if (got < into.length) expect(reason).toMatch(/\S/);
  }
}
