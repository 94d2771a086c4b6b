// The bitmap of the positions of a block that passed a test.
import { BLOCK, marks } from '../layout';

/** True when the block has marks. */
export let marked: bool = false;

/** Takes all marks off. */
export function clearMarks(): void {
  if (marked) memory.fill(marks, 0, (BLOCK >> 3) + 16);
  marked = false;
}

/** Marks position `i` + `shift` + n, for each bit n that is set; `i` is a multiple of 64 and `shift` less than 8. */
export function markBits(i: u32, shift: u32, bits: u64): void {
  const at = marks + (i >> 3);
  store<u64>(at, load<u64>(at) | (bits << shift));
  if (shift != 0) store<u64>(at, load<u64>(at, 8) | (bits >> (64 - shift)), 8);
  marked = true;
}

/** 64 marks, of the positions from `i`, a multiple of 64. */
// @ts-ignore: decorator
@inline export function marksAt(i: u32): u64 {
  return load<u64>(marks + (i >> 3));
}
