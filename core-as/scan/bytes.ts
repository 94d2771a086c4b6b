// Search of a window for few patterns, exact or masked: two bytes of a pattern are compared at 128 positions at a time,
// what passes is compared in full. Block by block, so that the bytes are in the nearest cache for all patterns but the first.
import { PATTERNS, window, WINDOW } from '../layout';
import { beginMany, scanMany } from './many';
import {
  byteOf,
  clearHits,
  found,
  Pattern,
  patternAt,
  preparePattern,
  roomFor,
  tryPattern,
} from './patterns';

/** Positions that are looked at for one pattern before the next one has its turn. */
// @ts-ignore: decorator
@inline const BLOCK: u32 = 16384;
/** From so many patterns on one filter for all is cheaper than one pass each. */
// @ts-ignore: decorator
@inline const MANY: u32 = 5;

/** After so many steps of a block with the first byte in them, both bytes are looked at. */
// @ts-ignore: decorator
@inline const ALARMS: u32 = 8;

let count: u32 = 0;
let size: u32 = 0;
let starts: u32 = 0;
let scalar: bool = false;
let many: bool = false;
let block: u32 = 0;
let pattern: u32 = 0;
let position: u32 = 0;

/** Starts a search of the window from `first` to `bytes` for `n` patterns that start below `limit`. False when an argument is out of range. */
export function beginSearch(n: u32, first: u32, bytes: u32, limit: u32, withoutSimd: bool): bool {
  count = 0;
  block = starts = 0;
  if (n == 0 || n > PATTERNS || bytes > WINDOW || limit > bytes || first > limit) return false;
  many = n >= MANY;
  for (let i: u32 = 0; i < n; i++) {
    if (!preparePattern(i)) return false;
    if (patternAt(i).first == patternAt(i).length) many = true;
  }
  count = n;
  size = bytes;
  starts = limit;
  scalar = withoutSimd || !ASC_FEATURE_SIMD;
  block = position = first;
  pattern = 0;
  if (many) beginMany(n, first, bytes, limit);
  return true;
}

// @ts-ignore: decorator
@inline function both(x: usize, y: usize, a: v128, b: v128): u64 {
  return <u64>i8x16.bitmask(v128.and(i8x16.eq(v128.load(x), a), i8x16.eq(v128.load(y), b)));
}

/** Tries the pattern where both bytes are met among 64 positions from `i` on. False when the hits have no room for so many. */
function tryLanes(x: usize, y: usize, a: v128, b: v128, i: u32, end: u32): bool {
  let bits = both(x, y, a, b) | (both(x + 16, y + 16, a, b) << 16);
  bits |= (both(x + 32, y + 32, a, b) << 32) | (both(x + 48, y + 48, a, b) << 48);
  if (!roomFor(64)) return bits == 0;
  while (bits != 0) {
    const at = i + <u32>ctz(bits);
    if (at >= end) break;
    bits &= bits - 1;
    tryPattern(pattern, window + at, at);
  }
  return true;
}

/**
 * Looks for a pattern from `position` to `end`: first for its first byte alone, which is the rarer one, and once that was
 * met often, for both. False when the hits are full.
 */
function scanLanes(p: Pattern, end: u32): bool {
  const a = i8x16.splat(<u8>byteOf(p, p.first));
  const b = i8x16.splat(<u8>byteOf(p, p.second));
  const first = window + p.first;
  const second = window + p.second;
  let i = position;
  let alarms: u32 = 0;
  for (; i < end && alarms < ALARMS; i += 128) {
    const x = first + i;
    const any0 = v128.or(i8x16.eq(v128.load(x), a), i8x16.eq(v128.load(x, 16), a));
    const any1 = v128.or(i8x16.eq(v128.load(x, 32), a), i8x16.eq(v128.load(x, 48), a));
    const any2 = v128.or(i8x16.eq(v128.load(x, 64), a), i8x16.eq(v128.load(x, 80), a));
    const any3 = v128.or(i8x16.eq(v128.load(x, 96), a), i8x16.eq(v128.load(x, 112), a));
    if (!v128.any_true(v128.or(v128.or(any0, any1), v128.or(any2, any3)))) continue;
    alarms++;
    const y = second + i;
    position = i;
    if (!tryLanes(x, y, a, b, i, end)) return false;
    position = i + 64;
    if (!tryLanes(x + 64, y + 64, a, b, i + 64, end)) return false;
  }
  for (; i < end; i += 64) {
    const x = first + i;
    const y = second + i;
    const e0 = v128.and(i8x16.eq(v128.load(x), a), i8x16.eq(v128.load(y), b));
    const e1 = v128.and(i8x16.eq(v128.load(x, 16), a), i8x16.eq(v128.load(y, 16), b));
    const e2 = v128.and(i8x16.eq(v128.load(x, 32), a), i8x16.eq(v128.load(y, 32), b));
    const e3 = v128.and(i8x16.eq(v128.load(x, 48), a), i8x16.eq(v128.load(y, 48), b));
    if (!v128.any_true(v128.or(v128.or(e0, e1), v128.or(e2, e3)))) continue;
    position = i;
    if (!tryLanes(x, y, a, b, i, end)) return false;
  }
  return true;
}

/** The same, one position at a time. */
function scanPositions(p: Pattern, end: u32): bool {
  const a = byteOf(p, p.first);
  const b = byteOf(p, p.second);
  const first = window + p.first;
  const second = window + p.second;
  for (let i = position; i < end; i++) {
    if (load<u8>(first + i) != a || load<u8>(second + i) != b) continue;
    if (!roomFor(1)) {
      position = i;
      return false;
    }
    tryPattern(pattern, window + i, i);
  }
  return true;
}

// @ts-ignore: decorator
@inline function scanOne(p: Pattern, end: u32): bool {
  if (ASC_FEATURE_SIMD) {
    if (!scalar) return scanLanes(p, end);
  }
  return scanPositions(p, end);
}

/** Fills the hit buffer with {position, pattern} pairs. Returns how many; less than its capacity does not mean the end: ask searchDone. */
export function nextHits(): u32 {
  clearHits();
  if (many) {
    block = scanMany(scalar) ? starts : 0;
    return found;
  }
  while (block < starts) {
    const border = min(starts, block + BLOCK);
    while (pattern < count) {
      const p = patternAt(pattern);
      const end = size < p.length ? 0 : min(border, size - p.length + 1);
      if (!scanOne(p, end)) return found;
      pattern++;
      position = block;
    }
    block = position = border;
    pattern = 0;
  }
  return found;
}

/** True when the window has been searched for all patterns. */
export function searchDone(): bool {
  return block >= starts;
}
