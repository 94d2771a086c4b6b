/** Types that modules add: read from the kernel's copies of their BTF, as far as these are whole. */
import { describe, expect, test } from 'vitest';
import type { LinuxKernel } from '../../../os/linux/kernel.js';
import { wholeTypes } from '../../../os/linux/module-types.js';
import { Btf } from '../../../os/symbols/btf.js';
import { LayeredTypes } from '../../../os/symbols/layered-types.js';
import { BtfWriter } from '../../kit/btf-writer.js';
import { FakeMemory, fakeKernel } from '../../kit/fake-kernel.js';

const HEAD = 0xffffffff82000000n;
const record = (i: number): bigint => 0xffff888000010000n + BigInt(i) * 0x1000n;
const btfOf = (i: number): bigint => record(i) + 0x100n;
const dataOf = (i: number): bigint => 0xffff888000100000n + BigInt(i) * 0x2000n;

const writer = new BtfWriter();
const int = writer.int('int', 4);
writer.struct('list_head', 16, [
  ['next', int, 0],
  ['prev', int, 64],
]);
const base = new Btf(writer.bytes());

/** What a module named so adds: a structure of its own, and one that others have in another size. */
function moduleBytes(name: string, size: number): Uint8Array {
  const w = new BtfWriter(writer);
  w.struct(`${name}_priv`, size, [['count', int, 0]]);
  w.struct('common', size, [['count', int, 32]]);
  return w.bytes();
}

/** A kernel with modules on its list, newest first. */
function kernelWith(
  names: readonly string[],
  change: (memory: FakeMemory) => void = () => undefined,
): LinuxKernel {
  const memory = new FakeMemory();
  const nodes = [HEAD, ...names.map((_, i) => record(i))];
  nodes.forEach((node, i) => {
    memory.word(node, nodes[(i + 1) % nodes.length] as bigint);
    memory.word(node + 8n, nodes.at(i - 1) as bigint);
  });
  names.forEach((name, i) => {
    const bytes = moduleBytes(name, 16 + 8 * i);
    memory.word(record(i) + 24n, btfOf(i)).write(dataOf(i), bytes);
    memory.word(btfOf(i), dataOf(i)).word(btfOf(i) + 8n, BigInt(bytes.length), 4);
    memory.word(btfOf(i) + 12n, BigInt(base.count + 1), 4).text(btfOf(i) + 16n, name);
  });
  change(memory);
  const layouts = {
    btf_module: { list: [0, 16], btf: [24, 8] },
    btf: { data: [0, 8], data_size: [8, 4], start_id: [12, 4], name: [16, 56] },
  } as const;
  const kernel = fakeKernel(memory, layouts, { btf_modules: HEAD });
  const types = new LayeredTypes([
    { struct: (name) => kernel.types.struct(name), describe: () => undefined },
    base,
  ]);
  return { ...kernel, types, btf: () => base } as unknown as LinuxKernel;
}

describe('types of modules', () => {
  test("are there beside the kernel's, with the module's name", async () => {
    const { graph, types, moduleOf, reason } = await wholeTypes(kernelWith(['veth', 'tun']));
    expect(reason).toBeUndefined();
    expect(types.describe('veth_priv')?.members[0]).toMatchObject({ name: 'count', type: 'int' });
    expect(types.describe('struct list_head')?.size).toBe(16);
    const named = [...graph.names()].map(({ name, id }) => `${moduleOf(id)}:${name}`);
    expect(named).toEqual([':int', ':list_head', 'veth:veth_priv', 'veth:common', 'tun:tun_priv']);
  });

  test('of one name: those of the module that is asked for go first', async () => {
    const kernel = kernelWith(['veth', 'tun']);
    expect((await wholeTypes(kernel)).types.describe('common')?.size).toBe(16);
    expect((await wholeTypes(kernel, 'tun')).types.describe('common')?.size).toBe(24);
    await expect(wholeTypes(kernel, 'no')).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('that are damaged, missing or build on other types are left out, which is said', async () => {
    for (const change of [
      (memory: FakeMemory) => memory.word(btfOf(0) + 12n, 77n, 4),
      (memory: FakeMemory) => memory.word(btfOf(0) + 8n, 1n << 30n, 4),
      (memory: FakeMemory) => memory.write(dataOf(0), new Uint8Array(200)),
      (memory: FakeMemory) => memory.lose(dataOf(0)),
    ]) {
      const { types, reason } = await wholeTypes(kernelWith(['veth', 'tun'], change));
      expect(reason).toBe('types of veth cannot be read');
      expect([types.describe('veth_priv'), types.describe('tun_priv')?.size]).toEqual([undefined, 24]);
    }
    const broken = await wholeTypes(kernelWith(['veth'], (memory) => memory.lose(record(0))));
    expect(broken.reason).toMatch(/btf_module/);
  });

  test('a kernel without a list of them, or without types', async () => {
    const kernel = kernelWith([]);
    const none = { ...kernel, symbols: { address: () => undefined } } as unknown as LinuxKernel;
    expect((await wholeTypes(none)).types.describe('list_head')?.size).toBe(16);
    const untyped = { ...kernel, types: { graph: () => undefined } } as unknown as LinuxKernel;
    await expect(wholeTypes(untyped)).rejects.toMatchObject({ kind: 'unsupported' });
  });
});
