/** Mounts, their namespaces and their file systems made by hand, at offsets of the test's own. */
import { describe, expect, test } from 'vitest';
import { DerivedLayouts } from '../../../../os/linux/infer/layouts.js';
import { deriveMountNamespaces } from '../../../../os/linux/infer/mount-namespaces.js';
import { deriveDevices } from '../../../../os/linux/infer/mounts.js';
import { Sampler } from '../../../../os/linux/infer/sample.js';
import { deriveSuperBlocks } from '../../../../os/linux/infer/super-blocks.js';
import { FakeMemory, fakeKernel } from '../../../kit/fake-kernel.js';

const AREA = 0xffff888001000000n;
const place = (i: number) => AREA + BigInt(i) * 0x1000n;
const [TASK, PROXY, SPACE, FS, TABLE, PIDS] = [0, 1, 2, 3, 4, 5].map(place) as [
  bigint,
  bigint,
  bigint,
  bigint,
  bigint,
  bigint,
];
const mountAt = (i: number) => place(10 + i);
const superAt = (i: number) => place(20 + i);
const dentryAt = (i: number) => place(30 + i);
const textAt = (i: number) => place(40 + i);
/** Offsets of the node and of the namespace in a mount, and of what a namespace starts its mounts with. */
const [NODE, SPACE_OF, HEAD] = [0x40, 0xe0, 0x28];
const [TYPE, ROOT, INFO, PRINTER] = [0x28, 0x68, 0x388, 0xffffffff81000000n];
const SYSTEMS = [
  { type: 'tmpfs', magic: 0x01021994n, device: 'none' },
  { type: 'proc', magic: 0x9fa0n, device: 'proc' },
  { type: 'sysfs', magic: 0x62656572n, device: 'sys' },
];

/** Three mounts of which one is known; `kind` says how the namespace holds them. */
async function derived(kind: 'list' | 'tree', spoil?: (memory: FakeMemory) => void) {
  const memory = new FakeMemory();
  for (let i = 0; i < 60; i++) memory.write(place(i), new Uint8Array(0x1000));
  memory.words(TASK + 0x100n, [FS, 0n, PROXY]);
  memory.word(PROXY + 24n, SPACE);
  const root = [mountAt(0) + 0x20n, dentryAt(0)];
  memory.words(FS + 0x18n, [...root, ...root]);
  SYSTEMS.forEach(({ type, magic, device }, i) => {
    const [mount, sb] = [mountAt(i), superAt(i)];
    memory.words(mount + 0x20n, [dentryAt(i), sb, 0x20n]);
    memory.word(mount + BigInt(SPACE_OF), SPACE);
    memory.word(mount + 0x90n, textAt(i));
    memory.text(textAt(i), device);
    memory.text(textAt(i) + 0x80n, type);
    memory.words(textAt(i) + 0x100n, [textAt(i) + 0x80n]);
    memory.word(dentryAt(i) + 0x60n, sb);
    memory.words(sb + BigInt(TYPE), [
      textAt(i) + 0x100n,
      TABLE,
      0n,
      0n,
      0n,
      0x60000000n,
      0n,
      magic,
      dentryAt(i),
    ]);
    memory.word(sb + BigInt(INFO), place(50 + i));
    memory.word(place(50 + i), type === 'proc' ? PIDS : sb);
  });
  memory.word(TABLE + 0x78n, PRINTER);
  const nodes = [0, 1, 2].map((i) => mountAt(i) + BigInt(NODE));
  const [a, b, c] = nodes as [bigint, bigint, bigint];
  const head = SPACE + BigInt(HEAD);
  if (kind === 'list') {
    memory.words(head, [a, c]).words(a, [b, head]).words(b, [c, a]).words(c, [head, b]);
  } else {
    memory.word(head, b);
    memory.words(b, [1n, c, a]).words(a, [b, 0n, 0n]).words(c, [b, 0n, 0n]);
  }
  spoil?.(memory);
  const layouts = new DerivedLayouts(8);
  const set = (type: string, path: string, offset: number) =>
    layouts.set(type, path, { offset, witnesses: 1 });
  set('mount', 'mnt', 0x20);
  set('mount', 'mnt.mnt_sb', 0x28);
  set('dentry', 'd_sb', 0x60);
  set('task_struct', 'files', 0x108);
  set('task_struct', 'nsproxy', 0x110);
  set('nsproxy', 'mnt_ns', 24);
  set('super_block', 's_type', TYPE);
  set('super_block', 's_root', ROOT);
  const kernel = fakeKernel(memory, {}, { init_pid_ns: PIDS, shmem_show_options: PRINTER });
  const sampler = new Sampler(kernel);
  const leaders = await sampler.many([TASK], 0x400);
  const known = await sampler.many([mountAt(0)], 0x180);
  const mounts = await deriveMountNamespaces(sampler, { leaders }, known, layouts);
  await deriveDevices(sampler, mounts, layouts);
  await deriveSuperBlocks(kernel, sampler, mounts, layouts);
  return { layouts, mounts };
}

describe('mounts of a namespace', () => {
  test('on a list', async () => {
    const { layouts, mounts } = await derived('list');
    expect(mounts.map(({ address }) => address)).toEqual([0, 1, 2].map(mountAt));
    expect(layouts.offset('mnt_namespace', 'list')).toBe(HEAD);
    expect(layouts.offset('mount', 'mnt_list')).toBe(NODE);
    expect(layouts.offset('mount', 'mnt_node')).toBeUndefined();
    expect(['mnt.mnt_flags', 'mnt_ns', 'mnt_devname'].map((path) => layouts.offset('mount', path))).toEqual([
      0x30,
      SPACE_OF,
      0x90,
    ]);
    expect(layouts.offset('task_struct', 'fs')).toBe(0x100);
    expect(layouts.offset('fs_struct', 'root')).toBe(0x18);
  });

  test('in a tree', async () => {
    const { layouts, mounts } = await derived('tree');
    expect(mounts).toHaveLength(3);
    expect(layouts.offset('mnt_namespace', 'mounts')).toBe(HEAD);
    expect(layouts.offset('mount', 'mnt_node')).toBe(NODE);
    expect(layouts.offset('mnt_namespace', 'list')).toBeUndefined();
  });

  test('that lead to nothing are not known', async () => {
    const { layouts, mounts } = await derived('list', (memory) => memory.word(SPACE + BigInt(HEAD), 0n));
    expect(mounts).toHaveLength(1);
    expect(layouts.struct('mnt_namespace')).toBeUndefined();
  });
});

describe('file systems', () => {
  test('are told by the number that each type has', async () => {
    const { layouts } = await derived('list');
    const paths = ['s_op', 's_flags', 's_magic', 's_fs_info'];
    expect(paths.map((path) => layouts.offset('super_block', path))).toEqual([0x30, 0x50, 0x60, INFO]);
    expect(layouts.offset('super_operations', 'show_options')).toBe(0x78);
  });

  test('with other numbers are not', async () => {
    const { layouts } = await derived('list', (memory) => {
      for (const i of [0, 1, 2]) memory.word(superAt(i) + 0x60n, 1n);
    });
    expect(layouts.offset('super_block', 's_flags')).toBeUndefined();
  });
});
