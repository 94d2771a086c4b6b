// Translation of many addresses at once: every address goes as far as cached tables allow, so that one trip to the
// source serves a whole level. Answers are written in place; only waiting items are looked at again.
import { WAIT } from '../abi';
import { regionKey, regionSlot, usable } from '../cache/regions';
import { countHits } from '../cache/tlb';
import { addresses, highs, infos, items, values } from '../layout';
import { Space } from '../mmu/space';
import { answerInRegion, walkTables } from '../mmu/walk';
import { walkWide } from '../mmu/wide';

let waiting: u32 = 0;
let begun: bool = false;

/** Starts on the first `count` addresses. */
export function beginTranslate(count: u32): void {
  waiting = count;
  begun = false;
}

// @ts-ignore: decorator
@inline function itemAt(i: u32): u32 {
  // Before the first pass every address waits, and the list need not be written.
  return begun ? load<u32>(items + ((<usize>i) << 2)) : i;
}

/** Goes over the waiting addresses once, in a mode. Returns how many still wait. */
export function translatePass<M>(space: Space): u32 {
  changetype<M>(0).select(space);
  const shift = changetype<M>(0).regionShift();
  const tag = space.tag;
  let still: u32 = 0;
  let slow: u32 = 0;
  // Neighbours of an address that waits wait for the same table.
  let waitKey: u64 = 0;
  for (let i: u32 = 0; i < waiting; i++) {
    const index = itemAt(i);
    const va = load<u64>(addresses + ((<usize>index) << 3));
    const valueAt = values + ((<usize>index) << 3);
    const infoAt = infos + ((<usize>index) << 2);
    const key = regionKey(va, shift, tag);
    const region = regionSlot(key);
    if (region.key == key && usable(region)) {
      answerInRegion<M>(region, va, valueAt, infoAt);
      continue;
    }
    slow++;
    if (key == waitKey || walkTables<M>(space, va, valueAt, infoAt) == WAIT) {
      waitKey = key;
      store<u32>(items + ((<usize>still) << 2), index);
      still++;
    }
  }
  countHits(waiting - slow);
  begun = true;
  waiting = still;
  return still;
}

/** The same for the made-up wide mode, which has no caches but the page cache. */
export function translateWidePass(space: Space): u32 {
  let still: u32 = 0;
  for (let i: u32 = 0; i < waiting; i++) {
    const index = itemAt(i);
    const at = (<usize>index) << 3;
    const infoAt = infos + (at >> 1);
    if (walkWide(space, load<u64>(highs + at), load<u64>(addresses + at), values + at, infoAt) == WAIT) {
      store<u32>(items + ((<usize>still) << 2), index);
      still++;
    }
  }
  begun = true;
  waiting = still;
  return still;
}
