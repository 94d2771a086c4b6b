// Address spaces: fixed slots of mode, roots and sizes. A slot's tag changes when it is set, so old cache entries never match.
import { lose } from '../cache/page-cache';
import { SPACES, spaces } from '../layout';

// Modes, as hosts name them.
// @ts-ignore: decorator
@inline export const X86_32: u32 = 0;
// @ts-ignore: decorator
@inline export const X86_PAE: u32 = 1;
// @ts-ignore: decorator
@inline export const X86_64: u32 = 2;
// @ts-ignore: decorator
@inline export const A64_4K: u32 = 3;
// @ts-ignore: decorator
@inline export const A64_4K_LPA2: u32 = 4;
// @ts-ignore: decorator
@inline export const A64_16K: u32 = 5;
// @ts-ignore: decorator
@inline export const A64_16K_LPA2: u32 = 6;
// @ts-ignore: decorator
@inline export const A64_64K: u32 = 7;
// @ts-ignore: decorator
@inline export const ARM_SHORT: u32 = 8;
// @ts-ignore: decorator
@inline export const ARM_LPAE: u32 = 9;
// @ts-ignore: decorator
@inline export const RISCV_32: u32 = 10;
// @ts-ignore: decorator
@inline export const RISCV_64: u32 = 11;
/** A made-up mode of 128-bit addresses. */
// @ts-ignore: decorator
@inline export const WIDE: u32 = 12;

/** A root that is not there. */
// @ts-ignore: decorator
@inline export const NO_ROOT: u64 = 0xffffffffffffffff;

/** One address space: a low half from 0 and a high half up to 2^64 - 1, each with its root. */
@unmanaged
export class Space {
  root: u64;
  highRoot: u64;
  /** End of the low half, exclusive; 0 when it has no root. */
  lowEnd: u64;
  /** The last address below the high half; 2^64 - 1 when that has no root. */
  highBefore: u64;
  /** Owner of cache entries, never 0. */
  tag: u32;
  mode: u32;
  levels: u32;
  highLevels: u32;
  /** Highest index of the top table. */
  topMask: u32;
  highTopMask: u32;
  slot: u32;
}

/** Facts of a mode, eight bytes each: fewest and most bits of an address, log2 of a page, index bits of a level, and of the root: lowest address bit, bits of an address; then 1 when both halves share one root. */
const FACTS: usize = memory.data<u8>([
  32,
  32,
  12,
  10,
  12,
  32,
  0,
  0, // x86 32-bit
  32,
  32,
  12,
  9,
  5,
  32,
  0,
  0, // PAE
  48,
  57,
  12,
  9,
  12,
  52,
  1,
  0, // x86-64
  25,
  48,
  12,
  9,
  6,
  52,
  0,
  0, // AArch64, 4 KiB
  25,
  52,
  12,
  9,
  6,
  52,
  0,
  0,
  25,
  48,
  14,
  11,
  6,
  52,
  0,
  0, // 16 KiB
  25,
  52,
  14,
  11,
  6,
  52,
  0,
  0,
  25,
  52,
  16,
  13,
  6,
  52,
  0,
  0, // 64 KiB
  32,
  32,
  12,
  8,
  14,
  32,
  0,
  0, // ARM short; its top table has 12 index bits
  32,
  32,
  12,
  9,
  5,
  40,
  0,
  0, // ARM LPAE
  32,
  32,
  12,
  10,
  12,
  34,
  0,
  0, // Sv32
  39,
  57,
  12,
  9,
  12,
  56,
  1,
  0, // Sv39, Sv48, Sv57
  128,
  128,
  12,
  9,
  12,
  52,
  0,
  0, // wide
]);

/** Tags given out; beyond LAST_TAG all caches must be emptied. */
let tags: u32 = 0;
// @ts-ignore: decorator
@inline const LAST_TAG: u32 = 0xffffffff;

// @ts-ignore: decorator
@inline function fact(mode: u32, which: u32): u32 {
  return load<u8>(FACTS + (mode << 3) + which);
}
// @ts-ignore: decorator
@inline function slotAt(slot: u32): Space {
  return changetype<Space>(spaces + ((<usize>slot) << 6));
}

/** Whether the next space gets a tag that old cache entries may have: then they must go first. */
export function tagsExhausted(): bool {
  return tags >= LAST_TAG;
}

/** Gives all spaces tags from 1 on; all caches were emptied. */
export function restartTags(): void {
  tags = 0;
  for (let slot: u32 = 0; slot < SPACES; slot++) {
    const space = slotAt(slot);
    if (space.tag != 0) space.tag = ++tags;
  }
}

/** Gives a slot's space a new tag, so that nothing cached for it counts any more. */
export function renewTag(space: Space): void {
  space.tag = ++tags;
  lose();
}

/**
 * Sets a slot. `bits` and `highBits` are the address bits of the two halves; modes whose halves share a root take `root`
 * and `bits` alone. Returns false for a slot, mode or size that does not exist, and when there is no root at all.
 */
export function setSpaceSlot(slot: u32, mode: u32, root: u64, highRoot: u64, bits: u32, highBits: u32): bool {
  if (slot >= SPACES || mode > WIDE) return false;
  const least = fact(mode, 0);
  const most = fact(mode, 1);
  const both = fact(mode, 6) != 0;
  if (both) {
    highRoot = root;
    highBits = bits;
  } else if (least == most && highRoot != NO_ROOT) return false;
  if (bits < least || bits > most || (highRoot != NO_ROOT && (highBits < least || highBits > most)))
    return false;
  if (root == NO_ROOT && highRoot == NO_ROOT) return false;
  if ((mode == X86_64 && bits != 48 && bits != 57) || (mode == RISCV_64 && (bits - 12) % 9 != 0))
    return false;
  const space = slotAt(slot);
  const mask = (((<u64>1) << fact(mode, 5)) - 1) & ~(((<u64>1) << fact(mode, 4)) - 1);
  space.mode = mode;
  space.slot = slot;
  space.root = root & mask;
  space.highRoot = highRoot & mask;
  const page = fact(mode, 2);
  const index = fact(mode, 3);
  space.levels = mode == ARM_SHORT ? 2 : (bits - page + index - 1) / index;
  space.highLevels = (highBits - page + index - 1) / index;
  space.topMask = mode == ARM_SHORT ? 4095 : (1 << (bits - page - index * (space.levels - 1))) - 1;
  space.highTopMask = (1 << (highBits - page - index * (space.highLevels - 1))) - 1;
  // Where both halves share the root, the highest translated bit tells them apart.
  const shared: u32 = both ? 1 : 0;
  space.lowEnd = root == NO_ROOT ? 0 : mode == WIDE ? NO_ROOT : (<u64>1) << (bits - shared);
  space.highBefore = highRoot == NO_ROOT ? NO_ROOT : ~(((<u64>1) << (highBits - shared)) - 1) - 1;
  renewTag(space);
  return true;
}

/** The space in a slot, or null when the slot was never set. */
export function spaceAt(slot: u32): Space | null {
  if (slot >= SPACES) return null;
  const space = slotAt(slot);
  return space.tag == 0 ? null : space;
}

/** Whether `first` to `last`, both included, lie in one half; an empty range does. */
export function inOneHalf(space: Space, first: u64, last: u64): bool {
  return first > last || last < space.lowEnd || first > space.highBefore;
}
