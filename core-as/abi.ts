// ABI constants: version, job and resume codes, statuses, record layouts. Hosts read sizes from the layout table.

// @ts-ignore: decorator
@inline export const ABI_VERSION: u32 = 2;
// @ts-ignore: decorator
@inline export const MAGIC: u32 = 0x4c574750; // "PGWL"

// resume() results
// @ts-ignore: decorator
@inline export const DONE: i32 = 0;
/** Pages are missing: serve the request ring, set statuses, resume. */
// @ts-ignore: decorator
@inline export const NEED: i32 = 1;
/** The output buffer is full: drain it, resume. */
// @ts-ignore: decorator
@inline export const FULL: i32 = 2;
/** An argument is out of range; nothing was done. */
// @ts-ignore: decorator
@inline export const BAD: i32 = 3;

// status of a result (low byte; the level of the entry is in bits 8..15)
// @ts-ignore: decorator
@inline export const OK: u32 = 0;
// @ts-ignore: decorator
@inline export const NOT_PRESENT: u32 = 1;
// @ts-ignore: decorator
@inline export const NOT_CANONICAL: u32 = 2;
// @ts-ignore: decorator
@inline export const MISSING_TABLE: u32 = 3;
/** Enumeration: a subtree that was listed before, at `repeatOf`. */
// @ts-ignore: decorator
@inline export const REPEAT: u32 = 4;
/** Internal: the walk waits for a page. */
// @ts-ignore: decorator
@inline export const WAIT: u32 = 255;

// permission flags of a result (the AND over the levels); the leaf's level is in bits 8..15
// @ts-ignore: decorator
@inline export const WRITE: u32 = 1;
// @ts-ignore: decorator
@inline export const EXECUTE: u32 = 2;
// @ts-ignore: decorator
@inline export const USER: u32 = 4;

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

// @ts-ignore: decorator
@inline export const PAGE: u32 = 4096;

/** Input record: address, its high half (128-bit spaces), length in bytes. */
@unmanaged
export class Input {
  address: u64;
  high: u64;
  length: u64;
}

/** Output record of translate, enumerate and read. */
@unmanaged
export class Output {
  virtual: u64;
  high: u64;
  physical: u64;
  /** Bytes covered by this record. */
  size: u64;
  /** Size of the page that the leaf maps, in bytes. */
  pageSize: u64;
  /** Raw value of the last entry read. */
  entry: u64;
  /** MISSING_TABLE: physical page that is needed. REPEAT: virtual address of the first listing. */
  other: u64;
  status: u32;
  flags: u32;
  /** Index of the input record. */
  index: u32;
  reserved: u32;
}

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
