// ARMv7 long descriptors (LPAE): 32-bit addresses, 40-bit physical ones, three levels. Arm ARM v7 (DDI 0406), section B3.6.
import {
  ACCESSED,
  ALL_FLAGS,
  CONTIGUOUS,
  GLOBAL,
  KERNEL_EXECUTE,
  READ,
  SIXTEEN,
  USER,
  USER_EXECUTE,
  WRITE,
} from '../abi';
import { kindOf } from './aarch64';
import { bit } from './mode';
import { Space } from './space';

/** The long format of the PL1&0 stage 1 regime. */
@unmanaged
export class ArmLpae {
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
    return false;
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
    return kindOf(entry, level, 3);
  }
  // @ts-ignore: decorator
  @inline next(entry: u64): u64 {
    return entry & 0x000000fffffff000;
  }
  // @ts-ignore: decorator
  @inline frame(entry: u64, level: u32): u64 {
    return entry & 0x000000fffffff000;
  }
  // @ts-ignore: decorator
  @inline sixteen(entry: u64, level: u32): bool {
    return false;
  }
  // @ts-ignore: decorator
  @inline narrow(entry: u64, level: u32, above: u32): u32 {
    // PXNTable (59), XNTable (60), APTable (61: no user access, 62: no writing).
    const never = bit(entry, 60);
    const user = bit(entry, 61);
    return above & ~(bit(entry, 59) | never | ((never | user) << 4) | (user << 2) | (bit(entry, 62) << 1));
  }
  // @ts-ignore: decorator
  @inline flags(entry: u64, level: u32, above: u32): u32 {
    const execute = bit(entry, 54) ^ 1;
    const flags =
      above &
      (READ |
        ((execute & (bit(entry, 53) ^ 1)) * KERNEL_EXECUTE) |
        ((bit(entry, 7) ^ 1) * WRITE) |
        (bit(entry, 6) * USER) |
        (execute * USER_EXECUTE) |
        (bit(entry, 10) * ACCESSED) |
        (bit(entry, 52) * CONTIGUOUS) |
        ((bit(entry, 11) ^ 1) * GLOBAL));
    return flags & ~((~flags & USER) << 2);
  }
}
