// x86-64 four- and five-level paging. Intel SDM volume 3, section 4.5 (tables 4-14 to 4-20).

/** Four levels: 48-bit addresses. */
@unmanaged
export class FourLevel {
  // @ts-ignore: decorator
  @inline levels(): u32 {
    return 4;
  }
  // @ts-ignore: decorator
  @inline addressBits(): u32 {
    return 48;
  }
}

/** Five levels (LA57): 57-bit addresses. */
@unmanaged
export class FiveLevel {
  // @ts-ignore: decorator
  @inline levels(): u32 {
    return 5;
  }
  // @ts-ignore: decorator
  @inline addressBits(): u32 {
    return 57;
  }
}

// @ts-ignore: decorator
@inline export const PRESENT: u64 = 1;
// @ts-ignore: decorator
@inline export const WRITABLE: u64 = 2;
// @ts-ignore: decorator
@inline export const USER_PAGE: u64 = 4;
/** Page size: the entry maps a large page (levels 2 and 3). */
// @ts-ignore: decorator
@inline export const LARGE: u64 = 0x80;
/** Frame bits 12..51. */
// @ts-ignore: decorator
@inline export const FRAME: u64 = 0x000ffffffffff000;
// @ts-ignore: decorator
@inline export const NO_EXECUTE: u64 = 1 << 63;
