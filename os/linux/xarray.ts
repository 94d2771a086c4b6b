/** XArrays, radix trees and idrs, which share one node. Sources: include/linux/xarray.h, include/linux/idr.h. */
import { throwIfAborted, type LookupJob } from '../../engine/index.js';
import type { LinuxKernel } from './kernel.js';
import { StructReader, type Struct } from './structs.js';

/** More nodes than this mean that the tree was overwritten. */
const MAX_NODES = 1 << 20;
/** Internal entries (low bits 10) up to this are siblings, retry and zero marks or errors; above they are nodes (xa_is_node). */
const LAST_MARK = 4096n;
/** A shift is below the bits of an index. */
const INDEX_BITS = 64;

/** What one index, or a run of them, holds. */
export interface XarrayEntry {
  /** First index. */
  readonly index: number;
  /** Indices that the entry covers: more than one for a multi-index entry (a large folio). */
  readonly count: number;
  /** A pointer; for a value entry the value (xa_to_value). */
  readonly value: bigint;
  /** True for a value entry: swap slots and shadows of the page cache. */
  readonly isValue: boolean;
}

/** Entries in the order of their indices, and why some may be missing. */
export interface XarrayEntries {
  readonly entries: XarrayEntry[];
  readonly reason?: string;
}

const isInternal = (entry: bigint): boolean => (entry & 3n) === 2n;
const isNode = (entry: bigint): boolean => isInternal(entry) && entry > LAST_MARK;

/** An entry that a tree holds, as it is spelled there. */
export const entryOf = (index: number, count: number, entry: bigint): XarrayEntry => ({
  index,
  count,
  value: (entry & 1n) === 1n ? entry >> 1n : entry,
  isValue: (entry & 1n) === 1n,
});

/** A node to be visited: its entry, the index of its first slot, and the shift that its own must stay below. */
interface Waiting {
  readonly entry: bigint;
  readonly base: number;
  readonly above: number;
}

/** Walks trees of a kernel. Throws kind `unsupported` when the kernel's types lack struct xa_node. */
export class Xarrays {
  private readonly node: StructReader;
  private readonly slots: number;

  constructor(kernel: LinuxKernel) {
    this.node = new StructReader(kernel, 'xa_node', ['shift', 'slots']);
    this.slots = Math.floor(this.node.field('slots').size / kernel.wordSize);
  }

  /** The entry of one index; 0 where there is none; undefined where a node cannot be read. Value entries are given raw. */
  *lookup(head: bigint, index: bigint): LookupJob<bigint | undefined> {
    let entry = head;
    let above = INDEX_BITS;
    while (isNode(entry)) {
      const node = yield* this.node.lookup(entry - 2n);
      const shift = node?.number('shift') ?? above;
      if (node === undefined || shift >= above) return undefined;
      const slot = Number(index >> BigInt(shift));
      if (above === INDEX_BITS && slot >= this.slots) return 0n;
      entry = node.word('slots', slot % this.slots);
      // A sibling names the slot that stands for it.
      if (isInternal(entry) && entry <= BigInt(this.slots) << 2n)
        entry = node.word('slots', Number(entry >> 2n));
      above = shift;
      if (shift === 0) break;
    }
    return above === INDEX_BITS && index > 0n ? 0n : isInternal(entry) ? 0n : entry;
  }

  /** All entries under a head (`xa_head`; `idr_rt.xa_head` of an idr, whose indices are less `idr_base`). */
  async entries(head: bigint, signal?: AbortSignal): Promise<XarrayEntries> {
    if (head === 0n || (isInternal(head) && !isNode(head))) return { entries: [] };
    if (!isNode(head)) return { entries: [entryOf(0, 1, head)] };
    const entries: XarrayEntry[] = [];
    const seen = new Set<bigint>();
    let lost = 0;
    // One level at a time, so that all of its nodes are one batch.
    for (let level: Waiting[] = [{ entry: head, base: 0, above: INDEX_BITS }]; level.length > 0;) {
      throwIfAborted(signal);
      const fresh = level.filter(({ entry }) => !seen.has(entry) && seen.add(entry).size <= MAX_NODES);
      lost += level.length - fresh.length;
      const nodes = await this.node.many(fresh.map(({ entry }) => entry - 2n));
      level = nodes.flatMap((node, i) => {
        const { base, above } = fresh[i] as Waiting;
        const shift = node?.number('shift') ?? above;
        if (node !== undefined && shift < above) return this.visit(node, base, shift, entries);
        lost++;
        return [];
      });
    }
    entries.sort((a, b) => a.index - b.index);
    return lost === 0
      ? { entries }
      : {
          entries,
          reason: `${lost} nodes of a tree at 0x${head.toString(16)} cannot be read or make no sense`,
        };
  }

  /** Adds a node's own entries and gives the nodes below it. */
  private visit(node: Struct, base: number, shift: number, entries: XarrayEntry[]): Waiting[] {
    const below: Waiting[] = [];
    for (let i = 0; i < this.slots; i++) {
      const slot = node.word('slots', i);
      if (slot === 0n) continue;
      const index = base + i * 2 ** shift;
      if (isNode(slot)) {
        if (shift > 0) below.push({ entry: slot, base: index, above: shift });
        continue;
      }
      if (isInternal(slot)) continue;
      // Siblings behind it name its slot: they belong to the same entry.
      let end = i + 1;
      while (end < this.slots && node.word('slots', end) === (BigInt(i) << 2n) + 2n) end++;
      entries.push(entryOf(index, (end - i) * 2 ** shift, slot));
    }
    return below;
  }
}
