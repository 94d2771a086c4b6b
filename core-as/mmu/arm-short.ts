// ARMv7 short descriptors: sections, supersections, large and small pages. Arm ARM v7 (DDI 0406), section B3.5; TTBCR.N = 0,
// SCTLR.AFE = 0 (the three-bit access permissions of table B3-8).
import { ALL_FLAGS, GLOBAL, KERNEL_EXECUTE, READ, SIXTEEN, USER, USER_EXECUTE, WRITE } from '../abi';
import { ABSENT, bit, LEAF, TABLE } from './mode';
import { Space } from './space';

/** Two levels: 4096 entries, then 256. */
@unmanaged
export class ArmShort {
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
    return 4 + 8 * level;
  }
  // @ts-ignore: decorator
  @inline mask(level: u32): u64 {
    return level == 1 ? 255 : 4095;
  }
  // @ts-ignore: decorator
  @inline uniform(): bool {
    return false;
  }
  // @ts-ignore: decorator
  @inline regionShift(): u32 {
    return 20;
  }
  // @ts-ignore: decorator
  @inline start(): u32 {
    return ALL_FLAGS ^ SIXTEEN;
  }
  // @ts-ignore: decorator
  @inline kind(entry: u64, level: u32): u32 {
    const type = (<u32>entry) & 3;
    if (type == 0) return ABSENT;
    return level == 2 && type == 1 ? TABLE : LEAF;
  }
  // @ts-ignore: decorator
  @inline next(entry: u64): u64 {
    return entry & 0xfffffc00;
  }
  // @ts-ignore: decorator
  @inline frame(entry: u64, level: u32): u64 {
    if (level == 1) return entry & (this.sixteen(entry, 1) ? 0xffff0000 : 0xfffff000);
    if (!this.sixteen(entry, 2)) return entry & 0xfff00000;
    // A supersection: bits 23:20 are bits 35:32 of the address, bits 8:5 are bits 39:36.
    return (entry & 0xff000000) | ((entry & 0xf00000) << 12) | ((entry & 0x1e0) << 31);
  }
  // @ts-ignore: decorator
  @inline sixteen(entry: u64, level: u32): bool {
    return level == 1 ? (entry & 3) == 1 : (entry & 0x40000) != 0;
  }
  // @ts-ignore: decorator
  @inline narrow(entry: u64, level: u32, above: u32): u32 {
    // PXN of the table.
    return above & ~(bit(entry, 2) * KERNEL_EXECUTE);
  }
  // @ts-ignore: decorator
  @inline flags(entry: u64, level: u32, above: u32): u32 {
    const section = level == 2;
    const sixteen = this.sixteen(entry, level);
    const ap = ((<u32>entry) >> (section ? 10 : 4)) & 3;
    const readOnly = bit(entry, section ? 15 : 9);
    const never = bit(entry, section ? 4 : sixteen ? 15 : 0);
    const privileged = section ? bit(entry, 0) : 0;
    const flags =
      (above &
        ((ap != 0 ? READ : 0) |
          (ap != 0 && readOnly == 0 ? WRITE : 0) |
          ((ap >> 1) * USER) |
          ((never ^ 1) * USER_EXECUTE) |
          (((never | privileged) ^ 1) * KERNEL_EXECUTE) |
          ((bit(entry, section ? 17 : 11) ^ 1) * GLOBAL))) |
      (sixteen ? SIXTEEN : 0);
    return flags & ~((~flags & USER) << 2);
  }
}
