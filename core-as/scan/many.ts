// One filter for many patterns: two neighbouring bytes of each, half a byte at a time, looked up in tables whose entries
// have one bit for each of eight groups of patterns. After Hyperscan's "Teddy" (Wang et al., NSDI 2019).
import { window } from '../layout';
import { byteOf, maskOf, patternAt, roomFor, tryPattern } from './patterns';

/** Groups; a pattern's is its index modulo this. */
// @ts-ignore: decorator
@inline const GROUPS: u32 = 8;
/** Four tables of 16 entries: low and high half of the first byte, low and high half of the second. */
const TABLES: usize = memory.data(64, 16);
/** Results of 64 positions. */
const RESULTS: usize = memory.data(64, 16);

/** The low half of each byte; loaded, so that it stays in a register. */
const LOW: usize = memory.data<u64>([0x0f0f0f0f0f0f0f0f, 0x0f0f0f0f0f0f0f0f], 16);

let count: u32 = 0;
let from: u32 = 0;
let size: u32 = 0;
let limit: u32 = 0;
let position: u32 = 0;
let end: u32 = 0;

/** Makes the tables. The arguments were checked. */
export function beginMany(n: u32, first: u32, bytes: u32, starts: u32): void {
  count = n;
  from = position = first;
  size = bytes;
  limit = starts;
  end = first;
  memory.fill(TABLES, 0, 64);
  for (let i: u32 = 0; i < n; i++) {
    const p = patternAt(i);
    if (bytes < p.length) continue;
    end = max(end, min(starts, bytes - p.length + 1) + p.pair);
    for (let half: u32 = 0; half < 4; half++) {
      const at = p.pair + (half >> 1);
      const shift = (half & 1) << 2;
      for (let nibble: u32 = 0; nibble < 16; nibble++) {
        if (((byteOf(p, at) >> shift) ^ nibble) & (maskOf(p, at) >> shift) & 15) continue;
        const entry = TABLES + half * 16 + nibble;
        store<u8>(entry, load<u8>(entry) | (<u8>((<u32>1) << (i & (GROUPS - 1)))));
      }
    }
  }
}

/** Compares the patterns of the groups in `groups` whose two bytes may be at position `at`. */
function tryGroups(groups: u32, at: u32): void {
  while (groups != 0) {
    for (let i = <u32>ctz(groups); i < count; i += GROUPS) {
      const p = patternAt(i);
      const start = at - p.pair;
      if (at < from + p.pair || start >= limit || start + p.length > size) continue;
      tryPattern(i, window + start, start);
    }
    groups &= groups - 1;
  }
}

// @ts-ignore: decorator
@inline function groupsAt(at: usize): u32 {
  const a = <usize>load<u8>(at);
  const b = <usize>load<u8>(at, 1);
  const first = load<u8>(TABLES + (a & 15)) & load<u8>(TABLES + (a >> 4), 16);
  return first & load<u8>(TABLES + (b & 15), 32) & load<u8>(TABLES + (b >> 4), 48);
}

/** Goes on with the search; false when the hits are full. */
export function scanMany(scalar: bool): bool {
  if (ASC_FEATURE_SIMD) {
    if (!scalar) return scanLanes();
  }
  for (; position < end; position++) {
    const groups = groupsAt(window + position);
    if (groups == 0) continue;
    if (!roomFor(count)) return false;
    tryGroups(groups, position);
  }
  return true;
}

// @ts-ignore: decorator
@inline function lookUp(at: usize, t0: v128, t1: v128, t2: v128, t3: v128, low: v128): v128 {
  const a = v128.load(at);
  const b = v128.load(at, 1);
  const first = v128.and(
    i8x16.swizzle(t0, v128.and(a, low)),
    i8x16.swizzle(t1, v128.and(i16x8.shr_u(a, 4), low)),
  );
  const second = v128.and(
    i8x16.swizzle(t2, v128.and(b, low)),
    i8x16.swizzle(t3, v128.and(i16x8.shr_u(b, 4), low)),
  );
  return v128.and(first, second);
}

function scanLanes(): bool {
  const t0 = v128.load(TABLES);
  const t1 = v128.load(TABLES, 16);
  const t2 = v128.load(TABLES, 32);
  const t3 = v128.load(TABLES, 48);
  const low = v128.load(LOW);
  const none = i8x16.splat(0);
  for (let i = position; i < end; i += 64) {
    const at = window + i;
    const r0 = lookUp(at, t0, t1, t2, t3, low);
    const r1 = lookUp(at + 16, t0, t1, t2, t3, low);
    const r2 = lookUp(at + 32, t0, t1, t2, t3, low);
    const r3 = lookUp(at + 48, t0, t1, t2, t3, low);
    if (!v128.any_true(v128.or(v128.or(r0, r1), v128.or(r2, r3)))) continue;
    if (!roomFor(64 * count)) {
      position = i;
      return false;
    }
    v128.store(RESULTS, r0);
    v128.store(RESULTS, r1, 16);
    v128.store(RESULTS, r2, 32);
    v128.store(RESULTS, r3, 48);
    let bits = (<u64>i8x16.bitmask(i8x16.ne(r0, none))) | ((<u64>i8x16.bitmask(i8x16.ne(r1, none))) << 16);
    bits |= (<u64>i8x16.bitmask(i8x16.ne(r2, none))) << 32;
    bits |= (<u64>i8x16.bitmask(i8x16.ne(r3, none))) << 48;
    while (bits != 0) {
      const lane = <u32>ctz(bits);
      if (i + lane >= end) break;
      bits &= bits - 1;
      tryGroups(load<u8>(RESULTS + lane), i + lane);
    }
  }
  position = end;
  return true;
}
