// A virtual read as a scatter list: ranges in, physically contiguous runs out; the host copies each run once.
// All pages of the batch are translated level by level before the first run is written.
import { BAD, DONE, Input, MISSING_TABLE, NEED, NOT_PRESENT, OK, Output, WAIT } from '../abi';
import { input, ITEMS, items, output } from '../layout';
import { Space } from '../mmu/space';
import { walkAddress, walkEntry, walkFlags, walkLevel, walkMissing, walkPhysical } from '../mmu/walk';

let ranges: u32 = 0;
/** Records written by the last read. */
export let runCount: u32 = 0;

// @ts-ignore: decorator
@inline function rangeAt(i: u32): Input {
  return changetype<Input>(input + <usize>i * offsetof<Input>());
}
// @ts-ignore: decorator
@inline function pagesOf(range: Input): u64 {
  return ((range.address & 4095) + range.length + 4095) >> 12;
}

/** Starts on the first `count` ranges, which together span at most ITEMS pages and do not wrap. */
export function beginRead(count: u32): i32 {
  let pages: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const range = rangeAt(i);
    if (range.length > (<u64>ITEMS) << 12) return BAD;
    if (range.length != 0 && range.address + (range.length - 1) < range.address) return BAD;
    pages += pagesOf(range);
    if (pages > ITEMS) return BAD;
  }
  ranges = count;
  runCount = 0;
  return DONE;
}

/** Asks for all missing tables; when none is missing, writes the runs (at most one a page). */
export function resumeRead(space: Space): i32 {
  let waits = false;
  runCount = 0;
  for (let i: u32 = 0; i < ranges; i++) {
    const range = rangeAt(i);
    const end = range.address + range.length;
    let va = range.address;
    let left = range.length;
    let last = changetype<Output>(0);
    while (left != 0) {
      const size = min<u64>(left, 4096 - (va & 4095));
      const status = walkAddress(space, va);
      if (status == WAIT) {
        waits = true;
      } else if (!waits) {
        const joins =
          last != null &&
          last.status == (status | (walkLevel << 8)) &&
          (status == OK
            ? last.physical + last.size == walkPhysical && last.flags == (walkFlags | (walkLevel << 8))
            : status == NOT_PRESENT
              ? last.entry == walkEntry
              : status == MISSING_TABLE
                ? last.other == walkMissing
                : true);
        if (joins) last.size += size;
        else {
          last = changetype<Output>(output + <usize>runCount * offsetof<Output>());
          runCount++;
          last.virtual = va;
          last.index = i;
          last.size = size;
          last.status = status | (walkLevel << 8);
          last.flags = status == OK ? walkFlags | (walkLevel << 8) : 0;
          last.physical = status == OK ? walkPhysical : 0;
          last.entry = status == OK || status == NOT_PRESENT ? walkEntry : 0;
          last.other = status == MISSING_TABLE ? walkMissing : 0;
          last.pageSize = status == OK ? (<u64>1) << (12 + 9 * (walkLevel - 1)) : 0;
        }
      }
      va += size;
      left -= size;
    }
  }
  return waits ? NEED : DONE;
}
