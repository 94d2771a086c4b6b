// Translation of many addresses at once: every address goes as far as cached tables allow, so that one trip to the
// source serves a whole level. Answers are written in place; only waiting items are looked at again.
import { WAIT } from '../abi';
import { keyBits, regionSlot } from '../cache/regions';
import { countHits } from '../cache/tlb';
import { ageing } from '../cache/validity';
import { addresses, highs, infos, items, values } from '../layout';
import { Space } from '../mmu/space';
import { answerInRegion, walk } from '../mmu/walk';
import { walkWide } from '../mmu/wide';
import { regionPass } from './region-pass';

/** No address is that high once it is shifted. */
// @ts-ignore: decorator
@inline const NO_PLACE: u64 = 0xffffffffffffffff;

/** What waits is a list of indices; behind the first of several in a row stands where they end, with this bit. */
// @ts-ignore: decorator
@inline const END: u32 = 0x80000000;

/** Words of the list that this pass reads; the addresses themselves before the first. */
let waiting: u32 = 0;
let begun: bool = false;
/** Words of the list that it writes. */
let still: u32 = 0;
/** Region of the last one. */
let waitPlace: u64 = NO_PLACE;

/** Starts on the first `count` addresses. */
export function beginTranslate(count: u32): void {
  waiting = count;
  begun = false;
}

/** Goes over the waiting addresses once, in a mode. Returns 0 when none waits any longer. */
export function translatePass<M>(space: Space): u32 {
  changetype<M>(0).select(space);
  still = 0;
  waitPlace = NO_PLACE;
  if (!begun) {
    begun = true;
    stretch<M>(space, 0, waiting);
  } else {
    const count = waiting;
    for (let i: u32 = 0; i < count;) {
      const first = load<u32>((<usize>i) << 2, items);
      let next = first;
      // What is put on the list meanwhile is behind what was read from it: those that wait in one region never become more words.
      do {
        next++;
        i++;
        if (i < count) {
          const end = load<u32>((<usize>i) << 2, items);
          if (end & END) {
            next = end ^ END;
            i++;
          }
        }
      } while (i < count && load<u32>((<usize>i) << 2, items) == next);
      stretch<M>(space, first, next);
    }
  }
  waiting = still;
  return still;
}

/** Addresses that follow each other in the list. What regions answer is answered here and now, for this loop is what all speed hangs on. */
function stretch<M>(space: Space, from: u32, to: u32): void {
  // Where pages age, every region is looked at more closely.
  const ages = ageing;
  let slow: u32 = 0;
  for (let i = from; ; i++) {
    if (!ages) i = answered<M>(i, to, keyBits(space.slot));
    if (i >= to) break;
    const first = i;
    if (one<M>(space, i) == WAIT) {
      // Neighbours of an address that waits wait for the same table.
      while (i + 1 < to && placeOf<M>(i + 1) == waitPlace) i++;
      if (i > first) put((i + 1) | END);
    }
    slow += i + 1 - first;
  }
  countHits(to - from - slow);
}

/** Answers addresses from the i-th on until one needs more than its region; which one that is. */
function answered<M>(i: u32, count: u32, bits: u64): u32 {
  if (changetype<M>(0).uniform()) return regionPass(i, count, bits);
  const shift = changetype<M>(0).regionShift();
  for (; i < count; i++) {
    const va = load<u64>((<usize>i) << 3, addresses);
    const key = (va >> shift) | bits;
    const region = regionSlot(key);
    if (region.key != key) break;
    answerInRegion<M>(region, va, values + ((<usize>i) << 3), infos + ((<usize>i) << 2));
  }
  return i;
}

// @ts-ignore: decorator
@inline function placeOf<M>(index: u32): u64 {
  return load<u64>((<usize>index) << 3, addresses) >> changetype<M>(0).regionShift();
}

/** Puts a word on the list of what waits. */
// @ts-ignore: decorator
@inline function put(word: u32): void {
  store<u32>((<usize>still) << 2, word, items);
  still++;
}

/** Translates one address, or puts it on the list of those that wait; its status. */
function one<M>(space: Space, index: u32): u32 {
  const va = load<u64>((<usize>index) << 3, addresses);
  const place = placeOf<M>(index);
  if (place != waitPlace) {
    const status = walk<M>(space, va, values + ((<usize>index) << 3), infos + ((<usize>index) << 2));
    if (status != WAIT) return status;
  }
  waitPlace = place;
  put(index);
  return WAIT;
}

/** The same for the made-up wide mode, which has no caches but the page cache. */
export function translateWidePass(space: Space): u32 {
  still = 0;
  for (let i: u32 = 0; i < waiting; i++) {
    const index = begun ? load<u32>(items + ((<usize>i) << 2)) : i;
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
