// x86 PAE paging: 32-bit addresses, 8-byte entries, three levels, the top one of four entries. Intel SDM volume 3, section 4.4.
import { ALL_FLAGS, SIXTEEN } from '../abi';
import { ABSENT, LEAF, TABLE } from './mode';
import { flagsWide, FRAME, narrowWide } from './x86-64';
import { Space } from './space';

/** PAE. An entry of the top level (PDPTE) has no rights, only a frame. */
@unmanaged
export class X86Pae {
  // @ts-ignore: decorator
  @inline select(space: Space): void {}
  // @ts-ignore: decorator
  @inline halves(): bool {
    return false;
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
    if (!(entry & 1)) return ABSENT;
    return level == 1 || (level == 2 && (entry & 0x80) != 0) ? LEAF : TABLE;
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
    return level == 3 ? above : narrowWide(entry, above);
  }
  // @ts-ignore: decorator
  @inline flags(entry: u64, level: u32, above: u32): u32 {
    return flagsWide(entry, above);
  }
}
