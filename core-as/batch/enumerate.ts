// Lists what a range maps, in address order, as coalesced runs. A table met before at the same level and with the same
// permissions above it is reported as a repeat of its first listing, so self maps and bombs stay small.
import { DONE, EXECUTE, FULL, MISSING_TABLE, NEED, OK, Output, REPEAT, USER, WRITE } from '../abi';
import { pageAt } from '../cache/page-cache';
import { output, OUTPUTS, SEEN, seen } from '../layout';
import { Space } from '../mmu/space';
import { permissionsOf } from '../mmu/walk';
import { FRAME, LARGE, PRESENT } from '../mmu/x86-64';

/** A table met before: frame | level << 8 | permissions, and the virtual address it was first listed at. */
@unmanaged
class Seen {
  key: u64;
  first: u64;
  used: u32;
}

// The path from the root to the current table, by level 1..5 (static: it outlives a resume).
const PATH_TABLE: usize = memory.data(6 * 8, 8);
const PATH_FLAGS: usize = memory.data(6 * 4, 4);

let cursor: u64 = 0;
let last: u64 = 0;
let level: u32 = 0;
let expand: bool = false;
let finished: bool = true;
let known: u32 = 0;
export let runCount: u32 = 0;
/** Tables not remembered because the table of tables was full: then repeats may be listed in full. */
export let forgotten: u32 = 0;

// @ts-ignore: decorator
@inline function tableOf(l: u32): u64 {
  return load<u64>(PATH_TABLE + (<usize>l << 3));
}
// @ts-ignore: decorator
@inline function flagsOf(l: u32): u32 {
  return load<u32>(PATH_FLAGS + (<usize>l << 2));
}
function enter(l: u32, table: u64, flags: u32): void {
  store<u64>(PATH_TABLE + (<usize>l << 3), table);
  store<u32>(PATH_FLAGS + (<usize>l << 2), flags);
  level = l;
}

/** Starts on the addresses `start` to `end` inclusive, both within one canonical half. */
export function beginEnumerate(space: Space, start: u64, end: u64, expandRepeats: bool): void {
  memory.fill(seen, 0, SEEN * offsetof<Seen>());
  cursor = start;
  last = end;
  expand = expandRepeats;
  finished = start > end;
  known = 0;
  forgotten = 0;
  runCount = 0;
  enter(space.levels, space.root & FRAME, WRITE | EXECUTE | USER);
}

/** Where the table was listed first, or `va` itself when this is the first time. */
function firstListing(table: u64, l: u32, flags: u32, va: u64): u64 {
  const key = table | (l << 8) | flags;
  let i = <u32>((key * 0x9e3779b97f4a7c15) >> 40) & (SEEN - 1);
  while (true) {
    const entry = changetype<Seen>(seen + <usize>i * offsetof<Seen>());
    if (entry.used == 0) {
      if (known >= SEEN - (SEEN >> 2)) {
        forgotten++;
        return va;
      }
      known++;
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
  record.pageSize = status == OK ? <u64>1 << (12 + 9 * (l - 1)) : 0;
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
function advance(l: u32): bool {
  const shift = 12 + 9 * (l - 1);
  const next = ((cursor >> shift) + 1) << shift;
  if (next == 0 || next > last) {
    finished = true;
    return false;
  }
  cursor = next;
  return true;
}

/** Climbs to the table that the cursor is in, after it left one at its end. */
function climb(levels: u32, before: u64): void {
  let l = level;
  while (l < levels && before >> (12 + 9 * l) != cursor >> (12 + 9 * l)) l++;
  level = l;
}

/** Asks ahead for the tables behind the following entries of this one. */
function prefetch(at: usize, from: u32, l: u32): void {
  for (let i = from; i < 512; i++) {
    const entry = load<u64>(at + (<usize>i << 3));
    if (entry & PRESENT && !(l <= 3 && entry & LARGE)) pageAt(entry & FRAME);
  }
}

/** Lists until done, the output is full, or a table is missing. */
export function resumeEnumerate(space: Space): i32 {
  const levels = space.levels;
  runCount = 0;
  while (!finished) {
    if (runCount >= OUTPUTS - 1) return FULL;
    const table = tableOf(level);
    const at = pageAt(table);
    if (at == 0) return NEED;
    const shift = 12 + 9 * (level - 1);
    const before = cursor;
    if (at == 1) {
      const whole = shift + 9;
      const start = (cursor >> whole) << whole;
      emit(MISSING_TABLE, cursor, (<u64>1 << whole) - (cursor - start), 0, 0, level, 0, table);
      if (level == levels) {
        finished = true;
        break;
      }
      if (!advance(level + 1)) break;
      climb(levels, before);
      continue;
    }
    const index = <u32>(cursor >> shift) & 511;
    const entry = load<u64>(at + (<usize>index << 3));
    if (entry & PRESENT) {
      const flags = permissionsOf(entry, flagsOf(level));
      if (level == 1 || (level <= 3 && entry & LARGE)) {
        const size = <u64>1 << shift;
        const mask = size - 1;
        const skip = cursor & mask;
        const rest = min<u64>(size - skip, last - cursor + 1);
        leaf(cursor, (entry & FRAME & ~mask) + skip, rest, flags, level, entry);
      } else {
        const child = entry & FRAME;
        const bytes = pageAt(child);
        if (bytes == 0) {
          prefetch(at, index + 1, level);
          return NEED;
        }
        const first = expand ? cursor : firstListing(child, level - 1, flags, cursor);
        if (first == cursor) {
          enter(level - 1, child, flags);
          continue;
        }
        emit(REPEAT, cursor, <u64>1 << shift, child, flags, level, entry, first);
      }
    }
    if (!advance(level)) break;
    climb(levels, before);
  }
  return DONE;
}
