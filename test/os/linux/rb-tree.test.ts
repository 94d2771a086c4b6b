/** Red-black trees built by hand: order, damage, circles. */
import { describe, expect, test } from 'vitest';
import { structsInTree } from '../../../os/linux/rb-tree.js';
import { StructReader } from '../../../os/linux/structs.js';
import { FakeMemory, fakeKernel } from '../../kit/fake-kernel.js';

const AT = 0xffff888000010000n;
const LAYOUTS = {
  thing: { value: [0, 4], node: [8, 24] },
  rb_node: { __rb_parent_color: [0, 8], rb_right: [8, 8], rb_left: [16, 8] },
} as const;
const node = (n: number) => (n === 0 ? 0n : AT + BigInt(n) * 0x1000n + 8n);

/** A kernel with things and their children: number, left, right; 0 for none. */
function world(links: readonly (readonly [number, number, number])[]) {
  const memory = new FakeMemory();
  for (const [n, left, right] of links)
    memory.word(node(n) - 8n, BigInt(n), 4).words(node(n), [1n, node(right), node(left)]);
  const kernel = fakeKernel(memory, LAYOUTS);
  const reader = new StructReader(kernel, 'thing', ['value', 'node']);
  const walk = async (root: number) => {
    const { structs, reason } = await structsInTree(kernel, reader, node(root), 'node');
    return { values: structs.map((struct) => struct.number('value')), reason };
  };
  return { memory, walk };
}

describe('structsInTree', () => {
  test('an empty tree', async () => {
    expect(await world([]).walk(0)).toEqual({ values: [], reason: undefined });
  });

  test('smallest first', async () => {
    const { walk } = world([
      [4, 2, 6],
      [2, 1, 3],
      [6, 5, 0],
      [1, 0, 0],
      [3, 0, 0],
      [5, 0, 0],
    ]);
    expect(await walk(4)).toEqual({ values: [1, 2, 3, 4, 5, 6], reason: undefined });
  });

  test('an unreadable node costs what is under it', async () => {
    const { walk, memory } = world([
      [4, 2, 6],
      [2, 1, 3],
      [6, 5, 0],
      [5, 0, 0],
    ]);
    memory.lose(node(2));
    const { values, reason } = await walk(4);
    expect(values).toEqual([4, 5, 6]);
    expect(reason).toContain(`0x${node(2).toString(16)} cannot be read`);
  });

  test('a node under itself ends and comes once', async () => {
    const { walk } = world([
      [2, 1, 2],
      [1, 2, 0],
    ]);
    const { values, reason } = await walk(2);
    expect(values).toEqual([1, 2]);
    expect(reason).toContain('back into itself');
  });
});
