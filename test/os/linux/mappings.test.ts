/** Mappings of a mm built by hand: names, permissions, both ways to hold them, damage. */
import { describe, expect, test } from 'vitest';
import { Mappings } from '../../../os/linux/mappings.js';
import { Paths } from '../../../os/linux/paths.js';
import { FakeMemory, fakeKernel, type Layout } from '../../kit/fake-kernel.js';
import { LAYOUTS } from '../../kit/fake-layouts.js';

const MM = 0xffff888000001000n;
const VMAS = 0xffff888000002000n;
const NODE = 0xffff888000003000n;
const THINGS = 0xffff888000004000n;
const SPECIAL = 0xffffffff81333333n;
const VSYSCALL_MODE = 0xffffffff82000000n;
const USER = 0x400000n;

/** start_brk, brk, start_stack, vdso: the heap is mapping 1, the stack mapping 2. */
const BOUNDS = [USER + 0x1000n, USER + 0x1800n, USER + 0x2800n, 0n];

/** Mapping i is one page at USER + i pages; `words` are flags, pgoff, file, ops, private data, anon_name. */
class Machine {
  readonly memory = new FakeMemory();
  constructor(vmas: readonly (readonly bigint[])[], listed = false) {
    const { memory } = this;
    memory.write(MM, new Uint8Array(256)).write(THINGS, new Uint8Array(4096));
    memory.words(MM + 48n, BOUNDS).words(NODE, Array<bigint>(32).fill(0n));
    vmas.forEach((words, i) => {
      const [start, at] = [USER + BigInt(i) * 0x1000n, VMAS + BigInt(i) * 128n];
      memory.words(at, [start, start + 0x1000n, ...words, ...Array<bigint>(7 - words.length).fill(0n)]);
      memory.word(at + 64n, listed && i + 1 < vmas.length ? at + 128n : 0n);
      memory.word(NODE + 8n * BigInt(i + 1), start + 0xfffn).word(NODE + 8n * BigInt(i + 16), at);
    });
    // A maple leaf (include/linux/maple_tree.h), or since long before 6.1 a list.
    memory.word(MM + 80n, listed ? VMAS : NODE | 0xen);
  }
  list(layouts: Readonly<Record<string, Layout>> = LAYOUTS) {
    const symbols = { special_mapping_name: SPECIAL, vsyscall_mode: VSYSCALL_MODE };
    const kernel = fakeKernel(this.memory, layouts, symbols);
    return new Mappings(kernel, new Paths(kernel)).list(MM);
  }
}
const { vm_area_struct: vma = {}, mm_struct: mm = {} } = LAYOUTS;
const { 'mm_mt.ma_root': _, ...noTree } = mm;
const LISTED = {
  ...LAYOUTS,
  mm_struct: { ...noTree, mmap: [80, 8] },
  vm_area_struct: { ...vma, vm_next: [64, 8] },
} as const;

describe('Mappings', () => {
  test('permissions, and the names of heap, stack and neither', async () => {
    const machine = new Machine([[5n], [3n], [0x103n], [0x81n], [0n]]);
    const { items, complete } = await machine.list();
    expect(complete).toBe(true);
    expect(items.map(({ permissions, path }) => `${permissions} ${path ?? '?'}`)).toEqual([
      'r-xp ',
      'rw-p [heap]',
      'rw-p [stack]',
      'r--s ',
      '---p ',
    ]);
    expect(items[0]).toMatchObject({ start: USER, end: USER + 0x1000n, offset: 0n });
  });

  test('the same from the list of older kernels', async () => {
    const words = [[5n], [3n], [0x103n]];
    expect(await new Machine(words, true).list(LISTED)).toEqual(await new Machine(words).list());
  });

  test('special mappings and names given by prctl', async () => {
    const machine = new Machine([
      [5n, 0n, 0n, THINGS, THINGS + 64n],
      [3n],
      [3n],
      [3n, 0n, 0n, 0n, 0n, THINGS + 256n],
    ]);
    machine.memory
      .word(THINGS, SPECIAL)
      .word(THINGS + 64n, THINGS + 128n)
      .text(THINGS + 128n, '[vdso]');
    machine.memory.text(THINGS + 260n, 'scratch');
    const { items } = await machine.list();
    expect([items[0]?.path, items[3]?.path]).toEqual(['[vdso]', '[anon:scratch]']);
  });

  test('a mapping whose operations cannot be read, or name it in a way not known here, has no sure name', async () => {
    const machine = new Machine([
      [5n, 0n, 0n, 0xffff999900000000n],
      [5n, 0n, 0n, THINGS],
      [5n, 0n, 0n, THINGS + 64n],
    ]);
    machine.memory.word(THINGS, SPECIAL + 1n);
    const { items } = await machine.list();
    expect(items.map(({ path, complete }) => [path, complete])).toEqual([
      [null, false],
      [null, false],
      ['[stack]', true],
    ]);
  });

  test('an offset counts for files only; a path that cannot be read is null and told', async () => {
    const { items } = await new Machine([
      [5n, 3n, 0xffff999900000000n],
      [3n, 7n],
    ]).list();
    expect(items[0]).toMatchObject({ offset: 0x3000n, path: null, complete: false });
    expect(items[1]).toMatchObject({ offset: 0n, complete: true });
  });

  test('the vsyscall page, as its mode says', async () => {
    for (const [mode, permissions] of [
      [0n, 'r-xp'],
      [1n, '--xp'],
      [2n, undefined],
    ] as const) {
      const machine = new Machine([[5n]]);
      machine.memory.word(VSYSCALL_MODE, mode, 4);
      const { items } = await machine.list();
      expect(items[1]?.permissions).toBe(permissions);
    }
  });

  test('mappings that are no mappings are left out and told', async () => {
    for (const [offset, value] of [
      [0n, USER + 5n],
      [8n, USER],
      [8n, (1n << 63n) + 0x1000n],
    ] as const) {
      const machine = new Machine([[5n], [3n], [3n]]);
      machine.memory.word(VMAS + 128n + offset, value);
      const { items, complete, reason } = await machine.list();
      expect(items.map(({ path }) => path)).toEqual(['', '[stack]']);
      expect([complete, reason]).toEqual([false, '1 vm_area_structs cannot be read or are out of order']);
    }
  });

  test('a list that turns back ends and is told', async () => {
    const machine = new Machine([[5n], [3n], [3n]], true);
    machine.memory.word(VMAS + 256n + 64n, VMAS);
    const { items, complete } = await machine.list(LISTED);
    expect([items.length, complete]).toEqual([3, false]);
  });

  test('a mm on a missing page', async () => {
    const machine = new Machine([[5n]]);
    machine.memory.lose(MM);
    expect(await machine.list()).toMatchObject({ items: [], complete: false });
  });
});
