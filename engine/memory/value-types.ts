/** What users of a search for values hold: types, comparisons, hits. */
import type { AddressRange, MemoryView } from './view.js';

/** Type of a value: integers without and with sign, IEEE floats. */
export type ValueType = 'u8' | 'u16' | 'u32' | 'u64' | 'i8' | 'i16' | 'i32' | 'i64' | 'f32' | 'f64';

/** How values lie in memory. */
export interface ValueLayout {
  readonly type: ValueType;
  /** Default: the view's. */
  readonly byteOrder?: 'little' | 'big';
  /** Only addresses that are a multiple of the value's size; default true. */
  readonly aligned?: boolean;
}

/**
 * Comparison with a number, which must be one of the type. A float is rounded to the type; with a `tolerance` a value
 * is equal to what is no further away. What is not a number is equal to nothing, so it is a hit of `notEqual` alone.
 */
export type ValueComparison =
  | {
      readonly compare: 'equal' | 'notEqual';
      readonly value: number | bigint;
      /** For floats; default 0. */
      readonly tolerance?: number;
    }
  | { readonly compare: 'greater' | 'less'; readonly value: number | bigint }
  | {
      readonly compare: 'between';
      /** Both included. */
      readonly min: number | bigint;
      readonly max: number | bigint;
    };

/** Comparison with the value at an earlier time. */
export type ChangeComparison =
  | {
      /** `changed`: some byte is another one. `increased`: the number is greater. */
      readonly compare: 'changed' | 'unchanged' | 'increased' | 'decreased';
    }
  | {
      readonly compare: 'increasedBy' | 'decreasedBy';
      /** Integers go round: a u8 that went from 255 to 1 has increased by 2. */
      readonly value: number | bigint;
      /** For floats; default 0: the difference, rounded to the type, is the value. */
      readonly tolerance?: number;
    };

/** A question to all of memory; what changed is asked against memory as it was, which any view may give. */
export type ValueQuery = ValueLayout &
  (ValueComparison | (ChangeComparison & { readonly previous: MemoryView }));

/** A question to values that were found earlier. */
export type KnownQuery = Omit<ValueLayout, 'aligned'> & (ValueComparison | ChangeComparison);

/** Words that point into one of the ranges. */
export interface PointerQuery {
  /** Where to; at most 1024 after those that touch were merged. */
  readonly ranges: readonly AddressRange[];
  /** Bytes of a pointer; default: the view's. */
  readonly width?: 4 | 8;
  /** Default: the view's. */
  readonly byteOrder?: 'little' | 'big';
  /** Only addresses that are a multiple of the width; default true. */
  readonly aligned?: boolean;
}

/** Hits, in columns of the same length, at most 4096. They are copies: the caller keeps them as long as he likes. */
export interface ValueBatch {
  readonly addresses: BigUint64Array;
  /** The bits of what is there, from the type's size to 64 filled with zeros; see `valueOf`. */
  readonly values: BigUint64Array;
}

/** Bytes of each type. */
export const VALUE_BYTES: Readonly<Record<ValueType, 1 | 2 | 4 | 8>> = {
  u8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  i8: 1,
  i16: 2,
  i32: 4,
  i64: 8,
  f32: 4,
  f64: 8,
};

const bytes = new DataView(new ArrayBuffer(8));

/** The value that bits of a batch stand for: a bigint for integers of 64 bits, else a number. */
export function valueOf(type: ValueType, bits: bigint): number | bigint {
  bytes.setBigUint64(0, bits);
  switch (type) {
    case 'f32':
      return bytes.getFloat32(4);
    case 'f64':
      return bytes.getFloat64(0);
    case 'u64':
      return bits;
    case 'i64':
      return BigInt.asIntN(64, bits);
    case 'i8':
    case 'i16':
    case 'i32':
      return Number(BigInt.asIntN(8 * VALUE_BYTES[type], bits));
    default:
      return Number(bits);
  }
}
