/** Maple trees, which hold a process's mappings since 6.1. Sources: include/linux/maple_tree.h, lib/maple_tree.c. */
import type { AddressSpace } from '../../engine/index.js';
import { wordIn } from './kernel.js';

const LEAF = 1;
/** Slots of the node types by the bytes of a word (MAPLE_RANGE64_SLOTS, MAPLE_ARANGE64_SLOTS); pivots are one less. */
const SLOTS: Record<4 | 8, Record<number, number>> = {
  4: { 1: 32, 2: 32, 3: 21 },
  8: { 1: 16, 2: 16, 3: 10 },
};
const NODE_BYTES = 256;
const MAX_NODES = 1 << 18;

/** Entries of a tree in key order, and why some may be missing. */
export interface MapleEntries {
  readonly entries: bigint[];
  readonly reason?: string;
}

/** A root that is a node (MAPLE_ROOT_NODE set), not a single entry. Below the root every slot of an inner node is a node. */
const isNode = (entry: bigint): boolean => (entry & 3n) === 2n && entry > 4096n;

/** All entries under a maple tree's ma_root; `wordSize` is the kernel's. */
export async function mapleEntries(
  space: AddressSpace,
  root: bigint,
  wordSize: 4 | 8,
): Promise<MapleEntries> {
  if (root === 0n) return { entries: [] };
  if (!isNode(root)) return { entries: [root] };
  const entries: bigint[] = [];
  const seen = new Set<bigint>();
  let lost = 0;
  let why = '';
  const visit = async (encoded: bigint, max: bigint): Promise<void> => {
    const address = encoded & ~0xffn;
    const type = Number((encoded >> 3n) & 15n);
    const slots = SLOTS[wordSize][type];
    if (slots === undefined || seen.has(address) || seen.size >= MAX_NODES) {
      lost++;
      why = `maple node 0x${encoded.toString(16)} makes no sense or was met before`;
      return;
    }
    seen.add(address);
    const { data, missing } = await space.readPartial(address, NODE_BYTES);
    if (missing.length > 0) {
      lost++;
      why = `maple node at 0x${address.toString(16)} cannot be read`;
      return;
    }
    const pivots = slots - 1;
    const word = (i: number): bigint => wordIn(data, wordSize * (1 + i), wordSize);
    for (let i = 0; i < slots; i++) {
      let pivot = i < pivots ? word(i) : max;
      if (i > 0 && pivot === 0n) pivot = max;
      if (pivot > max) pivot = max;
      const slot = word(pivots + i);
      if (slot !== 0n && type === LEAF) entries.push(slot);
      else if (slot !== 0n) await visit(slot, pivot);
      if (pivot >= max) break;
    }
  };
  await visit(root, (1n << BigInt(8 * wordSize)) - 1n);
  return lost === 0 ? { entries } : { entries, reason: `${why} (${lost} places)` };
}
