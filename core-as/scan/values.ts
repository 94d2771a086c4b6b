// Search of a window for values: typed compare, compare with an earlier state, words that point into ranges. Block by
// block, tests mark positions in a bitmap; what is marked becomes hits, and where the hit buffer is full, that waits.
import { BLOCK, HITS, hits, hitValues, scratch, window, WINDOW } from '../layout';
import { beginScratch, fillScratch } from './before';
import { markTest } from './lanes';
import { clearMarks, marked, marksAt } from './marks';
import { pointsIntoRange } from './pointers';
import { markPositions, wordAt } from './positions';
import {
  address,
  big,
  form,
  GREATER,
  kind,
  outside,
  ranged,
  step,
  takeQuery,
  testAt,
  tests,
  VALUE,
  width,
} from './query';

let scalar: bool = false;
let origin: u32 = 0;
let before: u32 = 0;
let end: u32 = 0;
/** The block whose marks are being taken: its first position and how many it has. */
let block: u32 = 0;
let size: u32 = 0;
/** Where the marks are taken from next, in the block. */
let taken: u32 = 0;
let left: u64 = 0;
let found: u32 = 0;

/**
 * Starts a search of the window from `first` to `bytes` for values that start below `limit`, as the buffer `query` says.
 * Values before, where they matter, lie from `then` on. False when an argument is out of range.
 */
export function beginValues(first: u32, bytes: u32, limit: u32, then: u32, withoutSimd: bool): bool {
  end = block = size = taken = 0;
  left = 0;
  if (bytes > WINDOW || limit > bytes || first > limit || !takeQuery()) return false;
  if (form != VALUE && (then > WINDOW || bytes - first > WINDOW - then)) return false;
  scalar = withoutSimd || !ASC_FEATURE_SIMD;
  origin = block = first;
  before = then;
  end = bytes - first < width ? first : min(limit, bytes - width + 1);
  if (ASC_FEATURE_SIMD) {
    beginScratch();
    if (form >= GREATER) testAt(0).low = testAt(0).high = u64.MAX_VALUE;
  }
  return true;
}

/** Marks what passes in the block of `length` positions from `at`, which are `then` at the earlier time. */
function markBlock(at: usize, then: usize, length: u32): void {
  if (ASC_FEATURE_SIMD) {
    if (!scalar) {
      const plain = form == VALUE && (!big || width == 1);
      // The result of a comparison is a lane of ones: an integer of the value's size.
      const lanes = form >= GREATER ? <u32>ctz(width) : kind;
      const count: u32 = form >= GREATER ? 1 : tests;
      for (let shift: u32 = 0; shift < width; shift += step) {
        if (!plain) fillScratch(at + shift, then + shift, (length + 127) & ~127);
        const from = plain ? at + shift : scratch;
        for (let t: u32 = 0; t < count; t++) markTest(t, lanes, from, length, shift, outside);
      }
      return;
    }
  }
  markPositions(at, then, length);
}

/** Turns marks into hits; false when the hits are full. */
function takeMarks(): bool {
  let bits = left;
  let count = found;
  let full = false;
  while (true) {
    const at = block + taken - 64;
    while (bits != 0) {
      if (count == HITS) {
        full = true;
        break;
      }
      const position = at + <u32>ctz(bits);
      bits &= bits - 1;
      const word = wordAt(window + position);
      if (ranged != 0 && !pointsIntoRange(word, ranged)) continue;
      store<u64>(hits + ((<usize>count) << 3), address + (position - origin));
      store<u64>(hitValues + ((<usize>count) << 3), word);
      count++;
    }
    if (full || taken >= size) break;
    bits = marksAt(taken);
    const rest = size - taken;
    if (rest < 64) bits &= ((<u64>1) << rest) - 1;
    taken += 64;
  }
  left = bits;
  found = count;
  return !full;
}

/** Fills the hit buffer with addresses and the buffer `values` with what is there. Returns how many; ask valuesDone for the end. */
export function nextValues(): u32 {
  found = 0;
  while (true) {
    if (!takeMarks()) return found;
    block += size;
    size = taken = 0;
    if (block >= end) return found;
    clearMarks();
    size = min(BLOCK, end - block);
    markBlock(window + block, window + before + (block - origin), size);
    if (!marked) taken = size;
  }
}

/** True when the window has been searched. */
export function valuesDone(): bool {
  return block + size >= end && left == 0 && taken >= size;
}
