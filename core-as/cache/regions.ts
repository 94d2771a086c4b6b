// The paging-structure cache: for each region, which is what one last-level table (or one page of it) maps, either that
// table's place in the page cache or the large page that covers the region. A hit costs one more load than a TLB, and
// serves every page of the region; it holds as long as the page cache's line does: whenever a line is lost the epoch
// changes, which is part of every key, and regions are looked at again.
import { KIND_TABLE, PAGE } from '../abi';
import { LINES, lines, REGIONS, regions, regionStamps } from '../layout';
import { holdsOf, lossEpoch } from './page-cache';
import { ageing, expired } from './validity';


@unmanaged
export class Region {
  /** Epoch in bits 52..63, space's slot in 44..51, address >> region's shift below; see keyBits. */
  key: u64;
  /** Table: what its line must hold. Large page: physical address of the region; in uniform modes an entry. */
  base: u64;
  /** Table: linear-memory address of its first entry for the region. Large page: 0; in uniform modes that of `base`. */
  entries: u32;
  /** Table: flags above it << 16. Large page: its info word. Uniform modes: flags above and level. */
  info: u32;
  /** Uniform modes: bits of an address that choose the entry. */
  select: u32;
  /** Tag of the space: a slot is used again for others. */
  tag: u32;
}

/** Epochs that a key has room for; then regions must be emptied. */
// @ts-ignore: decorator
@inline export const EPOCHS: u32 = 4096;
/** The part of a key that is neither epoch nor what is above it. */
// @ts-ignore: decorator
@inline const PLACE: u64 = 0x000fffffffffffff;

/** What a key has beside the address, now. */
// @ts-ignore: decorator
@inline export function keyBits(slot: u32): u64 {
  return ((<u64>lossEpoch) << 52) | ((<u64>slot) << 44);
}

/** 2^52 by the golden ratio: what is shifted out of the key makes it 2^64's, so that neighbouring regions never share a slot. */
// @ts-ignore: decorator
@inline const GOLDEN: u64 = 0x9e3779b97f4a7;

/** The slot of a key, whatever it holds; the epoch has no part in it. */
// @ts-ignore: decorator
@inline export function regionSlot(key: u64): Region {
  return changetype<Region>(regions + ((<usize>(((key << 12) * GOLDEN) >> 51)) << 5));
}

/** Whether a region that was put in at another epoch may still be used: then its key is brought up to date. */
export function seenAgain(region: Region, key: u64, tag: u32): bool {
  if (((region.key ^ key) & PLACE) != 0 || region.tag != tag) return false;
  const at = <usize>region.entries;
  // Large pages have no table in a line.
  if (at - lines < <usize>LINES * PAGE && load<u64>(holdsOf(at)) != region.base) return false;
  region.key = key;
  return true;
}

/** Tick of the oldest table on the way to a region; kept apart, for it is rarely asked. */
// @ts-ignore: decorator
@inline function stampAt(region: Region): usize {
  return regionStamps + ((changetype<usize>(region) - regions) >> 3);
}

/** Notes the tick of the oldest table on the way. */
// @ts-ignore: decorator
@inline export function setStamp(region: Region, stamp: u32): void {
  store<u32>(stampAt(region), stamp);
}

/** Whether a region's tables are too old. */
// @ts-ignore: decorator
@inline export function tooOld(region: Region): bool {
  return ageing && expired(load<u32>(stampAt(region)), KIND_TABLE);
}

/** Empties the cache. */
export function flushRegions(): void {
  memory.fill(regions, 0, REGIONS << 5);
}

/** Forgets all regions of a space. */
export function forgetRegions(tag: u32): void {
  for (let i: usize = 0; i < REGIONS; i++) {
    const region = changetype<Region>(regions + (i << 5));
    if (region.tag == tag) memory.fill(changetype<usize>(region), 0, 32);
  }
}
