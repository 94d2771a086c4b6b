// The scalar twin of the tests of a search for values: one position at a time, as the definition says it.
import { markBits } from './marks';
import {
  big,
  DIFFERENCE,
  FLOAT32,
  form,
  GREATER,
  kind,
  outside,
  signed,
  step,
  testAt,
  tests,
  VALUE,
  width,
} from './query';

/** The bits of the value at `at`, its bytes in the question's order. */
export function wordAt(at: usize): u64 {
  if (width == 1) return load<u8>(at);
  if (width == 2) return big ? bswap<u16>(load<u16>(at)) : load<u16>(at);
  if (width == 4) return big ? bswap<u32>(load<u32>(at)) : load<u32>(at);
  return big ? bswap<u64>(load<u64>(at)) : load<u64>(at);
}

// @ts-ignore: decorator
@inline function asFloat(word: u64): f64 {
  return kind == FLOAT32 ? <f64>reinterpret<f32>(<u32>word) : reinterpret<f64>(word);
}

function isInside(t: u32, now: u64, then: u64): bool {
  const low = testAt(t).low;
  const high = testAt(t).high;
  if (kind < FLOAT32) {
    const unused = 64 - (8 << kind);
    const value = form == DIFFERENCE ? now - then : now;
    return (value - low) << unused <= (high - low) << unused;
  }
  let value = asFloat(now);
  if (form == DIFFERENCE) value -= asFloat(then);
  if (kind == FLOAT32) {
    const single = <f32>value;
    return single >= <f32>reinterpret<f64>(low) && single <= <f32>reinterpret<f64>(high);
  }
  return value >= reinterpret<f64>(low) && value <= reinterpret<f64>(high);
}

function passes(now: u64, then: u64): bool {
  if (form >= GREATER) {
    const a = form == GREATER ? now : then;
    const b = form == GREATER ? then : now;
    if (kind >= FLOAT32) return asFloat(a) > asFloat(b);
    const unused = 64 - (8 << kind);
    const sign: u64 = signed ? (<u64>1) << 63 : 0;
    return ((a << unused) ^ sign) > ((b << unused) ^ sign);
  }
  let inside = false;
  for (let t: u32 = 0; t < tests; t++) inside = inside || isInside(t, now, then);
  return inside != outside;
}

/** Marks every position of `size` bytes at `now`, whose values before are at `then`, that passes. */
export function markPositions(now: usize, then: usize, size: u32): void {
  for (let i: u32 = 0; i < size; i += step) {
    if (passes(wordAt(now + i), form == VALUE ? 0 : wordAt(then + i)))
      markBits(i & ~63, 0, (<u64>1) << (i & 63));
  }
}
