// Search of a window for several patterns, exact or masked. Two bytes that must match exactly are compared sixteen
// positions at a time; what passes is compared in full. The scalar twin does the same one position at a time.
import { HITS, hits, PATTERN_BYTES, PATTERNS, patterns, window, WINDOW } from '../layout';

// Pattern record: length, offset of anchor 1, offset of anchor 2, unused; bytes; mask.
// @ts-ignore: decorator
@inline const STRIDE: usize = 16 + 2 * PATTERN_BYTES;

let pattern: u32 = 0;
let count: u32 = 0;
let position: u32 = 0;
let from: u32 = 0;
let size: u32 = 0;
let starts: u32 = 0;
let scalar: bool = false;
let found: u32 = 0;

/** Picks the anchors: two bytes with a full mask, preferring values that are rare in memory (not 0 or 0xff). */
function anchors(record: usize): bool {
  const length = load<u32>(record);
  if (length == 0 || length > PATTERN_BYTES) return false;
  let first: u32 = 0xffffffff;
  let second: u32 = 0xffffffff;
  for (let pass = 0; pass < 2; pass++) {
    for (let i: u32 = 0; i < length; i++) {
      const byte = load<u8>(record + 16 + i);
      if (load<u8>(record + 16 + PATTERN_BYTES + i) != 0xff) continue;
      if ((pass == 0) == (byte == 0 || byte == 0xff)) continue;
      if (first == 0xffffffff) first = i;
      else if (second == 0xffffffff && i != first) second = i;
    }
  }
  if (first == 0xffffffff) first = second = length;
  else if (second == 0xffffffff) second = first;
  store<u32>(record, first, 4);
  store<u32>(record, second, 8);
  return true;
}

/** Starts a search of the window from `first` to `bytes` for `n` patterns that start below `limit`. False when an argument is out of range. */
export function beginSearch(n: u32, first: u32, bytes: u32, limit: u32, withoutSimd: bool): bool {
  if (n == 0 || n > PATTERNS || bytes > WINDOW || limit > bytes || first > limit) return false;
  for (let i: u32 = 0; i < n; i++) if (!anchors(patterns + <usize>i * STRIDE)) return false;
  count = n;
  size = bytes;
  starts = limit;
  scalar = withoutSimd;
  pattern = 0;
  from = position = first;
  return true;
}

// @ts-ignore: decorator
@inline function matches(record: usize, at: usize, length: u32): bool {
  for (let i: u32 = 0; i < length; i++) {
    const mask = load<u8>(record + 16 + PATTERN_BYTES + i);
    if ((load<u8>(at + i) ^ load<u8>(record + 16 + i)) & mask) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline function hit(at: u32): void {
  const record = hits + ((<usize>found) << 3);
  store<u32>(record, at);
  store<u32>(record, pattern, 4);
  found++;
}

/** Scans one pattern from `position`; false when the hits are full. */
function scan(record: usize): bool {
  const length = load<u32>(record);
  if (size < length) return true;
  const end = min<u32>(starts, size - length + 1);
  const first = load<u32>(record, 4);
  const second = load<u32>(record, 8);
  const anchored = first < length;
  let i = position;
  if (ASC_FEATURE_SIMD && !scalar && anchored) {
    const a = i8x16.splat(load<i8>(record + 16 + first));
    const b = i8x16.splat(load<i8>(record + 16 + second));
    while (i + 16 <= end) {
      const at = window + i;
      const equal = v128.and(i8x16.eq(v128.load(at + first), a), i8x16.eq(v128.load(at + second), b));
      if (v128.any_true(equal)) {
        if (found + 16 > HITS) {
          position = i;
          return false;
        }
        let bits = i8x16.bitmask(equal);
        while (bits != 0) {
          const lane = <u32>ctz(bits);
          bits &= bits - 1;
          if (matches(record, at + lane, length)) hit(i + lane);
        }
      }
      i += 16;
    }
  }
  while (i < end) {
    if (found == HITS) {
      position = i;
      return false;
    }
    if (matches(record, window + i, length)) hit(i);
    i++;
  }
  return true;
}

/** Fills the hit buffer with {position, pattern} pairs. Returns how many; less than its capacity does not mean the end: ask searchDone. */
export function nextHits(): u32 {
  found = 0;
  while (pattern < count) {
    if (!scan(patterns + <usize>pattern * STRIDE)) return found;
    pattern++;
    position = from;
  }
  return found;
}

/** True when the window has been searched for all patterns. */
export function searchDone(): bool {
  return pattern >= count;
}
