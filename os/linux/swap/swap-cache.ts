/**
 * Pages of swap areas that memory still, or again, holds as they are, and those that are known to be zeros. Sources: mm/swap_state.c
 * and include/linux/swap.h (swapper_spaces); mm/swap_table.h and mm/swap.h (struct swap_cluster_info), from 6.18 on.
 */
import type { LookupJob } from '../../../engine/index.js';
import type { LinuxKernel } from '../kernel.js';
import type { PageFrames } from '../page-frames.js';
import { StructReader, type Struct } from '../structs.js';
import { Xarrays } from '../xarray.js';
import { ownSwapEntry, type SwapEntry } from './entries.js';
import { wordAt } from './reads.js';

/** SWAP_ADDRESS_SPACE_SHIFT. */
const SPACE_SHIFT = 14n;
/** mm/swap_table.h: a shadow ends in 1, a frame's number in 10; five bits on top are a count and whether the page is zeros. */
const SHADOW = 1n;
const FRAME = 2n;
const MARKS = 3n;
const ZERO = 1n << 59n;
const VALUE_BITS = 59;
/** Largest folio, in pages. */
const MAX_FOLIO = 512n;

/** Where a page is, or that it is zeros. */
export type CachedSlot = { readonly physical: bigint } | 'zeros' | undefined;

/** Looks pages up by their place in swap. Throws kind `unsupported` when the kernel's types lack struct page. */
export class SwapCache {
  private readonly page: StructReader;
  private readonly spaces: bigint | undefined;
  private readonly space: { readonly size: number; readonly head: number } | undefined;
  private readonly xarrays: Xarrays;
  private readonly cluster:
    { readonly reader: StructReader; readonly size: number; readonly slots: bigint } | undefined;

  constructor(
    private readonly kernel: LinuxKernel,
    private readonly frames: PageFrames,
  ) {
    const { types } = kernel;
    this.page = new StructReader(kernel, 'page', ['private']);
    this.xarrays = new Xarrays(kernel);
    this.spaces = kernel.symbols.address('swapper_spaces');
    const layout = types.struct('address_space');
    const head = layout?.field('i_pages.xa_head');
    this.space = layout && head && { size: layout.size, head: head.offset };
    const table = types.struct('swap_table')?.field('entries');
    const cluster = types.struct('swap_cluster_info');
    if (table !== undefined && cluster?.field('table') !== undefined)
      this.cluster = {
        reader: new StructReader(kernel, 'swap_cluster_info', ['table', 'zero_bitmap?']),
        size: cluster.size,
        slots: BigInt(table.size / kernel.wordSize),
      };
  }

  /** A page by its place in an area, given the area's swap_info_struct. */
  *slot(area: Struct, swap: SwapEntry): LookupJob<CachedSlot> {
    const marked = area.has('zeromap') ? yield* this.bit(area.word('zeromap'), swap.offset) : false;
    if (marked) return 'zeros';
    return this.cluster === undefined ? yield* this.inSpace(swap) : yield* this.inCluster(area, swap);
  }

  private *inCluster(area: Struct, swap: SwapEntry): LookupJob<CachedSlot> {
    const { reader, size, slots } = this.cluster as NonNullable<SwapCache['cluster']>;
    const cluster = yield* reader.lookup(area.word('cluster_info') + (swap.offset / slots) * BigInt(size));
    if (cluster === undefined) return undefined;
    const slot = swap.offset % slots;
    if (cluster.has('zero_bitmap') && (yield* this.bit(cluster.addressOf('zero_bitmap'), slot)))
      return 'zeros';
    const entry = yield* wordAt(this.kernel, cluster.word('table') + slot * BigInt(this.kernel.wordSize));
    if (entry === undefined || entry === 0n) return undefined;
    if ((entry & MARKS) === FRAME) {
      const physical = (BigInt.asUintN(VALUE_BITS, entry) >> 2n) << BigInt(this.kernel.pageShift);
      return (entry & ZERO) !== 0n ? 'zeros' : yield* this.within(this.frames.page(physical), swap);
    }
    if ((entry & SHADOW) !== 0n) return (entry & ZERO) !== 0n && !area.has('zeromap') ? 'zeros' : undefined;
    return yield* this.within(entry, swap);
  }

  private *inSpace(swap: SwapEntry): LookupJob<CachedSlot> {
    if (this.spaces === undefined || this.space === undefined) return undefined;
    const { wordSize, kernelStart } = this.kernel;
    const spaces = yield* wordAt(this.kernel, this.spaces + BigInt(swap.type * wordSize));
    if (spaces === undefined || spaces < kernelStart) return undefined;
    const at = spaces + (swap.offset >> SPACE_SHIFT) * BigInt(this.space.size) + BigInt(this.space.head);
    const head = yield* wordAt(this.kernel, at);
    if (head === undefined) return undefined;
    // Indices count from the area's start, or since 6.11 from that of the space.
    for (const index of new Set([swap.offset, swap.offset & ((1n << SPACE_SHIFT) - 1n)])) {
      const entry = yield* this.xarrays.lookup(head, index);
      const found = entry === undefined || entry < kernelStart ? undefined : yield* this.within(entry, swap);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The page of a folio that is for this place; undefined when the folio does not say that it is. */
  private *within(folio: bigint, swap: SwapEntry): LookupJob<CachedSlot> {
    const page = yield* this.page.lookup(folio);
    const physical = this.frames.physical(folio);
    if (page === undefined || physical === undefined) return undefined;
    const first = ownSwapEntry(page.word('private'));
    const nth = swap.offset - first.offset;
    return first.type === swap.type && first.offset > 0n && nth >= 0n && nth < MAX_FOLIO
      ? { physical: physical + (nth << BigInt(this.kernel.pageShift)) }
      : undefined;
  }

  /** A bit of a map of words. */
  private *bit(map: bigint, index: bigint): LookupJob<boolean> {
    const bits = BigInt(8 * this.kernel.wordSize);
    const word = yield* wordAt(this.kernel, map + (index / bits) * BigInt(this.kernel.wordSize));
    return word !== undefined && ((word >> (index % bits)) & 1n) === 1n;
  }
}
