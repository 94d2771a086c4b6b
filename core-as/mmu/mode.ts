// What a paging mode must say. Each mode is a class of this shape whose methods compile to constants and straight code:
// the walkers take it as a type parameter and call `changetype<M>(0).wordShift()`.
import { Space } from './space';

// What an entry is.
/** Nothing is mapped, or an encoding that hardware refuses. */
// @ts-ignore: decorator
@inline export const ABSENT: u32 = 0;
/** A table of the level below. */
// @ts-ignore: decorator
@inline export const TABLE: u32 = 1;
/** A page. */
// @ts-ignore: decorator
@inline export const LEAF: u32 = 2;

/** Shape of a mode; modes do not extend it (a vtable would cost the constants). Levels count from 1, the last table. */
export interface Mode {
  /** Makes what the mode leaves to the space (its granule) that of `space`; called before a walk or a pass. */
  select(space: Space): void;
  /** Whether addresses up to 2^64 - 1 may be mapped, in a high half. */
  halves(): bool;
  /** log2 of the bytes of an entry: 2 or 3. */
  wordShift(): u32;
  /** log2 of the bytes that one entry of a level maps. */
  shift(level: u32): u32;
  /** Highest index of a whole table of a level. */
  mask(level: u32): u64;
  /** log2 of the bytes that a last-level table maps, or of those that one page of it does where it is larger than a page. */
  regionShift(): u32;
  /**
   * Whether entries of pages of all sizes are of the form of 8-byte x86 entries and a region is 2 MiB: then regions are
   * answered without a branch (uniform.ts).
   */
  uniform(): bool;
  /** The rights that a walk starts with: all that can be taken away, none that can be added. */
  start(): u32;
  /** ABSENT, TABLE or LEAF. */
  kind(entry: u64, level: u32): u32;
  /** Physical address of the table that a TABLE entry names. */
  next(entry: u64): u64;
  /** Physical address that a LEAF entry names; bits below the page's size are of no meaning. */
  frame(entry: u64, level: u32): u64;
  /** Whether a LEAF entry maps 16 times what its level says. */
  sixteen(entry: u64, level: u32): bool;
  /** Flags below a TABLE entry, given those above it. */
  narrow(entry: u64, level: u32, above: u32): u32;
  /** Flags of a LEAF entry, given those above it. */
  flags(entry: u64, level: u32, above: u32): u32;
}

/** One bit of an entry, as 0 or 1. */
// @ts-ignore: decorator
@inline export function bit(entry: u64, at: u32): u32 {
  return (<u32>(entry >> at)) & 1;
}
