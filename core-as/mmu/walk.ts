// The walk: translates one address, at most one table read a level; waits when a table is not cached. Answers go where the
// caller says: a value (u64) and an info word (u32), see abi. While tracing, caches of translations are passed by and each
// table's line is marked.
import { MISSING_TABLE, NOT_CANONICAL, NOT_PRESENT, OK, PAGE_MASK, SIXTEEN, WAIT } from '../abi';
import { hitStamp, markLine, pageAt } from '../cache/page-cache';
import { keyBits, Region, regionSlot, seenAgain, setStamp, tooOld } from '../cache/regions';
import { countHits, TlbEntry, tlbFind, tlbSlot } from '../cache/tlb';
import { now } from '../cache/validity';
import { ABSENT, LEAF } from './mode';
import { Space } from './space';
import { answerUniform, setLargeRegion, setTableRegion } from './uniform';

let tracing: bool = false;

/** Whether walks mark the lines of the tables that they read. */
export function setTracing(on: bool): void {
  tracing = on;
}

/** Where single walks put their answer: value, then info. */
const ANSWER: usize = memory.data(16, 8);

// @ts-ignore: decorator
@inline export function answerAt(): usize {
  return ANSWER;
}
// @ts-ignore: decorator
@inline export function answerValue(): u64 {
  return load<u64>(ANSWER);
}
// @ts-ignore: decorator
@inline export function answerInfo(): u32 {
  return load<u32>(ANSWER, 8);
}

// @ts-ignore: decorator
@inline export function loadEntry<M>(at: usize): u64 {
  return changetype<M>(0).wordShift() == 3 ? load<u64>(at) : <u64>load<u32>(at);
}

// @ts-ignore: decorator
@inline function answer(valueAt: usize, infoAt: usize, value: u64, info: u32): u32 {
  store<u64>(valueAt, value);
  store<u32>(infoAt, info);
  return info & 0xff;
}

/** Answers from a region that may be used: at most one entry is read. */
// @ts-ignore: decorator
@inline export function answerInRegion<M>(region: Region, va: u64, valueAt: usize, infoAt: usize): u32 {
  const m = changetype<M>(0);
  if (m.uniform()) return answerUniform(region, va, valueAt, infoAt);
  const entries = <usize>region.entries;
  const info = region.info;
  if (entries == 0) return answer(valueAt, infoAt, region.base | (va & regionMask<M>()), info);
  const shift = m.shift(1);
  const index = (va >> (shift - m.wordShift())) & ((regionMask<M>() >> shift) << m.wordShift());
  const entry = loadEntry<M>(entries + <usize>index);
  if (m.kind(entry, 1) == ABSENT) return answer(valueAt, infoAt, entry, NOT_PRESENT | (1 << 8));
  const mask = ((<u64>1) << (m.sixteen(entry, 1) ? shift + 4 : shift)) - 1;
  const flags = m.flags(entry, 1, info >> 16);
  return answer(valueAt, infoAt, (m.frame(entry, 1) & ~mask) | (va & mask), (1 << 8) | (flags << 16));
}

// @ts-ignore: decorator
@inline function regionMask<M>(): u64 {
  return ((<u64>1) << changetype<M>(0).regionShift()) - 1;
}

/** The slot of the region of an address, made its own. */
// @ts-ignore: decorator
@inline function regionFor<M>(space: Space, va: u64, stamp: u32): Region {
  const key = (va >> changetype<M>(0).regionShift()) | keyBits(space.slot);
  const region = regionSlot(key);
  region.key = key;
  region.tag = space.tag;
  setStamp(region, stamp);
  return region;
}

