// Ranges of addresses that a word may have to point into.
import { ranges } from '../layout';

/** A range, both ends included. */
@unmanaged
class Range {
  first: u64;
  last: u64;
}

/** True when `word` is in one of the first `count` ranges of the buffer, which are in order and apart. */
export function pointsIntoRange(word: u64, count: u32): bool {
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    const range = changetype<Range>(ranges + <usize>middle * offsetof<Range>());
    if (word < range.first) high = middle;
    else if (word > range.last) low = middle + 1;
    else return true;
  }
  return false;
}
