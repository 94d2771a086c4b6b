// Lists what a range maps, in address order, as coalesced runs. A table met before at the same level is reported as a
// repeat of its first listing, with the permissions of its own path, so self maps and bombs stay small.
import { DONE, EXECUTE, FULL, MISSING_TABLE, NEED, OK, Output, REPEAT, USER, WRITE } from '../abi';
import { pageAt } from '../cache/page-cache';
import { enumeration, ENUMERATION_STATE, output, OUTPUTS, SEEN } from '../layout';
import { Space } from '../mmu/space';
import { permissionsOf } from '../mmu/walk';
import { FRAME, LARGE, PRESENT } from '../mmu/x86-64';

/** A table met before: frame | level, and the virtual address it was first listed at. */
@unmanaged
class Seen {
  key: u64;
  first: u64;
  used: u32;
}

/** All that outlives a resume beside the tables met: it starts the buffer `enumeration`, which a host may set aside and put back. */
@unmanaged
class State {
  /** Next address to list. */
  cursor: u64;
  /** Last address to list. */
  last: u64;
  // The path from the root to the current table, by level 1..5.
  table1: u64;
  table2: u64;
  table3: u64;
  table4: u64;
  table5: u64;
  flags1: u32;
  flags2: u32;
  flags3: u32;
  flags4: u32;
  flags5: u32;
  level: u32;
  expand: u32;
  finished: u32;
  /** Tables remembered. */
  known: u32;
  /** Tables not remembered because there was no room: then repeats may be listed in full. */
  forgotten: u32;
}

export let runCount: u32 = 0;

// @ts-ignore: decorator
@inline function state(): State {
  return changetype<State>(enumeration);
}
export function forgotten(): u32 {
  return state().forgotten;
}

// @ts-ignore: decorator
@inline function tableOf(l: u32): u64 {
  return load<u64>(enumeration + ((<usize>(l - 1)) << 3), offsetof<State>('table1'));
}
// @ts-ignore: decorator
@inline function flagsOf(l: u32): u32 {
  return load<u32>(enumeration + ((<usize>(l - 1)) << 2), offsetof<State>('flags1'));
}
function enter(l: u32, table: u64, flags: u32): void {
  store<u64>(enumeration + ((<usize>(l - 1)) << 3), table, offsetof<State>('table1'));
  store<u32>(enumeration + ((<usize>(l - 1)) << 2), flags, offsetof<State>('flags1'));
  state().level = l;
}

/** Starts on the addresses `start` to `end` inclusive, both within one canonical half. */
export function beginEnumerate(space: Space, start: u64, end: u64, expandRepeats: bool): void {
  memory.fill(enumeration, 0, ENUMERATION_STATE + SEEN * offsetof<Seen>());
  const s = state();
  s.cursor = start;
  s.last = end;
  s.expand = expandRepeats ? 1 : 0;
  s.finished = start > end ? 1 : 0;
  runCount = 0;
  enter(space.levels, space.root & FRAME, WRITE | EXECUTE | USER);
}

/** Where the table was listed first, or `va` itself when this is the first time. */
function firstListing(table: u64, l: u32, va: u64): u64 {
  const key = table | l;
  let i = (<u32>((key * 0x9e3779b97f4a7c15) >> 40)) & (SEEN - 1);
  while (true) {
    const entry = changetype<Seen>(enumeration + ENUMERATION_STATE + <usize>i * offsetof<Seen>());
    if (entry.used == 0) {
      const s = state();
      if (s.known >= SEEN - (SEEN >> 2)) {
        s.forgotten++;
        return va;
      }
      s.known++;
      entry.used = 1;
      entry.key = key;
      entry.first = va;
      return va;
    }
    if (entry.key == key) return entry.first;
    i = (i + 1) & (SEEN - 1);
  }
}

