// The tests of a search for values, many lanes at a time: positions of lanes between two limits are marked in a bitmap.
import { FLOAT32, testAt } from './query';
import { markBits } from './marks';

/** Marks the positions `i` + `shift` on whose lanes are set; `first` has the first byte of each lane. */
function markLanes(i: u32, shift: u32, first: v128, a: v128, b: v128, c: v128, d: v128): void {
  let bits = (<u64>i8x16.bitmask(v128.and(a, first))) | ((<u64>i8x16.bitmask(v128.and(b, first))) << 16);
  bits |= (<u64>i8x16.bitmask(v128.and(c, first))) << 32;
  bits |= (<u64>i8x16.bitmask(v128.and(d, first))) << 48;
  markBits(i, shift, bits);
}

/** The first byte of each lane. */
// @ts-ignore: decorator
@inline function firstBytes<T>(): v128 {
  if (sizeof<T>() == 1) return i8x16.splat(-1);
  if (sizeof<T>() == 2) return i16x8.splat(0xff);
  return sizeof<T>() == 4 ? i32x4.splat(0xff) : i64x2.splat(0xff);
}

/** Marks the integers at `from` + `i` to `end` that are in `low` to `high`, or outside. All is modulo their size. */
function markIntegers<T>(
  from: usize,
  i: u32,
  end: u32,
  shift: u32,
  low: u64,
  high: u64,
  outside: bool,
): void {
  // Unsigned x - low <= high - low, by a signed comparison of both sides less half of the range.
  const top: u64 = 8 * sizeof<T>() - 1;
  const half = (<u64>1) << top;
  const base = v128.splat<T>(<T>(low + half));
  const span = v128.splat<T>(<T>(high - low - half));
  const flip = i32x4.splat(outside ? 0 : -1);
  const first = firstBytes<T>();
  for (; i < end; i += 64) {
    const at = from + i;
    const a = v128.xor(v128.gt<T>(v128.sub<T>(v128.load(at), base), span), flip);
    const b = v128.xor(v128.gt<T>(v128.sub<T>(v128.load(at, 16), base), span), flip);
    const c = v128.xor(v128.gt<T>(v128.sub<T>(v128.load(at, 32), base), span), flip);
    const d = v128.xor(v128.gt<T>(v128.sub<T>(v128.load(at, 48), base), span), flip);
    if (v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) markLanes(i, shift, first, a, b, c, d);
  }
}

/** Marks the integers at `from` on that are `value`. */
function markEqual<T>(from: usize, size: u32, shift: u32, value: u64): void {
  const v = v128.splat<T>(<T>value);
  for (let i: u32 = 0; i < size; i += 128) {
    const at = from + i;
    const a = v128.or(v128.eq<T>(v128.load(at), v), v128.eq<T>(v128.load(at, 16), v));
    const b = v128.or(v128.eq<T>(v128.load(at, 32), v), v128.eq<T>(v128.load(at, 48), v));
    const c = v128.or(v128.eq<T>(v128.load(at, 64), v), v128.eq<T>(v128.load(at, 80), v));
    const d = v128.or(v128.eq<T>(v128.load(at, 96), v), v128.eq<T>(v128.load(at, 112), v));
    if (v128.any_true(v128.or(v128.or(a, b), v128.or(c, d))))
      markIntegers<T>(from, i, min(size, i + 128), shift, value, value, false);
  }
}

function testIntegers<T>(from: usize, size: u32, shift: u32, low: u64, high: u64, outside: bool): void {
  // Words are what is looked for most: they have a loop of their own for the exact case.
  if (sizeof<T>() >= 4 && <T>low == <T>high && !outside) markEqual<T>(from, size, shift, low);
  else markIntegers<T>(from, 0, size, shift, low, high, outside);
}

// @ts-ignore: decorator
@inline function between<T>(x: v128, low: v128, high: v128, flip: v128): v128 {
  return v128.xor(v128.and(v128.ge<T>(x, low), v128.le<T>(x, high)), flip);
}

/** Marks the floats at `from` on that are in `low` to `high`, or not: what is no number is outside. */
function markFloats<T>(from: usize, size: u32, shift: u32, low: u64, high: u64, outside: bool): void {
  const l = v128.splat<T>(<T>reinterpret<f64>(low));
  const h = v128.splat<T>(<T>reinterpret<f64>(high));
  const flip = i32x4.splat(outside ? -1 : 0);
  const first = firstBytes<T>();
  for (let i: u32 = 0; i < size; i += 64) {
    const at = from + i;
    const a = between<T>(v128.load(at), l, h, flip);
    const b = between<T>(v128.load(at, 16), l, h, flip);
    const c = between<T>(v128.load(at, 32), l, h, flip);
    const d = between<T>(v128.load(at, 48), l, h, flip);
    if (v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) markLanes(i, shift, first, a, b, c, d);
  }
}

/** Marks the lanes of `size` bytes at `from` that pass a test; `shift` is the position of the first. */
export function markTest(t: u32, kind: u32, from: usize, size: u32, shift: u32, outside: bool): void {
  const low = testAt(t).low;
  const high = testAt(t).high;
  if (kind == 0) testIntegers<i8>(from, size, shift, low, high, outside);
  else if (kind == 1) testIntegers<i16>(from, size, shift, low, high, outside);
  else if (kind == 2) testIntegers<i32>(from, size, shift, low, high, outside);
  else if (kind == 3) testIntegers<i64>(from, size, shift, low, high, outside);
  else if (kind == FLOAT32) markFloats<f32>(from, size, shift, low, high, outside);
  else markFloats<f64>(from, size, shift, low, high, outside);
}
