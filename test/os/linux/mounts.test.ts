/** Mounts of a kernel made by hand: lists and trees, roots, options, damage. */
import { describe, expect, test } from 'vitest';
import { Mounts } from '../../../os/linux/mounts/index.js';
import type { PathSource } from '../../../os/linux/paths.js';
import type { Task } from '../../../os/linux/tasks.js';
import { FakeMemory, fakeKernel, type Layout } from '../../kit/fake-kernel.js';

const page = (n: number) => 0xffff888000000000n + BigInt(n) * 0x1000n;
const [TASK, PROXY, SPACE, FS, TOP, ROOT, DATA, SUPER, TYPE, TEXT, OPERATIONS] = Array.from(
  { length: 11 },
  (_, i) => page(i + 1),
) as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
const LAYOUTS: Readonly<Record<string, Layout>> = {
  task_struct: { nsproxy: [0, 8], fs: [8, 8] },
  nsproxy: { mnt_ns: [0, 8] },
  fs_struct: { root: [0, 16] },
  mnt_namespace: { list: [0, 16] },
  mount: {
    mnt_parent: [0, 8],
    mnt_mountpoint: [8, 8],
    mnt: [16, 24],
    'mnt.mnt_sb': [24, 8],
    'mnt.mnt_flags': [32, 4],
    mnt_devname: [40, 8],
    mnt_list: [48, 16],
  },
  super_block: { s_flags: [0, 8], s_type: [8, 8], s_op: [16, 8], s_fs_info: [24, 8] },
  file_system_type: { name: [0, 8] },
  super_operations: { show_options: [0, 8] },
  pts_fs_info: {
    'mount_opts.setuid': [0, 4],
    'mount_opts.setgid': [4, 4],
    'mount_opts.uid': [8, 4],
    'mount_opts.gid': [12, 4],
    'mount_opts.mode': [16, 2],
    'mount_opts.ptmxmode': [18, 2],
    'mount_opts.max': [20, 4],
  },
};
const PRINTER = page(30);
const INFO = page(31);
/** Dentries are their own paths here. */
const PATHS = new Map([
  [1n, '/'],
  [2n, '/data'],
  [3n, '/data/in here'],
]);
const paths: PathSource = {
  ofFile: () => Promise.resolve(null),
  of: ({ dentry }) => Promise.resolve(PATHS.get(dentry) ?? null),
  file: () => Promise.resolve(undefined),
};

/** A root that lies on another, and a mount in it. */
function world(symbols: Record<string, bigint> = {}) {
  const memory = new FakeMemory();
  memory
    .words(TASK, [PROXY, FS])
    .word(PROXY, SPACE)
    .words(FS, [ROOT + 16n, 1n]);
  const nodes = [SPACE, TOP + 48n, ROOT + 48n, DATA + 48n];
  nodes.forEach((node, i) =>
    memory.words(node, [nodes[(i + 1) % 4] as bigint, nodes[(i + 3) % 4] as bigint]),
  );
  const put = (at: bigint, parent: bigint, dentry: bigint, flags: bigint): void => {
    memory.words(at, [parent, dentry, 0n, SUPER, flags, TEXT]);
  };
  put(TOP, TOP, 1n, 0n);
  put(ROOT, TOP, 1n, 0x20n);
  put(DATA, ROOT, 2n, 0x47n);
  memory
    .words(SUPER, [0x10n, TYPE, OPERATIONS, INFO])
    .word(TYPE, TEXT + 64n)
    .word(OPERATIONS, 0n);
  memory.text(TEXT, '/dev/sda1').text(TEXT + 64n, 'ext4');
  const list = (layouts = LAYOUTS) =>
    new Mounts(fakeKernel(memory, layouts, symbols), paths).of({ address: TASK, pid: 5 } as unknown as Task);
  return { memory, list };
}

describe('mounts', () => {
  test('those at and under the root of the process, with their options', async () => {
    const { items, complete } = await world().list();
    expect(complete).toBe(true);
    expect(items).toMatchObject([
      { device: '/dev/sda1', mountpoint: '/', type: 'ext4', options: 'rw,sync,relatime', complete: true },
      { mountpoint: '/data', options: 'ro,sync,nosuid,nodev,noexec', complete: true },
    ]);
  });

  test('paths are those that a process in another root sees', async () => {
    const { memory, list } = world();
    memory.words(FS, [DATA + 16n, 2n]);
    expect((await list()).items).toMatchObject([{ mountpoint: '/' }]);
  });

  test('options that the file system prints and nobody here knows are told', async () => {
    const { memory, list } = world({ ext4_show_options: PRINTER });
    memory.word(OPERATIONS, PRINTER);
    const { items } = await list();
    expect(items[0]).toMatchObject({ options: 'rw,sync,relatime', complete: false });
    expect(items[0]?.reason).toBe('options of ext4 itself are not known');
  });

  test('options of devpts', async () => {
    const { memory, list } = world({ devpts_show_options: PRINTER });
    memory.word(OPERATIONS, PRINTER);
    [0n, 1n, 0n, 5n].forEach((value, i) => memory.word(INFO + BigInt(4 * i), value, 4));
    memory
      .word(INFO + 16n, 0o620n, 2)
      .word(INFO + 18n, 0n, 2)
      .word(INFO + 20n, 1n << 20n, 4);
    expect((await list()).items[0]?.options).toBe('rw,sync,relatime,gid=5,mode=620,ptmxmode=000');
  });

  test('kernels that keep mounts in a tree', async () => {
    const { memory, list } = world();
    const { mnt_list: _, ...mount } = LAYOUTS['mount'] as Layout;
    memory.word(SPACE, ROOT + 64n).words(ROOT + 64n, [0n, DATA + 64n, TOP + 64n]);
    memory.words(TOP + 64n, [0n, 0n, 0n]).words(DATA + 64n, [0n, 0n, 0n]);
    const { items } = await list({
      ...LAYOUTS,
      mount: { ...mount, mnt_node: [64, 24] },
      mnt_namespace: { mounts: [0, 8] },
      rb_node: { rb_right: [8, 8], rb_left: [16, 8] },
    });
    expect(items.map(({ mountpoint }) => mountpoint)).toEqual(['/', '/data']);
  });

  test('a zombie has none; a lost namespace is told; a lost super block costs its own fields', async () => {
    const { memory, list } = world();
    memory.lose(SUPER);
    expect((await list()).items[0]).toMatchObject({ type: null, options: null, complete: false });
    memory.lose(SPACE);
    expect((await list()).complete).toBe(false);
    memory.word(TASK, 0n);
    expect(await list()).toEqual({ items: [], complete: true });
  });
});
