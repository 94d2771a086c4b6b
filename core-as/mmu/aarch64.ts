// AArch64 stage 1 paging with granules of 4, 16 and 64 KiB, 52-bit formats included. Arm ARM (DDI 0487), section D8.3, VMSAv8-64
// descriptor formats; D8.4, permissions.
import {
  ACCESSED,
  ALL_FLAGS,
  CONTIGUOUS,
  DIRTY,
  GLOBAL,
  KERNEL_EXECUTE,
  READ,
  SIXTEEN,
  USER,
  USER_EXECUTE,
  WRITE,
} from '../abi';
import { ABSENT, bit, LEAF, TABLE } from './mode';
import { A64_4K, Space } from './space';

/** Bit 0: valid. Bit 1: table above the last level, page in it; without it a block, up to level `highest`. */
// @ts-ignore: decorator
@inline export function kindOf(entry: u64, level: u32, highest: u32): u32 {
  if (!(entry & 1)) return ABSENT;
  if (entry & 2) return level == 1 ? LEAF : TABLE;
  return level > 1 && level <= highest ? LEAF : ABSENT;
}

/** PXNTable (59), UXNTable (60) and APTable (61, 62) take rights away below a table. */
// @ts-ignore: decorator
@inline function narrowStage1(entry: u64, above: u32): u32 {
  return above & ~(bit(entry, 59) | (bit(entry, 60) << 4) | (bit(entry, 61) << 2) | (bit(entry, 62) << 1));
}

/**
 * AP[1] (6): user access. AP[2] (7): read only, unless hardware keeps the dirty state (DBM, 51): then "writable, clean".
 * AF (10), nG (11), contiguous (52), PXN (53), UXN (54).
 */
// @ts-ignore: decorator
@inline function flagsStage1(entry: u64, above: u32): u32 {
  const clean = bit(entry, 7);
  const flags =
    READ |
    ((bit(entry, 53) ^ 1) * KERNEL_EXECUTE) |
    (((clean ^ 1) | bit(entry, 51)) * WRITE) |
    (bit(entry, 6) * USER) |
    ((bit(entry, 54) ^ 1) * USER_EXECUTE) |
    (bit(entry, 10) * ACCESSED) |
    ((clean ^ 1) * DIRTY) |
    (bit(entry, 52) * CONTIGUOUS) |
    ((bit(entry, 11) ^ 1) * GLOBAL);
  return above & flags;
}

// What the granule and the descriptor format decide; of the space in use.
let selected: u32 = 0xffffffff;
let granule: u32 = 12;
let highestBlock: u32 = 3;
let frameMask: u64 = 0;
let extraMask: u64 = 0;
let extraShift: u32 = 0;

/** One class for the five formats: compiling the walkers once for each would make the core a third larger. */
@unmanaged
export class Aarch64 {
  /** Makes a space's format the one in use. */
  // @ts-ignore: decorator
  @inline select(space: Space): void {
    if (space.mode != selected) selectFormat(space.mode);
  }
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
    return granule + (granule - 3) * (level - 1);
  }
  // @ts-ignore: decorator
  @inline mask(level: u32): u64 {
    return ((<u64>1) << (granule - 3)) - 1;
  }
  // @ts-ignore: decorator
  @inline uniform(): bool {
    return false;
  }
  // @ts-ignore: decorator
  @inline regionShift(): u32 {
    return granule + 9;
  }
  // @ts-ignore: decorator
  @inline start(): u32 {
    return ALL_FLAGS ^ SIXTEEN;
  }
  // @ts-ignore: decorator
  @inline kind(entry: u64, level: u32): u32 {
    return kindOf(entry, level, highestBlock);
  }
  // @ts-ignore: decorator
  @inline next(entry: u64): u64 {
    return (entry & frameMask) | ((entry & extraMask) << extraShift);
  }
  // @ts-ignore: decorator
  @inline frame(entry: u64, level: u32): u64 {
    return this.next(entry);
  }
  // @ts-ignore: decorator
  @inline sixteen(entry: u64, level: u32): bool {
    return false;
  }
  // @ts-ignore: decorator
  @inline narrow(entry: u64, level: u32, above: u32): u32 {
    return narrowStage1(entry, above);
  }
  // @ts-ignore: decorator
  @inline flags(entry: u64, level: u32, above: u32): u32 {
    return flagsStage1(entry, above);
  }
}

/** Granule, highest level of a block, highest frame bit plus one, and where the address bits above lie: lowest bit, how many, how far up they go. */
const FORMATS: usize = memory.data<u8>([
  12,
  3,
  48,
  0,
  0,
  0, // 4 KiB
  12,
  4,
  50,
  8,
  2,
  42, // 4 KiB, LPA2: bits 51:50 in bits 9:8
  14,
  2,
  48,
  0,
  0,
  0, // 16 KiB
  14,
  3,
  50,
  8,
  2,
  42, // 16 KiB, LPA2
  16,
  3,
  48,
  12,
  4,
  36, // 64 KiB: bits 51:48 in bits 15:12 (LPA)
]);

function selectFormat(mode: u32): void {
  const at = FORMATS + (mode - A64_4K) * 6;
  selected = mode;
  granule = load<u8>(at);
  highestBlock = load<u8>(at, 1);
  frameMask = (((<u64>1) << load<u8>(at, 2)) - 1) & ~(((<u64>1) << granule) - 1);
  extraMask = (((<u64>1) << load<u8>(at, 4)) - 1) << load<u8>(at, 3);
  extraShift = load<u8>(at, 5);
}
