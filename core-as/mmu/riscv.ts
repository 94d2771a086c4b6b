// RISC-V paging: Sv32, and Sv39, Sv48 and Sv57 with Svnapot. The RISC-V privileged architecture, chapter "Supervisor-Level ISA",
// sections Sv32 to Sv57, and the Svnapot extension.
import { ALL_FLAGS, GLOBAL, KERNEL_EXECUTE, SIXTEEN, USER, USER_EXECUTE } from '../abi';
import { ABSENT, LEAF, TABLE } from './mode';
import { Space } from './space';

/** R, W, X. */
// @ts-ignore: decorator
@inline const RWX: u64 = 0xe;

/** V; W without R is reserved; an entry without R, W and X names a table, which the last level has none of. */
// @ts-ignore: decorator
@inline function kindOf(entry: u64, level: u32): u32 {
  if (!(entry & 1) || (entry & 6) == 4) return ABSENT;
  if (entry & RWX) return LEAF;
  return level == 1 ? ABSENT : TABLE;
}

/** R (1), W (2), X (3), U (4), G (5), A (6), D (7); rights are those of the leaf, global is any level's. */
// @ts-ignore: decorator
@inline function flagsOf(entry: u64, above: u32): u32 {
  const bits = <u32>entry;
  const execute = (bits >> 3) & 1;
  const user = (bits >> 4) & 1;
  return (
    (above & GLOBAL) |
    ((bits & 0x20) << 3) |
    ((bits & 2) << 2) |
    ((bits & 4) >> 1) |
    (user * USER) |
    ((execute & user) * USER_EXECUTE) |
    ((execute & (user ^ 1)) * KERNEL_EXECUTE) |
    ((bits & 0xc0) >> 1)
  );
}

/** Sv32: two levels of 4-byte entries, 34-bit physical addresses. */
@unmanaged
export class RiscvSv32 {
  // @ts-ignore: decorator
  @inline select(space: Space): void {}
  // @ts-ignore: decorator
  @inline halves(): bool {
    return false;
  }
  // @ts-ignore: decorator
  @inline wordShift(): u32 {
    return 2;
  }
  // @ts-ignore: decorator
  @inline shift(level: u32): u32 {
    return 2 + 10 * level;
  }
  // @ts-ignore: decorator
  @inline mask(level: u32): u64 {
    return 1023;
  }
  // @ts-ignore: decorator
  @inline uniform(): bool {
    return false;
  }
  // @ts-ignore: decorator
  @inline regionShift(): u32 {
    return 22;
  }
  // @ts-ignore: decorator
  @inline start(): u32 {
    // Rights are the leaf's alone; a subtree that stands for itself may have them all.
    return ALL_FLAGS ^ SIXTEEN ^ GLOBAL;
  }
  // @ts-ignore: decorator
  @inline kind(entry: u64, level: u32): u32 {
    const kind = kindOf(entry, level);
    // A superpage must be aligned.
    return kind == LEAF && level == 2 && (entry & 0xffc00) != 0 ? ABSENT : kind;
  }
  // @ts-ignore: decorator
  @inline next(entry: u64): u64 {
    return (entry >> 10) << 12;
  }
  // @ts-ignore: decorator
  @inline frame(entry: u64, level: u32): u64 {
    return (entry >> 10) << 12;
  }
  // @ts-ignore: decorator
  @inline sixteen(entry: u64, level: u32): bool {
    return false;
  }
  // @ts-ignore: decorator
  @inline narrow(entry: u64, level: u32, above: u32): u32 {
    // What a global table maps is global.
    return above | (((<u32>entry) & 0x20) << 3);
  }
  // @ts-ignore: decorator
  @inline flags(entry: u64, level: u32, above: u32): u32 {
    return flagsOf(entry, above);
  }
}

/** Sv39, Sv48 and Sv57: the space knows how many levels. */
@unmanaged
export class RiscvSv64 {
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
    return false;
  }
  // @ts-ignore: decorator
  @inline regionShift(): u32 {
    return 21;
  }
  // @ts-ignore: decorator
  @inline start(): u32 {
    // Rights are the leaf's alone; a subtree that stands for itself may have them all.
    return ALL_FLAGS ^ SIXTEEN ^ GLOBAL;
  }
  // @ts-ignore: decorator
  @inline kind(entry: u64, level: u32): u32 {
    const kind = kindOf(entry, level);
    const napot = entry >> 63 != 0;
    if (kind != LEAF) return napot ? ABSENT : kind;
    // The only NAPOT size is 64 KiB, in the last level; a superpage must be aligned.
    if (level == 1) return napot && ((entry >> 10) & 15) != 8 ? ABSENT : LEAF;
    return napot || (entry & ((((<u64>1) << (9 * (level - 1))) - 1) << 10)) != 0 ? ABSENT : LEAF;
  }
  // @ts-ignore: decorator
  @inline next(entry: u64): u64 {
    return (entry << 2) & 0x00fffffffffff000;
  }
  // @ts-ignore: decorator
  @inline frame(entry: u64, level: u32): u64 {
    return (entry << 2) & 0x00fffffffffff000;
  }
  // @ts-ignore: decorator
  @inline sixteen(entry: u64, level: u32): bool {
    return level == 1 && entry >> 63 != 0;
  }
  // @ts-ignore: decorator
  @inline narrow(entry: u64, level: u32, above: u32): u32 {
    // What a global table maps is global.
    return above | (((<u32>entry) & 0x20) << 3);
  }
  // @ts-ignore: decorator
  @inline flags(entry: u64, level: u32, above: u32): u32 {
    return flagsOf(entry, above) | (this.sixteen(entry, level) ? SIXTEEN : 0);
  }
}
