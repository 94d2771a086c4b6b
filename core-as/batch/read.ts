// Ranges in, physically contiguous runs out: what a virtual read copies and a virtual write writes, once a run. What is not
// mapped is a run too. Where a table is missing, the tables of what follows are asked for as well, so that one trip to the
// source serves a level of the whole batch.
import { BAD, DONE, FULL, NEED, OK, WAIT } from '../abi';
import { addresses, lengths } from '../layout';
import { answerEnd, walkAddress } from '../mmu/modes';
import { Space } from '../mmu/space';
import { answerInfo, answerValue } from '../mmu/walk';
import { addRun, Carry, closeRuns, openRuns, runsFull } from './runs';

/** Steps that are looked ahead for missing tables, and that one call takes. */
// @ts-ignore: decorator
@inline const AHEAD: u32 = 16384;

const CARRY: usize = memory.data(offsetof<Carry>(), 8);

let ranges: u32 = 0;
let range: u32 = 0;
/** Bytes of the range that are done. */
let done: u64 = 0;

// @ts-ignore: decorator
@inline function addressOf(i: u32): u64 {
  return load<u64>(addresses + ((<usize>i) << 3));
}
// @ts-ignore: decorator
@inline function lengthOf(i: u32): u64 {
  return load<u64>(lengths + ((<usize>i) << 3));
}

/** Starts on the first `count` ranges, none of which may wrap. */
export function beginRead(count: u32): i32 {
  for (let i: u32 = 0; i < count; i++) {
    const address = addressOf(i);
    if (lengthOf(i) != 0 && address + (lengthOf(i) - 1) < address) return BAD;
  }
  ranges = count;
  range = 0;
  done = 0;
  changetype<Carry>(CARRY).used = 0;
  return DONE;
}

/** Goes on until done, the output is full, or a table is missing. */
export function resumeRead(space: Space): i32 {
  const carry = changetype<Carry>(CARRY);
  openRuns(carry);
  let i = range;
  let at = done;
  let waits = false;
  for (let steps: u32 = 0; i < ranges;) {
    const length = lengthOf(i);
    if (at >= length) {
      i++;
      at = 0;
    } else {
      if (++steps > AHEAD || runsFull()) break;
      const va = addressOf(i) + at;
      const status = walkAddress(space, va);
      // Bytes from here to the end of the answer, less one so that 2^64 fits.
      const size = min<u64>(answerEnd(space, va) - va, length - at - 1) + 1;
      if (status == WAIT) waits = true;
      else if (!waits) {
        const value = answerValue();
        addRun(va, size, status == OK ? value : 0, status == OK ? 0 : value, answerInfo(), i);
      }
      at += size;
    }
    if (!waits) {
      range = i;
      done = at;
    }
  }
  const ended = !waits && i >= ranges;
  closeRuns(carry, ended);
  return ended ? DONE : waits ? NEED : FULL;
}
