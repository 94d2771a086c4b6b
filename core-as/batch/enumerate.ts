// Lists what a range maps, in address order, as coalesced runs. A table met before at the same level is reported as a
// repeat of its first listing, with the flags of its own path, so self maps and bombs stay small; or listed again when
// that is asked for. With a filter only pages of given physical addresses are listed, through every path that leads to
// them; subtrees that have none are walked once.
import { DONE, FULL, MISSING_TABLE, NEED, PAGE_MASK, REPEAT } from '../abi';
import { pageAt } from '../cache/page-cache';
import { enumeration } from '../layout';
import { ABSENT, LEAF, TABLE } from '../mmu/mode';
import { Space } from '../mmu/space';
import { loadEntry } from '../mmu/walk';
import { addRun, Carry, closeRuns, openRuns, roomFor, runsFull } from './runs';
import { addPages, nothingAt } from './page-runs';
import { listedAt, nextEpoch, remember, restored } from './seen';

/** Levels that there is room for; the mask keeps a spoilt state inside. */
// @ts-ignore: decorator
@inline const LEVEL_MASK: u32 = 7;
/** Entries that one call looks at. */
// @ts-ignore: decorator
@inline const STEPS: u32 = 1 << 20;
/** Tables that are asked for ahead. */
// @ts-ignore: decorator
@inline const AHEAD: u32 = 1024;

/** All that outlives a call beside the tables met: it starts the buffer `enumeration`, which a host may set aside and put back. */
@unmanaged
class State {
  /** Next address to list. */
  cursor: u64;
  /** Last address to list. */
  last: u64;
  /** Physical addresses that are wanted; all when the first is above the last. */
  wantedFirst: u64;
  wantedLast: u64;
  level: u32;
  expand: u32;
  finished: u32;
  /** Tables remembered. */
  known: u32;
  epoch: u32;
  /** Leaves listed so far that the filter passed, modulo 2^32. */
  found: u32;
  // The open run.
  carry0: u64;
  carry1: u64;
  carry2: u64;
  carry3: u64;
  carry4: u64;
  carry5: u64;
  // The path from the root to the current table, by level.
  table0: u64;
  table1: u64;
  table2: u64;
  table3: u64;
  table4: u64;
  table5: u64;
  table6: u64;
  table7: u64;
  flags0: u32;
  flags1: u32;
  flags2: u32;
  flags3: u32;
  flags4: u32;
  flags5: u32;
  flags6: u32;
  flags7: u32;
  // `found` when the table of a level was entered.
  found0: u32;
  found1: u32;
  found2: u32;
  found3: u32;
  found4: u32;
  found5: u32;
  found6: u32;
  found7: u32;
}

// @ts-ignore: decorator
@inline function state(): State {
  return changetype<State>(enumeration);
}
// @ts-ignore: decorator
@inline function carryOf(): Carry {
  return changetype<Carry>(enumeration + offsetof<State>('carry0'));
}
// @ts-ignore: decorator
@inline function tableOf(l: u32): u64 {
  return load<u64>(enumeration + ((<usize>l) << 3), offsetof<State>('table0'));
}
// @ts-ignore: decorator
@inline function flagsOf(l: u32): u32 {
  return load<u32>(enumeration + ((<usize>l) << 2), offsetof<State>('flags0'));
}
function enter(s: State, l: u32, table: u64, flags: u32): void {
  store<u64>(enumeration + ((<usize>l) << 3), table, offsetof<State>('table0'));
  store<u32>(enumeration + ((<usize>l) << 2), flags, offsetof<State>('flags0'));
  store<u32>(enumeration + ((<usize>l) << 2), s.found, offsetof<State>('found0'));
  s.level = l;
}

/** Starts on the addresses `first` to `last`, both included and within one half of the space; the filter is off when `wantedFirst` is above `wantedLast`. */
export function beginEnumerate(first: u64, last: u64, expand: bool, wantedFirst: u64, wantedLast: u64): void {
  const s = state();
  s.cursor = first;
  s.last = last;
  s.wantedFirst = wantedFirst;
  s.wantedLast = wantedLast;
  // Level 0 stands for the root, which is entered when the mode is known.
  s.level = 0;
  s.expand = expand ? 1 : 0;
  s.finished = first > last ? 1 : 0;
  s.known = 0;
  s.found = 0;
  s.epoch = nextEpoch();
  carryOf().used = 0;
}

/** Takes up a state that the host has put back. */
export function reopenEnumerate(): void {
  restored(state().epoch);
}

/** Remembers a listing as long as there is room. */
function note(s: State, table: u64, level: u32, first: u64): void {
  if (remember(table, level, s.epoch, first, s.known)) s.known++;
}

/** Asks ahead for the tables behind the following entries of a page of tables. */
function prefetch<M>(from: usize, end: usize, level: u32): void {
  const m = changetype<M>(0);
  let left = AHEAD;
  for (let at = from; at < end && left != 0; at += (<usize>1) << m.wordShift()) {
    const entry = loadEntry<M>(at);
    if (m.kind(entry, level) != TABLE) continue;
    pageAt(m.next(entry));
    left--;
  }
}

