// ABI constants: version, job and resume codes, statuses, flags, record layouts. Hosts read sizes from the layout table.

// @ts-ignore: decorator
@inline export const ABI_VERSION: u32 = 3;
// @ts-ignore: decorator
@inline export const MAGIC: u32 = 0x4c574750; // "PGWL"

// resume() results
// @ts-ignore: decorator
@inline export const DONE: i32 = 0;
/** Pages are missing: take the output there is, serve the request ring, set statuses, resume. */
// @ts-ignore: decorator
@inline export const NEED: i32 = 1;
/** The output is full, or the step took long enough: take the output, resume. */
// @ts-ignore: decorator
@inline export const FULL: i32 = 2;
/** An argument is out of range; nothing was done. */
// @ts-ignore: decorator
@inline export const BAD: i32 = 3;

// An info word: status in bits 0..7, level of the entry in bits 8..15 (1 = last table), flags from bit 16 on.
/** The value is a physical address. */
// @ts-ignore: decorator
@inline export const OK: u32 = 0;
/** The value is the raw entry. */
// @ts-ignore: decorator
@inline export const NOT_PRESENT: u32 = 1;
// @ts-ignore: decorator
@inline export const NOT_CANONICAL: u32 = 2;
/** The value is the physical page that the table lies in. */
// @ts-ignore: decorator
@inline export const MISSING_TABLE: u32 = 3;
/** Enumeration: a subtree that was listed before; the value is the virtual address of that listing. */
// @ts-ignore: decorator
@inline export const REPEAT: u32 = 4;
/** Internal: the walk waits for a page. */
// @ts-ignore: decorator
@inline export const WAIT: u32 = 255;

// Flags, each in its place of the info word >> 16. Rights are the AND over the levels. WRITE, USER, ACCESSED, DIRTY and
// GLOBAL lie where x86 has them in its entries, so that the commonest mode needs no shuffling.
// @ts-ignore: decorator
@inline export const KERNEL_EXECUTE: u32 = 1;
// @ts-ignore: decorator
@inline export const WRITE: u32 = 2;
// @ts-ignore: decorator
@inline export const USER: u32 = 4;
// @ts-ignore: decorator
@inline export const READ: u32 = 8;
// @ts-ignore: decorator
@inline export const USER_EXECUTE: u32 = 16;
// @ts-ignore: decorator
@inline export const ACCESSED: u32 = 32;
// @ts-ignore: decorator
@inline export const DIRTY: u32 = 64;
/** The entry says that its neighbours continue it (AArch64's hint). */
// @ts-ignore: decorator
@inline export const CONTIGUOUS: u32 = 128;
// @ts-ignore: decorator
@inline export const GLOBAL: u32 = 256;
/** The page is 16 times what an entry of this level maps otherwise (large page, supersection, NAPOT). */
// @ts-ignore: decorator
@inline export const SIXTEEN: u32 = 512;
// @ts-ignore: decorator
@inline export const ALL_FLAGS: u32 = 1023;
/** What must be equal in the info words of two pages of one run; the other flags are those of any of its pages. */
// @ts-ignore: decorator
@inline export const RUN_MASK: u32 =
  ((KERNEL_EXECUTE | WRITE | USER | READ | USER_EXECUTE | SIXTEEN) << 16) | 0xffff;

// status of a request in the ring
// @ts-ignore: decorator
@inline export const REQUEST_OPEN: u32 = 0;
// @ts-ignore: decorator
@inline export const REQUEST_OK: u32 = 1;
// @ts-ignore: decorator
@inline export const REQUEST_MISSING: u32 = 2;
/** The source failed this time: missing for this job, asked for again by the next. */
// @ts-ignore: decorator
@inline export const REQUEST_FAILED: u32 = 3;

// Kinds of page, each with its own validity.
// @ts-ignore: decorator
@inline export const KIND_TABLE: u32 = 0;
// @ts-ignore: decorator
@inline export const KIND_READ_ONLY: u32 = 1;
// @ts-ignore: decorator
@inline export const KIND_WRITABLE: u32 = 2;
// @ts-ignore: decorator
@inline export const KIND_EXECUTABLE: u32 = 3;
// @ts-ignore: decorator
@inline export const KINDS: u32 = 4;

// @ts-ignore: decorator
@inline export const PAGE: u32 = 4096;
// @ts-ignore: decorator
@inline export const PAGE_MASK: u64 = 4095;

/** Request: physical address, bytes, destination in linear memory, status. */
@unmanaged
export class Request {
  phys: u64;
  length: u32;
  destination: u32;
  status: u32;
  /** Page-cache line. */
  line: u32;
}
