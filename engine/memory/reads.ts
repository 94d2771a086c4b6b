/** What can be read from a view, on any face: bytes, numbers, pointers, texts, lists, structures. */
import type { Face, Out } from './face.js';
import type { FilledRead, Missing, PartialRead, ReadRange } from './partial.js';
import type { ScalarName, ScalarValue } from './scalars.js';
import type { Shape, StructureOf, StructureRead } from './structure.js';
import type { TextOptions } from './text-codec.js';

/**
 * Reads. An address is 0 to 2^64 - 1, a length 0 to 2^30 bytes; others are refused with kind `usage`. A read that needs
 * bytes that are not there throws a PartialReadError (kind `partial`), which holds what there is, unless it says otherwise.
 * Numbers have the view's byte order.
 */
export interface Reads<F extends Face> {
  /** All bytes. */
  read(address: bigint, length: number): Out<F, Uint8Array>;
  /** The bytes there are, and what is missing with reasons. */
  readPartial(address: bigint, length: number): Out<F, PartialRead>;
  /**
   * All bytes, zeros where memory of the view is missing (swapped out, not mapped, not in the dump), with the ranges that were
   * filled. Throws where the range leaves the view: addresses that are not canonical, or outside of a remapped view.
   */
  readFilled(address: bigint, length: number): Out<F, FilledRead>;
  /** Fills `into`; gives what is missing. Bytes of missing ranges may be anything then. */
  readInto(address: bigint, into: Uint8Array): Out<F, readonly Missing[]>;
  /** Many ranges in as few trips as possible; results in order. */
  readMany(ranges: readonly ReadRange[]): Out<F, PartialRead[]>;
  u8(address: bigint): Out<F, number>;
  u16(address: bigint): Out<F, number>;
  u32(address: bigint): Out<F, number>;
  u64(address: bigint): Out<F, bigint>;
  i8(address: bigint): Out<F, number>;
  i16(address: bigint): Out<F, number>;
  i32(address: bigint): Out<F, number>;
  i64(address: bigint): Out<F, bigint>;
  f32(address: bigint): Out<F, number>;
  f64(address: bigint): Out<F, number>;
  /** A pointer of the view's width. */
  pointer(address: bigint): Out<F, bigint>;
  /**
   * The address at the end of a chain: reads the pointer at `address`, adds the first offset, reads the pointer there, adds
   * the next, and so on; the last sum is not read. Sums wrap at the width of a pointer.
   */
  follow(address: bigint, offsets: readonly bigint[]): Out<F, bigint>;
  /** `count` values that lie one behind the other. */
  values<N extends ScalarName>(address: bigint, type: N, count: number): Out<F, ScalarValue<N>[]>;
  /** A text field of `length` bytes: up to its first NUL, or all of it. */
  chars(address: bigint, length: number, options?: TextOptions): Out<F, string>;
  /** A text up to a NUL, or `max` bytes of it (default 4096); needs no byte behind the NUL. */
  string(address: bigint, max?: number, options?: TextOptions): Out<F, string>;
  /**
   * The numbers at many addresses, into `into`, which has at least as many elements. Gives what is missing, per address that
   * could not be read whole; its element is as it was.
   */
  u32List(addresses: BigUint64Array, into: Uint32Array): Out<F, readonly ListGap[]>;
  u64List(addresses: BigUint64Array, into: BigUint64Array): Out<F, readonly ListGap[]>;
  pointerList(addresses: BigUint64Array, into: BigUint64Array): Out<F, readonly ListGap[]>;
  /** A structure by its description. Bytes between its fields may be missing. */
  structure<const S extends Shape>(address: bigint, shape: S): Out<F, StructureOf<S>>;
  /** Many structures of one description, in as few trips as possible; what is missing of one is told in its result. */
  structures<const S extends Shape>(addresses: readonly bigint[], shape: S): Out<F, StructureRead<S>[]>;
}

/** An address of a list whose number could not be read or written. */
export interface ListGap {
  /** Index in the list. */
  readonly index: number;
  readonly missing: readonly Missing[];
}