/** Lists a leaf, or the part of it that range and filter leave. Needs room for a run. */
function leaf(s: State, va: u64, end: u64, physical: u64, info: u32): void {
  let size = end - va;
  if (s.wantedFirst <= s.wantedLast) {
    if (physical > s.wantedLast || physical + size < s.wantedFirst) return;
    s.found++;
    const skip = max<u64>(physical, s.wantedFirst) - physical;
    size = min<u64>(physical + size, s.wantedLast) - physical - skip;
    va += skip;
    physical += skip;
  }
  addRun(va, size + 1, physical, 0, info, 0);
}

/** The levels that were left when the cursor moved from `before`: a subtree without a wanted page is not walked again. */
function climb<M>(s: State, levels: u32, before: u64): void {
  const m = changetype<M>(0);
  const filtered = s.wantedFirst <= s.wantedLast;
  let l = s.level & LEVEL_MASK;
  while (l < levels && (s.finished != 0 || before >> m.shift(l + 1) != s.cursor >> m.shift(l + 1))) {
    const found = load<u32>(enumeration + ((<usize>l) << 2), offsetof<State>('found0'));
    if (filtered && found == s.found) note(s, tableOf(l), l, 0);
    l++;
  }
  s.level = l;
}

/** Whether so many pages of 4 KiB from `first` on are listed as they are, and there is room for a run of each. */
// @ts-ignore: decorator
@inline function wholePages(first: u64, last: u64, pages: u64): bool {
  return (first & PAGE_MASK) == 0 && (pages << 12) - 1 <= last - first && roomFor(<u32>pages);
}

/** Lists a space of mode M until done, the output is full, or a table is missing. */
export function enumeratePass<M>(space: Space): i32 {
  const m = changetype<M>(0);
  m.select(space);
  const s = state();
  const carry = carryOf();
  const high = m.halves() && s.cursor > space.highBefore;
  const levels = high ? space.highLevels : space.levels;
  if (s.level == 0) enter(s, levels, high ? space.highRoot : space.root, m.start());
  openRuns(carry);
  let steps: u32 = 0;
  let result = DONE;
  while (s.finished == 0) {
    if (runsFull() || steps > STEPS) {
      result = FULL;
      break;
    }
    const level = min<u32>(s.level & LEVEL_MASK, levels);
    const shift = m.shift(level);
    const mask = level == levels ? <u64>(high ? space.highTopMask : space.topMask) : m.mask(level);
    const before = s.cursor;
    const index = (before >> shift) & mask;
    const at = tableOf(level) + (index << m.wordShift());
    const line = pageAt(at);
    if (line == 0) {
      result = NEED;
      break;
    }
    const below = ((<u64>1) << shift) - 1;
    // Entries from here to the end of the table's page, of the table, and of the range.
    const inPage = (4096 - (at & PAGE_MASK)) >> m.wordShift();
    const entries = min<u64>(min<u64>(inPage, mask - index + 1), (s.last >> shift) - (before >> shift) + 1);
    let va = before;
    if (line == 1) {
      const end = min<u64>((before | below) + ((entries - 1) << shift), s.last);
      addRun(before, end - before + 1, 0, at & ~PAGE_MASK, MISSING_TABLE | (level << 8), 0);
      va = end + 1;
      steps++;
    } else {
      let here = line + <usize>(at & PAGE_MASK);
      const end = here + ((<usize>entries) << m.wordShift());
      const above = flagsOf(level);
      steps += <u32>entries + 8;
      let entered = false;
      if (m.uniform() && level == 1 && s.wantedFirst > s.wantedLast && wholePages(before, s.last, entries)) {
        addPages(here, end, before, above);
        va = before + (entries << 12);
        here = end;
      }
      for (; here < end; here += (<usize>1) << m.wordShift()) {
        if (m.uniform() && nothingAt(here, end)) {
          here += 56;
          va = (va | below) + 1 + 7 * (below + 1);
          continue;
        }
        const entry = loadEntry<M>(here);
        const kind = m.kind(entry, level);
        if (kind != ABSENT) {
          if (runsFull()) break;
          const last = min<u64>(va | below, s.last);
          if (kind == LEAF) {
            const page = m.sixteen(entry, level) ? (below << 4) | 15 : below;
            const physical = (m.frame(entry, level) & ~page) | (va & page);
            leaf(s, va, last, physical, (level << 8) | (m.flags(entry, level, above) << 16));
          } else {
            const child = m.next(entry);
            if (pageAt(child) == 0) {
              prefetch<M>(here + ((<usize>1) << m.wordShift()), end, level);
              result = NEED;
              break;
            }
            const flags = m.narrow(entry, level, above);
            const filtered = s.wantedFirst <= s.wantedLast;
            // A subtree that the range cuts is listed as it is: it does not stand for the whole of it.
            const whole = (va & below) == 0 && last == (va | below);
            const first = filtered || (whole && s.expand == 0) ? listedAt(child, level - 1, s.epoch, va) : va;
            if (first == va || (filtered && !whole)) {
              if (whole && s.expand == 0 && !filtered) note(s, child, level - 1, va);
              s.cursor = va;
              enter(s, level - 1, child, flags);
              entered = true;
              break;
            }
            if (!filtered) addRun(va, last - va + 1, child, first, REPEAT | (level << 8) | (flags << 16), 0);
          }
        }
        va = (va | below) + 1;
      }
      if (entered) continue;
    }
    if (va < before || va > s.last) s.finished = 1;
    s.cursor = va;
    if (va != before) climb<M>(s, levels, before);
    if (result == NEED) break;
  }
  closeRuns(carry, result == DONE);
  return result;
}
