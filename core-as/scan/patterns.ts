// Patterns of a search: their records, the bytes that a filter looks at first, and the comparison in full.
import { hits, HITS, PATTERN_BYTES, patterns, PATTERNS } from '../layout';

/** What is known of a pattern; kept apart from the record that the host writes, so that it stays as it was checked. */
@unmanaged
export class Pattern {
  length: u32;
  /** Offsets of two bytes that must match exactly; `length` when there is none. */
  first: u32;
  second: u32;
  /** Offset of the two neighbouring bytes that the filter for many patterns looks at. */
  pair: u32;
  /** Address of its bytes; its mask lies PATTERN_BYTES behind. */
  bytes: usize;
}

const TABLE: usize = memory.data(PATTERNS * offsetof<Pattern>(), 8);
/** Hits in the buffer. */
export let found: u32 = 0;

// @ts-ignore: decorator
@inline export function patternAt(i: u32): Pattern {
  return changetype<Pattern>(TABLE + <usize>i * offsetof<Pattern>());
}

/** A byte of a pattern; 0 behind its end. */
export function byteOf(p: Pattern, i: u32): u32 {
  return i < p.length ? load<u8>(p.bytes + i) : 0;
}

/** The mask of a byte of a pattern; 0, anything, behind its end. */
export function maskOf(p: Pattern, i: u32): u32 {
  return i < p.length ? load<u8>(p.bytes + i, PATTERN_BYTES) : 0;
}

/** How often a byte is met in memory, roughly, 0 the rarest: counted over dumps of five architectures. */
function frequency(p: Pattern, i: u32): u32 {
  const byte = byteOf(p, i);
  const mask = maskOf(p, i);
  if (mask != 0xff) return mask == 0 ? 16 : 8;
  if (byte == 0) return 6;
  if (byte == 0xff || byte == 0xcc) return 3;
  return (byte & 7) == 0 || byte < 8 ? 1 : 0;
}

/** Takes in pattern `i` of the host and chooses the bytes that filters look at. False for a length that is out of range. */
export function preparePattern(i: u32): bool {
  const p = patternAt(i);
  const record = patterns + <usize>i * (16 + 2 * PATTERN_BYTES);
  const length = load<u32>(record);
  if (length == 0 || length > PATTERN_BYTES) return false;
  p.length = length;
  p.bytes = record + 16;
  let first = length;
  let second = length;
  let pair: u32 = 0;
  let least: u32 = 0xffffffff;
  for (let j: u32 = 0; j < length; j++) {
    const often = frequency(p, j);
    const both = often + frequency(p, j + 1);
    if (both < least) {
      least = both;
      pair = j;
    }
    if (often < 8 && (first == length || often < frequency(p, first))) first = j;
  }
  let cost: u32 = 0xffffffff;
  for (let j: u32 = 0; j < length; j++) {
    if (maskOf(p, j) != 0xff || j == first) continue;
    const often = frequency(p, j) + (byteOf(p, j) == byteOf(p, first) ? 4 : 0);
    if (often < cost) {
      cost = often;
      second = j;
    }
  }
  p.first = first;
  p.second = second == length ? first : second;
  p.pair = pair;
  // The comparison takes eight bytes at a time: what is behind the end matches anything.
  memory.fill(p.bytes + PATTERN_BYTES + length, 0, -length & 7);
  return true;
}

/** True when the pattern is at `at`, of which as many bytes as it has are there. */
function matches(p: Pattern, at: usize): bool {
  const bytes = p.bytes;
  for (let i: u32 = 0; i < p.length; i += 8) {
    if ((load<u64>(at + i) ^ load<u64>(bytes + i)) & load<u64>(bytes + i, PATTERN_BYTES)) return false;
  }
  return true;
}

/** Empties the hit buffer. */
export function clearHits(): void {
  found = 0;
}

/** Compares pattern `i` in full at `at`, which is position `position` of the window, and notes a hit. The buffer has room. */
export function tryPattern(i: u32, at: usize, position: u32): void {
  if (!matches(patternAt(i), at)) return;
  const record = hits + ((<usize>found) << 3);
  store<u32>(record, position);
  store<u32>(record, i, 4);
  found++;
}

/** True when the hit buffer takes so many more. */
// @ts-ignore: decorator
@inline export function roomFor(more: u32): bool {
  return found + more <= HITS;
}
