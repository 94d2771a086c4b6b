// x86-64 paging with four levels (48-bit addresses) and five (57-bit, LA57). Intel SDM volume 3, section 4.5, tables 4-14 to 4-20.
import { ALL_FLAGS, KERNEL_EXECUTE, READ, SIXTEEN, USER, USER_EXECUTE, WRITE } from '../abi';
import { ABSENT, LEAF, TABLE } from './mode';
import { Space } from './space';

// @ts-ignore: decorator
@inline const PRESENT: u64 = 1;
/** Page size: the entry maps a large page (levels 2 and 3; of no meaning above). */
// @ts-ignore: decorator
@inline const LARGE: u64 = 0x80;
/** Frame bits 12..51. */
// @ts-ignore: decorator
@inline export const FRAME: u64 = 0x000ffffffffff000;
/** Entry bits that are flags of ours in the same place: write, user, accessed, dirty, global. */
// @ts-ignore: decorator
@inline const SAME: u32 = 0x166;

/** User code runs only what user code may touch. */
// @ts-ignore: decorator
@inline export function withoutUser(flags: u32): u32 {
  return flags & ~((~flags & USER) << 2);
}

/** Flags below a table of 8-byte x86 entries: bit 63 forbids execution, bits 1 and 2 allow writing and user access. */
// @ts-ignore: decorator
@inline export function narrowWide(entry: u64, above: u32): u32 {
  const execute = <u32>(~entry >> 63);
  const rights = KERNEL_EXECUTE | WRITE | USER | USER_EXECUTE;
  return withoutUser(above & (((<u32>entry) & (WRITE | USER)) | execute | (execute << 4) | ~rights));
}

/** Flags of a page of 8-byte x86 entries. */
// @ts-ignore: decorator
@inline export function flagsWide(entry: u64, above: u32): u32 {
  const low = <u32>entry;
  const execute = <u32>(~entry >> 63);
  return above & ((low & SAME) | READ | execute | ((execute & (low >> 2)) << 4));
}

/** Four and five levels alike: the space knows how many. */
@unmanaged
export class X8664 {
  // @ts-ignore: decorator
  @inline select(space: Space): void {}
  // @ts-ignore: decorator
  @inline halves(): bool {
    return true;
  }
  // @ts-ignore: decorator
  @inline wordShift(): u32 {
    return 3;
  }
  // @ts-ignore: decorator
  @inline shift(level: u32): u32 {
    return 3 + 9 * level;
  }
  // @ts-ignore: decorator
  @inline mask(level: u32): u64 {
    return 511;
  }
  // @ts-ignore: decorator
  @inline uniform(): bool {
    return true;
  }
  // @ts-ignore: decorator
  @inline regionShift(): u32 {
    return 21;
  }
  // @ts-ignore: decorator
  @inline start(): u32 {
    return ALL_FLAGS ^ SIXTEEN;
  }
  // @ts-ignore: decorator
  @inline kind(entry: u64, level: u32): u32 {
    if (!(entry & PRESENT)) return ABSENT;
    return level == 1 || (level <= 3 && (entry & LARGE) != 0) ? LEAF : TABLE;
  }
  // @ts-ignore: decorator
  @inline next(entry: u64): u64 {
    return entry & FRAME;
  }
  // @ts-ignore: decorator
  @inline frame(entry: u64, level: u32): u64 {
    return entry & FRAME;
  }
  // @ts-ignore: decorator
  @inline sixteen(entry: u64, level: u32): bool {
    return false;
  }
  // @ts-ignore: decorator
  @inline narrow(entry: u64, level: u32, above: u32): u32 {
    return narrowWide(entry, above);
  }
  // @ts-ignore: decorator
  @inline flags(entry: u64, level: u32, above: u32): u32 {
    return flagsWide(entry, above);
  }
}
