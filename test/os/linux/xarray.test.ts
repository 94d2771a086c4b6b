/** XArray nodes built by hand: levels, values, entries over several indices, marks, damage. */
import { describe, expect, test } from 'vitest';
import { Xarrays } from '../../../os/linux/xarray.js';
import { fakeKernel, FakeMemory } from '../../kit/fake-kernel.js';

const LAYOUTS = { xa_node: { shift: [0, 1], slots: [8, 512] } } as const;
const ROOT = 0xffff888000010000n;
const LEAF = 0xffff888000020000n;
const OBJECT = 0xffff888000030000n;

/** A node with some slots filled. */
function node(memory: FakeMemory, at: bigint, shift: number, slots: Record<number, bigint>): void {
  memory.write(at, new Uint8Array(520)).word(at, BigInt(shift), 1);
  for (const [i, entry] of Object.entries(slots)) memory.word(at + 8n + 8n * BigInt(i), entry);
}
const walk = (memory: FakeMemory, head: bigint) => new Xarrays(fakeKernel(memory, LAYOUTS)).entries(head);
const pointer = (index: number, value: bigint, count = 1) => ({ index, count, value, isValue: false });

describe('Xarrays', () => {
  test('an empty tree, and a tree whose head is the only entry', async () => {
    expect(await walk(new FakeMemory(), 0n)).toEqual({ entries: [] });
    expect(await walk(new FakeMemory(), OBJECT)).toEqual({ entries: [pointer(0, OBJECT)] });
  });

  test('two levels, pointers and values in the order of their indices', async () => {
    const memory = new FakeMemory();
    node(memory, ROOT, 6, { 0: LEAF + 2n, 2: (LEAF | 0x1000n) + 2n });
    node(memory, LEAF, 0, { 1: OBJECT, 63: 2n * 77n + 1n });
    node(memory, LEAF | 0x1000n, 0, { 5: OBJECT + 64n });
    expect(await walk(memory, ROOT + 2n)).toEqual({
      entries: [
        pointer(1, OBJECT),
        { index: 63, count: 1, value: 77n, isValue: true },
        pointer(133, OBJECT + 64n),
      ],
    });
  });

  test('an entry over several indices: siblings behind it, and a slot above the lowest level', async () => {
    const memory = new FakeMemory();
    const sibling = (slot: number) => BigInt(4 * slot + 2);
    node(memory, ROOT, 6, { 0: LEAF + 2n, 1: OBJECT + 128n });
    node(memory, LEAF, 0, { 4: OBJECT, 5: sibling(4), 6: sibling(4), 7: sibling(4), 8: OBJECT + 64n });
    expect((await walk(memory, ROOT + 2n)).entries).toEqual([
      pointer(4, OBJECT, 4),
      pointer(8, OBJECT + 64n),
      pointer(64, OBJECT + 128n, 64),
    ]);
  });

  test('marks of the kernel are no entries', async () => {
    const memory = new FakeMemory();
    node(memory, ROOT, 0, { 0: 256n * 4n + 2n, 1: 257n * 4n + 2n, 2: OBJECT });
    expect(await walk(memory, ROOT + 2n)).toEqual({ entries: [pointer(2, OBJECT)] });
  });

  test('lost nodes, nodes that turn in a circle and shifts that do not fall are told', async () => {
    const memory = new FakeMemory();
    node(memory, ROOT, 6, {
      0: LEAF + 2n,
      1: ROOT + 2n,
      2: 0xffff8880000f0000n + 2n,
      3: (LEAF | 0x1000n) + 2n,
    });
    node(memory, LEAF, 0, { 1: OBJECT });
    node(memory, LEAF | 0x1000n, 12, { 1: OBJECT });
    const { entries, reason } = await walk(memory, ROOT + 2n);
    expect(entries).toEqual([pointer(1, OBJECT)]);
    expect(reason).toContain('3 nodes');
  });
});