/** Walks from the root, or answers from the TLB; fills the caches. WAIT when a table was asked for. */
export function walkTables<M>(space: Space, va: u64, valueAt: usize, infoAt: usize): u32 {
  const m = changetype<M>(0);
  const tag = space.tag;
  const known = tracing ? changetype<TlbEntry | null>(0) : tlbFind(va & ~PAGE_MASK, tag);
  if (known != null) return answer(valueAt, infoAt, known.physical | (va & PAGE_MASK), known.info);
  let table = space.root;
  let level = space.levels;
  let mask = <u64>space.topMask;
  if (va >= space.lowEnd) {
    if (!m.halves() || va <= space.highBefore) return answer(valueAt, infoAt, 0, NOT_CANONICAL);
    table = space.highRoot;
    level = space.highLevels;
    mask = <u64>space.highTopMask;
  }
  let above = m.start();
  let stamp = now;
  while (true) {
    const shift = m.shift(level);
    const at = table + (((va >> shift) & mask) << m.wordShift());
    const line = pageAt(at);
    if (line <= 1) {
      const status = line == 0 ? WAIT : MISSING_TABLE;
      return answer(valueAt, infoAt, at & ~PAGE_MASK, status | (level << 8));
    }
    if (tracing) markLine(line);
    if (now - hitStamp > now - stamp) stamp = hitStamp;
    const here = line + <usize>(at & PAGE_MASK);
    const entry = loadEntry<M>(here);
    if (level == 1) {
      const region = regionFor<M>(space, va, stamp);
      const index = (va & regionMask<M>()) >> shift;
      region.base = (at & ~PAGE_MASK) | 1;
      const entries = here - ((<usize>index) << m.wordShift());
      if (m.uniform()) setTableRegion(region, entries, above);
      else {
        region.entries = <u32>entries;
        region.info = above << 16;
      }
    }
    const kind = m.kind(entry, level);
    if (kind == ABSENT) return answer(valueAt, infoAt, entry, NOT_PRESENT | (level << 8));
    if (kind == LEAF) {
      const size = (<u64>1) << (m.sixteen(entry, level) ? shift + 4 : shift);
      const physical = (m.frame(entry, level) & ~(size - 1)) | (va & (size - 1));
      const info = (level << 8) | (m.flags(entry, level, above) << 16);
      if (level == 1) {
        const slot = tlbSlot(va & ~PAGE_MASK, tag);
        slot.page = va & ~PAGE_MASK;
        slot.tag = tag;
        slot.physical = physical & ~PAGE_MASK;
        slot.info = info;
        slot.stamp = stamp;
      } else {
        const region = regionFor<M>(space, va, stamp);
        if (m.uniform()) setLargeRegion(region, entry, physical, level, above);
        else {
          region.base = physical & ~regionMask<M>();
          region.entries = 0;
          region.info = info;
        }
      }
      return answer(valueAt, infoAt, physical, info);
    }
    above = m.narrow(entry, level, above);
    table = m.next(entry);
    level--;
    mask = m.mask(level);
  }
}

/** Translates one address of a space whose mode is M. */
export function walk<M>(space: Space, va: u64, valueAt: usize, infoAt: usize): u32 {
  changetype<M>(0).select(space);
  const key = (va >> changetype<M>(0).regionShift()) | keyBits(space.slot);
  const region = regionSlot(key);
  if (!tracing && (region.key == key || seenAgain(region, key, space.tag)) && !tooOld(region)) {
    countHits(1);
    return answerInRegion<M>(region, va, valueAt, infoAt);
  }
  return walkTables<M>(space, va, valueAt, infoAt);
}

/** Last address that an answer about `va`, which the walk before gave, holds for: the end of its page, of what its entry or its table would map, or of the hole between the halves. */
export function extentEnd<M>(space: Space, va: u64, info: u32): u64 {
  const m = changetype<M>(0);
  const status = info & 0xff;
  if (status == NOT_CANONICAL) return space.highBefore;
  const level = (info >> 8) & 0xff;
  let shift = m.shift(level);
  if (info & (SIXTEEN << 16)) shift += 4;
  // A page of the table is what is missing or waited for, so all that it maps is.
  if (status == MISSING_TABLE || status == WAIT)
    shift += min<u32>(12 - m.wordShift(), <u32>popcnt(m.mask(level)));
  const end = va | (((<u64>1) << shift) - 1);
  return !m.halves() || va < space.lowEnd ? min<u64>(end, space.lowEnd - 1) : end;
}
