/** Maple trees built by hand: leaves, inner nodes, stale slots, damage. */
import { describe, expect, test } from 'vitest';
import { mapleEntries } from '../../../os/linux/maple-tree.js';
import { FakeMemory } from '../../kit/fake-kernel.js';

/** include/linux/maple_tree.h: type in bits 3 to 6, bit 1 marks a node. */
const LEAF = 1n;
const RANGE = 2n;
const ARANGE = 3n;
const SLOTS = new Map([
  [LEAF, 16],
  [RANGE, 16],
  [ARANGE, 10],
]);
const encode = (address: bigint, type: bigint) => address | (type << 3n) | 4n | 2n;
const AT = 0xffff888000010000n;
const ROOT_END = (1n << 64n) - 1n;

/** Writes a node and gives its encoded pointer. */
function node(memory: FakeMemory, n: number, type: bigint, pivots: bigint[], slots: bigint[]): bigint {
  const address = AT + BigInt(n) * 0x100n;
  const count = SLOTS.get(type) as number;
  memory.words(address, [0n, ...pivots, ...Array<bigint>(count - 1 - pivots.length).fill(0n)]);
  memory.words(address + BigInt(8 * count), [...slots, ...Array<bigint>(count - slots.length).fill(0n)]);
  memory.write(address + 255n, new Uint8Array(1));
  return encode(address, type);
}

describe('mapleEntries', () => {
  test('an empty tree', async () => {
    expect(await mapleEntries(new FakeMemory().space(), 0n, 8)).toEqual({ entries: [] });
  });

  test('a single entry is its own root', async () => {
    expect(await mapleEntries(new FakeMemory().space(), AT, 8)).toEqual({ entries: [AT] });
  });

  test('a leaf: gaps are left out, and slots behind the last pivot are stale', async () => {
    const memory = new FakeMemory();
    const root = node(memory, 0, LEAF, [9n, 19n, 29n, ROOT_END], [0n, 0xa0n, 0n, 0xb0n, 0xbadn]);
    expect(await mapleEntries(memory.space(), root, 8)).toEqual({ entries: [0xa0n, 0xb0n] });
  });

  test('a pivot of zero ends a node', async () => {
    const memory = new FakeMemory();
    const root = node(memory, 0, LEAF, [9n, 0n], [0xa0n, 0xb0n, 0xbadn]);
    expect(await mapleEntries(memory.space(), root, 8)).toEqual({ entries: [0xa0n, 0xb0n] });
  });

  test('inner nodes of both kinds, in key order', async () => {
    const memory = new FakeMemory();
    const a = node(memory, 1, LEAF, [4n, 9n], [1n, 2n, 0xbadn]);
    const b = node(memory, 2, LEAF, [19n], [3n, 0xbadn]);
    const c = node(memory, 3, LEAF, [29n, ROOT_END], [4n, 5n]);
    const inner = node(memory, 4, RANGE, [9n, 19n], [a, b]);
    const root = node(memory, 5, ARANGE, [19n, ROOT_END], [inner, c]);
    expect(await mapleEntries(memory.space(), root, 8)).toEqual({ entries: [1n, 2n, 3n, 4n, 5n] });
  });

  test('a full leaf uses its last slot', async () => {
    const memory = new FakeMemory();
    const pivots = Array.from({ length: 15 }, (_, i) => BigInt(i + 1));
    const slots = Array.from({ length: 16 }, (_, i) => BigInt(i + 100));
    const root = node(memory, 0, LEAF, pivots, slots);
    expect((await mapleEntries(memory.space(), root, 8)).entries).toEqual(slots);
  });

  test('nodes of 32-bit kernels have twice the slots, and words of four bytes', async () => {
    const memory = new FakeMemory();
    const put = (n: number, type: bigint, pivots: bigint[], slots: bigint[]): bigint => {
      const address = 0xc1000000n + BigInt(n) * 0x100n;
      const count = type === ARANGE ? 21 : 32;
      const words = [0n, ...pivots, ...Array<bigint>(count - 1 - pivots.length).fill(0n), ...slots];
      words.push(...Array<bigint>(2 * count - words.length).fill(0n));
      words.forEach((word, i) => memory.word(address + BigInt(4 * i), word, 4));
      return encode(address, type);
    };
    const pivots = Array.from({ length: 31 }, (_, i) => BigInt(i + 1));
    const entries = Array.from({ length: 32 }, (_, i) => BigInt(i + 0xc2000000));
    const a = put(1, LEAF, pivots, entries);
    const b = put(2, LEAF, [99n, 0xffffffffn], [0xc3000000n, 0n, 0xbadn]);
    const root = put(0, ARANGE, [32n, 0xffffffffn], [a, b]);
    expect(await mapleEntries(memory.space(), root, 4)).toEqual({ entries: [...entries, 0xc3000000n] });
  });

  test('a node that holds itself ends and says so', async () => {
    const memory = new FakeMemory();
    const self = encode(AT, ARANGE);
    node(memory, 0, ARANGE, [9n, ROOT_END], [self, self]);
    const { entries, reason } = await mapleEntries(memory.space(), self, 8);
    expect(entries).toEqual([]);
    expect(reason).toContain('met before (2 places)');
  });

  test('an unreadable node costs its own entries only', async () => {
    const memory = new FakeMemory();
    const leaf = node(memory, 1, LEAF, [ROOT_END], [7n]);
    const gone = encode(0xffff888000990000n, LEAF);
    const root = node(memory, 0, ARANGE, [9n, ROOT_END], [gone, leaf]);
    const { entries, reason } = await mapleEntries(memory.space(), root, 8);
    expect(entries).toEqual([7n]);
    expect(reason).toContain('0xffff888000990000 cannot be read');
  });

  test('a type that does not exist', async () => {
    expect((await mapleEntries(new FakeMemory().space(), encode(AT, 9n), 8)).reason).toContain(
      'makes no sense',
    );
  });
});