function emit(status: u32, va: u64, size: u64, phys: u64, flags: u32, l: u32, entry: u64, other: u64): void {
  const record = changetype<Output>(output + <usize>runCount * offsetof<Output>());
  runCount++;
  record.virtual = va;
  record.size = size;
  record.physical = phys;
  record.flags = flags | (l << 8);
  record.status = status | (l << 8);
  record.entry = entry;
  record.other = other;
  record.pageSize = status == OK ? (<u64>1) << (12 + 9 * (l - 1)) : 0;
  record.index = 0;
}

/** Adds a leaf to the last run when it continues it on both sides. */
function leaf(va: u64, phys: u64, size: u64, flags: u32, l: u32, entry: u64): void {
  if (runCount != 0) {
    const run = changetype<Output>(output + <usize>(runCount - 1) * offsetof<Output>());
    if (
      run.status == (OK | (l << 8)) &&
      run.flags == (flags | (l << 8)) &&
      run.virtual + run.size == va &&
      run.physical + run.size == phys
    ) {
      run.size += size;
      return;
    }
  }
  emit(OK, va, size, phys, flags, l, entry, 0);
}

/** Moves the cursor behind the entry of level `l`; false at the end of the range. */
function advance(s: State, l: u32): bool {
  const shift = 12 + 9 * (l - 1);
  const next = ((s.cursor >> shift) + 1) << shift;
  if (next == 0 || next > s.last) {
    s.finished = 1;
    return false;
  }
  s.cursor = next;
  return true;
}

/** Climbs to the table that the cursor is in, after it left one at its end. */
function climb(s: State, levels: u32, before: u64): void {
  let l = s.level;
  while (l < levels && before >> (12 + 9 * l) != s.cursor >> (12 + 9 * l)) l++;
  s.level = l;
}

/** Asks ahead for the tables behind the following entries of this one. */
function prefetch(at: usize, from: u32, l: u32): void {
  for (let i = from; i < 512; i++) {
    const entry = load<u64>(at + ((<usize>i) << 3));
    if (entry & PRESENT && !(l <= 3 && entry & LARGE)) pageAt(entry & FRAME);
  }
}

/** Lists until done, the output is full, or a table is missing. */
export function resumeEnumerate(space: Space): i32 {
  const levels = space.levels;
  const s = state();
  runCount = 0;
  while (s.finished == 0) {
    if (runCount >= OUTPUTS - 1) return FULL;
    const level = s.level;
    const table = tableOf(level);
    const at = pageAt(table);
    if (at == 0) return NEED;
    const shift = 12 + 9 * (level - 1);
    const before = s.cursor;
    // Bytes of the range from the cursor on, less one so that 2^64 fits.
    const left = s.last - before;
    if (at == 1) {
      const block = (((<u64>1) << (shift + 9)) - 1) & ~before;
      const covered = level == levels ? left : min<u64>(block, left);
      emit(MISSING_TABLE, before, covered + 1, 0, 0, level, 0, table);
      if (level == levels) {
        s.finished = 1;
        break;
      }
      if (!advance(s, level + 1)) break;
      climb(s, levels, before);
      continue;
    }
    const entry = load<u64>(at + (((<usize>(before >> shift)) & 511) << 3));
    if (entry & PRESENT) {
      const flags = permissionsOf(entry, flagsOf(level));
      const mask = ((<u64>1) << shift) - 1;
      const skip = before & mask;
      const covered = min<u64>(mask - skip, left);
      if (level == 1 || (level <= 3 && entry & LARGE)) {
        leaf(before, (entry & FRAME & ~mask) + skip, covered + 1, flags, level, entry);
      } else {
        const child = entry & FRAME;
        const bytes = pageAt(child);
        if (bytes == 0) {
          prefetch(at, <u32>((before >> shift) & 511) + 1, level);
          return NEED;
        }
        // A subtree that the range cuts is listed as it is: it does not stand for the whole of it.
        const whole = covered == mask && s.expand == 0;
        const first = whole ? firstListing(child, level - 1, before) : before;
        if (first == before) {
          enter(level - 1, child, flags);
          continue;
        }
        emit(REPEAT, before, covered + 1, child, flags, level, entry, first);
      }
    }
    if (!advance(s, level)) break;
    climb(s, levels, before);
  }
  return DONE;
}
