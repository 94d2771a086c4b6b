// The TLB: translations by (address space, page), for pages whose table is not in the page cache any more.
import { KIND_TABLE, PAGE_MASK } from '../abi';
import { TLB_ENTRIES, tlb } from '../layout';
import { ageing, expired } from './validity';

/** One entry; a tag of 0 marks an empty one. */
@unmanaged
export class TlbEntry {
  /** Virtual address of a 4 KiB page. */
  page: u64;
  /** Physical address of that page. */
  physical: u64;
  /** Tag of its space. */
  tag: u32;
  info: u32;
  /** Tick of the oldest table on the way. */
  stamp: u32;
}

export let tlbHits: u64 = 0;
export let tlbMisses: u64 = 0;

/** The slot of a page, whatever it holds. */
// @ts-ignore: decorator
@inline export function tlbSlot(page: u64, tag: u32): TlbEntry {
  const hash = ((page >> 12) ^ ((<u64>tag) << 40)) * 0x9e3779b97f4a7c15;
  return changetype<TlbEntry>(tlb + (((<usize>(hash >> 40)) & (TLB_ENTRIES - 1)) << 5));
}

/** The entry of a page, or null. */
// @ts-ignore: decorator
@inline export function tlbFind(page: u64, tag: u32): TlbEntry | null {
  const entry = tlbSlot(page, tag);
  if (entry.tag == tag && entry.page == page && !(ageing && expired(entry.stamp, KIND_TABLE))) {
    tlbHits++;
    return entry;
  }
  tlbMisses++;
  return null;
}

/** Adds translations that were answered from a region. */
// @ts-ignore: decorator
@inline export function countHits(count: u32): void {
  tlbHits += count;
}

/** Empties the TLB. */
export function flushTlb(): void {
  memory.fill(tlb, 0, TLB_ENTRIES << 5);
}

/** Forgets what a space has between two addresses, both included. */
export function forgetTlb(tag: u32, first: u64, last: u64): void {
  for (let i: usize = 0; i < TLB_ENTRIES; i++) {
    const entry = changetype<TlbEntry>(tlb + (i << 5));
    if (entry.tag == tag && entry.page >= (first & ~PAGE_MASK) && entry.page <= last) entry.tag = 0;
  }
}
