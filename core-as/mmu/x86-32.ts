// x86 32-bit paging with 4 MiB pages (PSE) whose address may have 40 bits (PSE-36). Intel SDM volume 3, section 4.3.
import { ALL_FLAGS, KERNEL_EXECUTE, READ, SIXTEEN, USER, USER_EXECUTE, WRITE } from '../abi';
import { ABSENT, LEAF, TABLE } from './mode';
import { withoutUser } from './x86-64';
import { Space } from './space';

/** Two levels of 4-byte entries. */
@unmanaged
export class X8632 {
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
    return ALL_FLAGS ^ SIXTEEN;
  }
  // @ts-ignore: decorator
  @inline kind(entry: u64, level: u32): u32 {
    if (!(entry & 1)) return ABSENT;
    return level == 1 || (entry & 0x80) != 0 ? LEAF : TABLE;
  }
  // @ts-ignore: decorator
  @inline next(entry: u64): u64 {
    return entry & 0xfffff000;
  }
  // @ts-ignore: decorator
  @inline frame(entry: u64, level: u32): u64 {
    // Bits 20:13 of a large page's entry are bits 39:32 of its address.
    return level == 1 ? entry & 0xfffff000 : (entry & 0xffc00000) | ((entry & 0x1fe000) << 19);
  }
  // @ts-ignore: decorator
  @inline sixteen(entry: u64, level: u32): bool {
    return false;
  }
  // @ts-ignore: decorator
  @inline narrow(entry: u64, level: u32, above: u32): u32 {
    return withoutUser(above & ((<u32>entry) | ~(WRITE | USER)));
  }
  // @ts-ignore: decorator
  @inline flags(entry: u64, level: u32, above: u32): u32 {
    const flags = above & (((<u32>entry) & 0x166) | READ | KERNEL_EXECUTE | USER_EXECUTE);
    return flags & ~((~flags & USER) << 2);
  }
}
