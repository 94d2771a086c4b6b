// The paging-structure cache: for each region, which is what one last-level table (or one page of it) maps, either that
// table's place in the page cache or the large page that covers the region. A hit costs one more load than a TLB, and
// serves every page of the region; it holds as long as the page cache's line does.
import { KIND_TABLE } from '../abi';
import { REGIONS, regions } from '../layout';
import { holdsOf, lossEpoch, NO_EPOCH } from './page-cache';
import { ageing, expired } from './validity';


@unmanaged
export class Region {
  /** Space's tag << 44 | address >> region's shift. */
  key: u64;
  /** Table: what its line must hold. Large page: physical address of the region. */
  base: u64;
  /** Table: linear-memory address of its first entry for the region. Large page: 0. */
  entries: u32;
  /** Value of lossEpoch when the line was last seen to hold the table. */
  epoch: u32;
  /** Table: flags above it << 16. Large page: its info word. */
  info: u32;
  /** Tick of the oldest table on the way. */
  stamp: u32;
}

// @ts-ignore: decorator
@inline export function regionKey(va: u64, shift: u32, tag: u32): u64 {
  return (va >> shift) | tagBits(tag);
}
/** A tag's part of a key. */
// @ts-ignore: decorator
@inline export function tagBits(tag: u32): u64 {
  return (<u64>tag) << 44;
}

/** The slot of a key, whatever it holds. */
// @ts-ignore: decorator
@inline export function regionSlot(key: u64): Region {
  return changetype<Region>(regions + ((<usize>((key * 0x9e3779b97f4a7c15) >> 51)) << 5));
}

/** Whether a region of the right key may be used: its table is still in its line, and not too old. */
export function usable(region: Region): bool {
  if (region.epoch != lossEpoch) {
    // Some line was lost since.
    if (region.entries != 0 && load<u64>(holdsOf(region.entries)) != region.base) return false;
    region.epoch = lossEpoch;
  }
  return !ageing || !expired(region.stamp, KIND_TABLE);
}

/** What a region's epoch must be for it to be used without another look: nothing is where pages age. */
// @ts-ignore: decorator
@inline export function surely(): u32 {
  return ageing ? NO_EPOCH : lossEpoch;
}

/** Empties the cache. */
export function flushRegions(): void {
  memory.fill(regions, 0, REGIONS << 5);
}

/** Forgets all regions of a space. */
export function forgetRegions(tag: u32): void {
  for (let i: usize = 0; i < REGIONS; i++) {
    const region = changetype<Region>(regions + (i << 5));
    if (region.key >> 44 == tag) region.key = 0;
  }
}
