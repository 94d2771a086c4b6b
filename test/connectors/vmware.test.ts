/** VMware's states and memory files: found beside each other from either side, alone, and refused with reasons. */
import { describe, expect, it } from 'vitest';
import { openConnector } from '../../connectors/index.js';
import type { ByteSource } from '../../engine/index.js';
import { memorySource } from '../kit/memory-source.js';
import { vmwareState, type VmwareShape } from '../kit/vmware-writer.js';

const data = Uint8Array.from({ length: 0x4000 }, (_, i) => (i * 5 + (i >> 12)) & 0xff);
const memory = [
  { start: 0, data: data.subarray(0, 0x3000) },
  { start: 2 ** 32, data: data.subarray(0x3000) },
];
const ranges = memory.map(({ start, data: bytes }) => ({ start, size: bytes.length }));

/** A folder with the files of a machine; counts what is open. */
function folder(files: Readonly<Record<string, Uint8Array>>) {
  const open = new Set<ByteSource>();
  const beside = (name: string): ByteSource | undefined => {
    const bytes = files[name];
    if (bytes === undefined) return undefined;
    const source: ByteSource = {
      ...memorySource(bytes, { name }),
      close: () => Promise.resolve(void open.delete(source)),
    };
    open.add(source);
    return source;
  };
  return { beside, open, file: (name: string) => beside(name) as ByteSource };
}
const machine = (shape?: VmwareShape) => {
  const { vmss, vmem } = vmwareState(memory, shape);
  return folder({ 'vm.vmss': vmss, 'vm.vmem': vmem });
};

describe('a VMware machine', () => {
  it.each(['vm.vmss', 'vm.vmem'])('is opened by %s, with what the state says', async (name) => {
    const { beside, file, open } = machine();
    const connector = await openConnector(file(name), { beside });
    expect(connector).toMatchObject({ format: 'vmware', name, ranges });
    expect(connector.facts).toEqual({
      root: 0x1234000n,
      processors: [{ rip: 0xffffffff81000000n, cr3: 0x1234000n }],
    });
    expect(connector.notes).toEqual(['VMware state of 2 regions, memory in vm.vmem']);
    await connector.close();
    expect(open.size).toBe(0);
  });

  it('whose memory lies in the state needs no other file', async () => {
    const { vmss } = vmwareState(memory, { inside: true, magic: 0xbed2bed0 });
    const connector = await openConnector(memorySource(vmss, { name: 'vm.vmsn' }));
    expect(connector.ranges).toEqual(ranges);
  });

  it('without its state is a raw image, and says so', async () => {
    const { beside, file } = folder({ 'vm.vmem': data });
    const connector = await openConnector(file('vm.vmem'), { beside });
    expect(connector).toMatchObject({ format: 'raw', ranges: [{ start: 0, size: data.length }] });
    expect(connector.notes.join()).toMatch(/without the .vmss or .vmsn/);
  });

  it('without its memory is refused, with the name of the file', async () => {
    const { beside, file, open } = folder({ 'vm.vmss': vmwareState(memory).vmss });
    const source = file('vm.vmss');
    await expect(openConnector(source, { beside })).rejects.toMatchObject({
      kind: 'io',
      facts: { expected: 'vm.vmem' },
    });
    expect([...open]).toEqual([source]);
  });

  it('whose memory is packed is refused', async () => {
    const { beside, file } = machine({ packed: true });
    await expect(openConnector(file('vm.vmss'), { beside })).rejects.toThrow(/packed/);
  });

  it('whose memory file is cut short says where it ends', async () => {
    const { vmss, vmem } = vmwareState(memory);
    const { beside, file } = folder({ 'vm.vmss': vmss, 'vm.vmem': vmem.subarray(0, 0x3800) });
    const connector = await openConnector(file('vm.vmem'), { beside });
    expect(connector.notes.join()).toMatch(/vm.vmem ends at offset 0x3800, before its regions do \(0x4000\)/);
    const read = {
      phys: 2 ** 32,
      into: new Uint8Array(4096),
      got: 0,
      reason: undefined as string | undefined,
    };
    await connector.read([read]);
    expect(read).toMatchObject({ got: 0x800, reason: expect.stringContaining('ends at offset') as string });
  });

  it('with regions that make no sense is refused, and what was opened is closed', async () => {
    const { vmss, vmem } = vmwareState(memory);
    const at = Buffer.from(vmss).indexOf('regionSize') + 'regionSize'.length + 4;
    vmss.fill(0, at, at + 4);
    const { beside, file, open } = folder({ 'vm.vmss': vmss, 'vm.vmem': vmem });
    const source = file('vm.vmss');
    await expect(openConnector(source, { beside })).rejects.toMatchObject({ kind: 'malformed' });
    expect([...open]).toEqual([source]);
  });
});
