// The walk: translates one address, at most one table read a level; waits when a table is not cached.
import { EXECUTE, MISSING_TABLE, NOT_CANONICAL, NOT_PRESENT, OK, USER, WAIT, WRITE } from '../abi';
import { pageAt } from '../cache/page-cache';
import { countTlb, structureSlot, tlbSlot } from '../cache/tlb';
import { FiveLevel, FourLevel, FRAME, LARGE, NO_EXECUTE, PRESENT, USER_PAGE, WRITABLE } from './x86-64';
import { Space } from './space';

// Result of the last walk.
export let walkPhysical: u64 = 0;
export let walkEntry: u64 = 0;
export let walkMissing: u64 = 0;
export let walkFlags: u32 = 0;
export let walkLevel: u32 = 0;

// @ts-ignore: decorator
@inline export function permissionsOf(entry: u64, above: u32): u32 {
  let flags: u32 = 0;
  if (entry & WRITABLE) flags |= WRITE;
  if (!(entry & NO_EXECUTE)) flags |= EXECUTE;
  if (entry & USER_PAGE) flags |= USER;
  return flags & above;
}

/** True when bits above the translated ones repeat the highest of them. */
// @ts-ignore: decorator
@inline export function canonical(va: u64, bits: u32): bool {
  const top = (<i64>va) >> (bits - 1);
  return top == 0 || top == -1;
}

function walk<M>(space: Space, va: u64): u32 {
  const levels = changetype<M>(0).levels();
  if (!canonical(va, changetype<M>(0).addressBits())) return NOT_CANONICAL;
  const owner = space.tag;
  const cached = tlbSlot(va >> 12, owner);
  if (cached.owner == owner && cached.key == va >> 12) {
    countTlb(true);
    walkPhysical = cached.phys | (va & 4095);
    walkEntry = cached.raw;
    walkFlags = cached.flags & 0xff;
    walkLevel = cached.flags >> 8;
    return OK;
  }
  let level = levels;
  let table = space.root & FRAME;
  let flags: u32 = WRITE | EXECUTE | USER;
  const structure = structureSlot(va >> 21, owner);
  if (structure.owner == owner && structure.key == va >> 21) {
    table = structure.phys;
    flags = structure.flags;
    level = 1;
  }
  while (true) {
    const shift = 12 + 9 * (level - 1);
    const at = pageAt(table);
    if (at <= 1) {
      walkMissing = table;
      walkLevel = level;
      return at == 0 ? WAIT : MISSING_TABLE;
    }
    const entry = load<u64>(at + (((<usize>(va >> shift)) & 511) << 3));
    walkEntry = entry;
    walkLevel = level;
    if (!(entry & PRESENT)) return NOT_PRESENT;
    flags = permissionsOf(entry, flags);
    if (level == 1 || (level <= 3 && entry & LARGE)) {
      const mask = ((<u64>1) << shift) - 1;
      const base = entry & FRAME & ~mask;
      walkPhysical = base | (va & mask);
      walkFlags = flags;
      countTlb(false);
      cached.key = va >> 12;
      cached.owner = owner;
      cached.phys = walkPhysical & ~4095;
      cached.raw = entry;
      cached.flags = flags | (level << 8);
      return OK;
    }
    table = entry & FRAME;
    level--;
    if (level == 1) {
      structure.key = va >> 21;
      structure.owner = owner;
      structure.phys = table;
      structure.flags = flags;
    }
  }
}

/** Translates one address of a space. The result is in the walk* globals; WAIT when a table was asked for. */
export function walkAddress(space: Space, va: u64): u32 {
  return space.levels == 5 ? walk<FiveLevel>(space, va) : walk<FourLevel>(space, va);
}
