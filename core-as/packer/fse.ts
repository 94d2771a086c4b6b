// Finite state entropy, the packing half. Source: RFC 8878, 4.1. A table has for each symbol how many bits a state gives away and
// where the next states of that symbol lie.
import { add } from './bits';

/** A table: states u16 by place, then {bits u32, first i32} of each symbol. */
const STATES: u32 = 64;
const SYMBOLS: u32 = 64;
export const TABLE_BYTES: usize = STATES * 2 + SYMBOLS * 8;

/**
 * Makes a table of 2^log states from how many of them each symbol has, i16 at `shares`; -1 is a symbol of one state that gives all
 * its bits away. `scratch`: room for 2^log symbols and 65 starts.
 */
export function buildTable(table: usize, shares: usize, symbols: u32, log: u32, scratch: usize): void {
  const size: u32 = 1 << log;
  const starts = scratch + STATES;
  let high = size - 1;
  let sum: u32 = 0;
  for (let s: u32 = 0; s < symbols; s++) {
    const share = <i32>load<i16>(shares + (s << 1));
    store<u8>(starts + s, <u8>sum);
    if (share == -1) {
      store<u8>(scratch + high--, <u8>s);
      sum++;
    } else sum += <u32>share;
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let place: u32 = 0;
  for (let s: u32 = 0; s < symbols; s++) {
    const share = <i32>load<i16>(shares + (s << 1));
    for (let i: i32 = 0; i < share; i++) {
      store<u8>(scratch + place, <u8>s);
      do place = (place + step) & (size - 1);
      while (place > high);
    }
  }
  for (let state: u32 = 0; state < size; state++) {
    const at = starts + <usize>load<u8>(scratch + state);
    const slot = <usize>load<u8>(at);
    store<u8>(at, <u8>(slot + 1));
    store<u16>(table + (slot << 1), <u16>(size + state));
  }
  sum = 0;
  for (let s: u32 = 0; s < symbols; s++) {
    const share = <i32>load<i16>(shares + (s << 1));
    const entry = table + STATES * 2 + (s << 3);
    if (share == 0) continue;
    if (share == -1 || share == 1) {
      store<u32>(entry, (log << 16) - size);
      store<i32>(entry + 4, <i32>sum - 1);
      sum++;
    } else {
      const most = log - (31 - clz<u32>(<u32>share - 1));
      store<u32>(entry, (most << 16) - ((<u32>share) << most));
      store<i32>(entry + 4, <i32>sum - share);
      sum += <u32>share;
    }
  }
}

/** The state from which the last symbol is read. */
// @ts-ignore: decorator
@inline export function firstState(table: usize, symbol: u32): u32 {
  const entry = table + STATES * 2 + (symbol << 3);
  const delta = load<u32>(entry);
  const bits = (delta + (1 << 15)) >> 16;
  return stateAt(table, ((bits << 16) - delta) >> bits, load<i32>(entry + 4));
}

/** Gives away the bits that lead back to a state, and goes to the state of the symbol before. */
// @ts-ignore: decorator
@inline export function encode(table: usize, state: u32, symbol: u32): u32 {
  const entry = table + STATES * 2 + (symbol << 3);
  const bits = (state + load<u32>(entry)) >> 16;
  add(state & ((1 << bits) - 1), bits);
  return stateAt(table, state >> bits, load<i32>(entry + 4));
}

// @ts-ignore: decorator
@inline function stateAt(table: usize, place: u32, first: i32): u32 {
  return <u32>load<u16>(table + ((<usize>(<i32>place + first)) << 1));
}
