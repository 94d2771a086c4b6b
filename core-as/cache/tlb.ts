// Translations by (address space, page), and last-level tables by (address space, address >> 21).
import { STRUCTURE_ENTRIES, structures, TLB_ENTRIES, tlb } from '../layout';

/** One entry of either cache. `owner` is the space's tag; 0 marks an empty entry. */
@unmanaged
export class Entry {
  key: u64;
  /** Physical page (TLB) or physical address of the last-level table. */
  phys: u64;
  /** Raw leaf entry (TLB only). */
  raw: u64;
  owner: u32;
  flags: u32;
}

export let tlbHits: u64 = 0;
export let tlbMisses: u64 = 0;

// @ts-ignore: decorator
@inline function slot(base: usize, count: u32, key: u64, owner: u32): Entry {
  const hash = (key ^ ((<u64>owner) << 40)) * 0x9e3779b97f4a7c15;
  return changetype<Entry>(base + <usize>((<u32>(hash >> 40)) & (count - 1)) * offsetof<Entry>());
}
/** The TLB slot of a page, whatever it holds. */
// @ts-ignore: decorator
@inline export function tlbSlot(vpn: u64, owner: u32): Entry {
  return slot(tlb, TLB_ENTRIES, vpn, owner);
}
/** The paging-structure slot of a 2 MiB region, whatever it holds. */
// @ts-ignore: decorator
@inline export function structureSlot(region: u64, owner: u32): Entry {
  return slot(structures, STRUCTURE_ENTRIES, region, owner);
}
export function countTlb(hit: bool): void {
  if (hit) tlbHits++;
  else tlbMisses++;
}
export function flushTlb(): void {
  memory.fill(tlb, 0, TLB_ENTRIES * offsetof<Entry>());
  memory.fill(structures, 0, STRUCTURE_ENTRIES * offsetof<Entry>());
}
