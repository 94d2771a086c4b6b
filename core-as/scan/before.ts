// What a search for values looks at when it is not the bytes as they are: values in the other byte order, and what
// became of values since an earlier time. Lanes of the block are written into a scratch buffer, to be tested there.
import { scratch } from '../layout';
import { big, DIFFERENCE, FLOAT32, form, GREATER, kind, signed, VALUE, width } from './query';

/** Order of the bytes of a vector. */
const ORDER: usize = memory.data(16, 16);
/** The sign bit of each lane when integers have no sign. */
const SIGNS: usize = memory.data(16, 16);

/** Prepares for a question. */
export function beginScratch(): void {
  for (let i: u32 = 0; i < 16; i++) {
    store<u8>(ORDER + i, big ? i ^ (width - 1) : i);
    store<u8>(SIGNS + i, !signed && (i & (width - 1)) == width - 1 ? 0x80 : 0);
  }
}

// @ts-ignore: decorator
@inline function difference(a: v128, b: v128): v128 {
  if (kind == 0) return i8x16.sub(a, b);
  if (kind == 1) return i16x8.sub(a, b);
  if (kind == 2) return i32x4.sub(a, b);
  if (kind == 3) return i64x2.sub(a, b);
  return kind == FLOAT32 ? f32x4.sub(a, b) : f64x2.sub(a, b);
}

// @ts-ignore: decorator
@inline function greater(a: v128, b: v128, signs: v128): v128 {
  if (kind == FLOAT32) return f32x4.gt(a, b);
  if (kind > FLOAT32) return f64x2.gt(a, b);
  const x = v128.xor(a, signs);
  const y = v128.xor(b, signs);
  if (kind == 0) return i8x16.gt_s(x, y);
  if (kind == 1) return i16x8.gt_s(x, y);
  return kind == 2 ? i32x4.gt_s(x, y) : i64x2.gt_s(x, y);
}

/** Fills the scratch buffer for `size` bytes at `now`, whose values before are at `then`: values, differences, or lanes of ones. */
export function fillScratch(now: usize, then: usize, size: u32): void {
  const order = v128.load(ORDER);
  const signs = v128.load(SIGNS);
  for (let i: u32 = 0; i < size; i += 16) {
    let lanes = i8x16.swizzle(v128.load(now + i), order);
    if (form != VALUE) {
      const old = i8x16.swizzle(v128.load(then + i), order);
      if (form == DIFFERENCE) lanes = difference(lanes, old);
      else lanes = form == GREATER ? greater(lanes, old, signs) : greater(old, lanes, signs);
    }
    v128.store(scratch + i, lanes);
  }
}
