/** What can be written to a view, on any face: the counterparts of the reads. */
import type { Face, Out } from './face.js';
import type { PartialWrite, WritePiece } from './partial.js';
import type { ListGap } from './reads.js';
import type { ScalarName, ScalarValue } from './scalars.js';
import type { Shape, StructureParts } from './structure.js';
import type { TextOptions } from './text-codec.js';

/**
 * Writes. They are refused with kind `usage` when the engine was not made with `write: true`, with kind `unsupported` when the
 * source cannot be written; a value that its type cannot hold is refused with kind `usage` before anything is written. A write
 * that does not reach all bytes throws a PartialWriteError (kind `partial`), unless it says otherwise; the bytes that it could
 * reach are written then. Rights in page tables are not asked.
 */
export interface Writes<F extends Face> {
  write(address: bigint, data: Uint8Array): Out<F, void>;
  /** Writes what can be written, and says what was not. */
  writePartial(address: bigint, data: Uint8Array): Out<F, PartialWrite>;
  /** Many pieces in as few trips as possible, later ones over earlier; results in order. */
  writeMany(pieces: readonly WritePiece[]): Out<F, PartialWrite[]>;
  writeU8(address: bigint, value: number): Out<F, void>;
  writeU16(address: bigint, value: number): Out<F, void>;
  writeU32(address: bigint, value: number): Out<F, void>;
  writeU64(address: bigint, value: bigint): Out<F, void>;
  writeI8(address: bigint, value: number): Out<F, void>;
  writeI16(address: bigint, value: number): Out<F, void>;
  writeI32(address: bigint, value: number): Out<F, void>;
  writeI64(address: bigint, value: bigint): Out<F, void>;
  writeF32(address: bigint, value: number): Out<F, void>;
  writeF64(address: bigint, value: number): Out<F, void>;
  /** A pointer of the view's width. */
  writePointer(address: bigint, value: bigint): Out<F, void>;
  /** Values one behind the other. */
  writeValues<N extends ScalarName>(
    address: bigint,
    type: N,
    values: readonly ScalarValue<N>[],
  ): Out<F, void>;
  /** A text field of `length` bytes, padded with zeros. Throws kind `usage` when the text is longer. */
  writeChars(address: bigint, length: number, text: string, options?: TextOptions): Out<F, void>;
  /** A text and its NUL. Throws kind `usage` for a text that contains one. */
  writeString(address: bigint, text: string, options?: TextOptions): Out<F, void>;
  /** Element i of `values` to address i; gives what was not written. */
  writeU32List(addresses: BigUint64Array, values: Uint32Array): Out<F, readonly ListGap[]>;
  writeU64List(addresses: BigUint64Array, values: BigUint64Array): Out<F, readonly ListGap[]>;
  writePointerList(addresses: BigUint64Array, values: BigUint64Array): Out<F, readonly ListGap[]>;
  /** The fields of a structure that `values` names, and nothing between them. */
  writeStructure<const S extends Shape>(address: bigint, shape: S, values: StructureParts<S>): Out<F, void>;
}
