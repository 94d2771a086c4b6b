/** The numbers that memory holds: their sizes, ranges, and how bytes become values and back. */
import { PagewalkError } from '../errors.js';

/** How a view's machine lays out numbers. */
export interface Architecture {
  /** Bytes of a pointer. */
  readonly pointerSize: 4 | 8;
  readonly byteOrder: 'little' | 'big';
}

/** A type of numbers. */
export interface Scalar<V extends number | bigint> {
  /** Bytes. */
  readonly size: 1 | 2 | 4 | 8;
  readonly get: (words: DataView, at: number, little: boolean) => V;
  readonly set: (words: DataView, at: number, value: V, little: boolean) => void;
  /** Whether the type can hold the value exactly (floats: any number). */
  readonly holds: (value: unknown) => value is V;
}

function whole(min: number, max: number): (value: unknown) => value is number {
  return (value): value is number =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

function big(min: bigint, max: bigint): (value: unknown) => value is bigint {
  return (value): value is bigint => typeof value === 'bigint' && value >= min && value <= max;
}

const any = (value: unknown): value is number => typeof value === 'number';

const NUMBERS = {
  u8: {
    size: 1,
    get: (words, at) => words.getUint8(at),
    set: (words, at, value) => words.setUint8(at, value),
    holds: whole(0, 0xff),
  },
  u16: {
    size: 2,
    get: (words, at, little) => words.getUint16(at, little),
    set: (words, at, value, little) => words.setUint16(at, value, little),
    holds: whole(0, 0xffff),
  },
  u32: {
    size: 4,
    get: (words, at, little) => words.getUint32(at, little),
    set: (words, at, value, little) => words.setUint32(at, value, little),
    holds: whole(0, 0xffff_ffff),
  },
  i8: {
    size: 1,
    get: (words, at) => words.getInt8(at),
    set: (words, at, value) => words.setInt8(at, value),
    holds: whole(-0x80, 0x7f),
  },
  i16: {
    size: 2,
    get: (words, at, little) => words.getInt16(at, little),
    set: (words, at, value, little) => words.setInt16(at, value, little),
    holds: whole(-0x8000, 0x7fff),
  },
  i32: {
    size: 4,
    get: (words, at, little) => words.getInt32(at, little),
    set: (words, at, value, little) => words.setInt32(at, value, little),
    holds: whole(-0x8000_0000, 0x7fff_ffff),
  },
  f32: {
    size: 4,
    get: (words, at, little) => words.getFloat32(at, little),
    set: (words, at, value, little) => words.setFloat32(at, value, little),
    holds: any,
  },
  f64: {
    size: 8,
    get: (words, at, little) => words.getFloat64(at, little),
    set: (words, at, value, little) => words.setFloat64(at, value, little),
    holds: any,
  },
} as const satisfies Record<string, Scalar<number>>;

const BIGINTS = {
  u64: {
    size: 8,
    get: (words, at, little) => words.getBigUint64(at, little),
    set: (words, at, value, little) => words.setBigUint64(at, value, little),
    holds: big(0n, 2n ** 64n - 1n),
  },
  i64: {
    size: 8,
    get: (words, at, little) => words.getBigInt64(at, little),
    set: (words, at, value, little) => words.setBigInt64(at, value, little),
    holds: big(-(2n ** 63n), 2n ** 63n - 1n),
  },
} as const satisfies Record<string, Scalar<bigint>>;

/** A pointer of 4 bytes, as the address that it holds. */
const POINTER32: Scalar<bigint> = {
  size: 4,
  get: (words, at, little) => BigInt(words.getUint32(at, little)),
  set: (words, at, value, little) => words.setUint32(at, Number(value), little),
  holds: big(0n, 2n ** 32n - 1n),
};

type NumberName = keyof typeof NUMBERS;
type BigIntName = keyof typeof BIGINTS | 'pointer';
/** Name of a type of numbers. */
export type ScalarName = NumberName | BigIntName;
/** What a number of a type is in JavaScript. */
export type ScalarValue<N extends ScalarName> = N extends BigIntName ? bigint : number;

/** All types but pointers, whose size is the view's. */
const FIXED: Record<string, Scalar<number> | Scalar<bigint> | undefined> = { ...NUMBERS, ...BIGINTS };

/** The type of a name. Throws kind `usage` for a name that is none. */
export function scalarOf<N extends ScalarName>(name: N, pointerSize: 4 | 8): Scalar<ScalarValue<N>> {
  const scalar = name !== 'pointer' ? FIXED[name] : pointerSize === 4 ? POINTER32 : BIGINTS.u64;
  if (scalar === undefined) throw new PagewalkError('engine', 'usage', `${name} is no type of numbers`);
  return scalar as unknown as Scalar<ScalarValue<N>>;
}

/** All types. */
export const SCALAR_NAMES = [...Object.keys(FIXED), 'pointer'] as readonly ScalarName[];

/** Whether a text names a type of numbers. */
export function isScalarName(name: string): name is ScalarName {
  return name === 'pointer' || Object.hasOwn(FIXED, name);
}

/** Puts a value in its place. Throws kind `usage` for one that the type cannot hold. */
export function putScalar<N extends ScalarName>(
  words: DataView,
  at: number,
  name: N,
  value: ScalarValue<N>,
  { pointerSize, byteOrder }: Architecture,
): void {
  const scalar = scalarOf(name, pointerSize);
  if (!scalar.holds(value)) {
    throw new PagewalkError('engine', 'usage', `${String(value)} (${typeof value}) is no ${name}`);
  }
  scalar.set(words, at, value, byteOrder === 'little');
}
