/** QEMU's files: where memory lies, what is said of what is lacking, which machine of an image is opened, and refusals. */
import { describe, expect, it } from 'vitest';
import { openConnector } from '../../connectors/index.js';
import type { PhysicalRead } from '../../engine/index.js';
import { memorySource } from '../kit/memory-source.js';
import { cmosOf, libvirtSave, qcow2Image, qemuStream, type StreamShape } from '../kit/qemu-writers.js';

const data = Uint8Array.from({ length: 0x3000 }, (_, i) => (i * 7 + (i >> 8) + 1) & 0xff);
const memory = [{ start: 0x1000, data }];
const SIZE = 0x10000;
const open = (bytes: Uint8Array) => openConnector(memorySource(bytes, { name: 'vm' }));
const openSnapshot = (bytes: Uint8Array, snapshot: string) =>
  openConnector(memorySource(bytes, { name: 'vm' }), { format: 'qcow2', args: { snapshot } });
const stream = (shape: StreamShape = {}): Uint8Array => qemuStream(SIZE, memory, shape);
const readAt = (phys: number, length = 16): PhysicalRead => ({ phys, into: new Uint8Array(length), got: 0 });

describe('a migration stream', () => {
  it('says the machine, and the root of its page tables, by its own description of its devices', async () => {
    const connector = await open(stream({ cmos: cmosOf(0) }));
    expect(connector.facts).toMatchObject({ root: 0x1000n, machine: 'x86-64' });
    expect(connector.notes.join()).toMatch(/machine pc-i440fx-7.2/);
    expect((await open(stream())).facts?.root).toBeUndefined();
  });

  it.each([
    ['a board that is not known', { machine: 'xlnx-zcu102' }, 0, /taken to start at address 0/],
    ['ARM', { machine: 'virt-9.1', block: 'ram0' }, 0x40000000, /virt-9.1/],
    ['RISC-V', { machine: 'virt', block: 'riscv_virt_board.ram' }, 0x80000000, /virt/],
    ['q35 with memory of its own name', { machine: 'pc-q35-7.2', block: 'mem0' }, 0, /q35/],
  ] as const)('places the memory of %s', async (_, shape, start, note) => {
    const connector = await open(stream(shape));
    expect(connector.ranges).toEqual([{ start, size: SIZE }]);
    expect(connector.notes.join()).toMatch(note);
  });

  it('that was cut short has what was sent, and says so', async () => {
    const bytes = stream();
    const connector = await open(bytes.subarray(0, bytes.length - 4096 * 2));
    expect(connector.notes.join()).toMatch(/vm ends at offset 0x[0-9a-f]+, before the stream's memory does/);
    const [there, lost] = [readAt(0x1000), readAt(0x3000, 4096)];
    await connector.read([there, lost]);
    expect(there.into).toEqual(data.subarray(0, 16));
    expect(lost.got).toBe(0);
    expect(lost.reason).toMatch(/the file ends before the block|was not sent/);
  });

  it('says what a page is that was not sent whole', async () => {
    const bytes = stream();
    const at = bytes.findIndex(
      (_, i) =>
        bytes[i + 6] === 0x10 && bytes[i + 7] === (0x8 | 0x20) && bytes[i + 5] === 0 && bytes[i + 4] === 0,
    );
    bytes[at + 7] = 0x40 | 0x20;
    bytes.set([1, 0x0f, 0xfd], at + 8);
    const connector = await open(bytes);
    const read = readAt(0x1000);
    await connector.read([read]);
    expect(read.reason).toMatch(/changes to an earlier copy \(XBZRLE\)/);
  });

  it.each([
    [
      'another version',
      (bytes: Uint8Array) => bytes.fill(2, 7, 8),
      'malformed',
      /offset 0x4: expected version 3/,
    ],
    [
      'sections that are not memory first',
      (bytes: Uint8Array) => bytes.fill(0x78, 0x20, 0x21),
      'unsupported',
      /section 'xam'/,
    ],
    [
      'an end before its memory',
      (bytes: Uint8Array) => bytes.fill(0, 0x1a, 0x1b),
      'malformed',
      /the end of the stream/,
    ],
  ])('with %s is refused', async (_, damage, kind, message) => {
    const bytes = stream();
    damage(bytes);
    await expect(open(bytes)).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(message) as string,
    });
  });

  it("of libvirt's that is compressed is refused, with where that is said", async () => {
    await expect(open(libvirtSave(stream(), 2))).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringMatching(/compressed \(kind 2 at offset 0x1c\)/) as string,
    });
  });
});

describe('a qcow2 image', () => {
  const image = qcow2Image([
    { name: 'first', state: qemuStream(SIZE, []) },
    { name: 'second', state: stream() },
    { name: 'disk', state: new Uint8Array(0) },
  ]);

  it('gives the newest machine, or the one asked for, and names the others', async () => {
    const newest = await open(image);
    expect(newest.notes.slice(0, 2)).toEqual([
      "snapshot 'second' of a qcow2 image",
      "snapshots with a machine: 'first', 'second'",
    ]);
    const read = readAt(0x1000);
    await newest.read([read]);
    expect(read.into).toEqual(data.subarray(0, 16));
    for (const snapshot of ['first', '1']) {
      const older = await openSnapshot(image, snapshot);
      await older.read([read]);
      expect(read.into).toEqual(new Uint8Array(16));
    }
  });

  it.each([
    ['a snapshot that is not there', () => openSnapshot(image, 'disk'), 'not-found', /no snapshot 'disk'/],
    ['no machine in it', () => open(qcow2Image([])), 'not-recognised', /without a saved machine/],
    ['a part of its tables', () => open(image.subarray(0, 0x2000)), 'too-short', /vm: qcow2 image/],
  ] as const)('with %s is refused', async (_, opened, kind, message) => {
    await expect(opened()).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(message) as string,
    });
  });

  it('that is encrypted is refused', async () => {
    const locked = image.slice();
    locked[35] = 1;
    await expect(open(locked)).rejects.toThrow(/encrypted/);
  });
});
