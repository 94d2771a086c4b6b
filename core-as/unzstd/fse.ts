// Finite state entropy: reads the shares of a code's symbols and makes its decoding table. Source: RFC 8878, section 4.1.
import { MALFORMED, NEXT, SHARES, TRUNCATED } from './layout';

/** Bits of the table that `readShares` read, and bytes that it used. */
export let bitsRead: u32 = 0;
export let bytesUsed: u32 = 0;
/** Symbols that have a share. */
export let symbolsRead: u32 = 0;

/** Reads shares, i16 each, from `at` to at most `end`. Gives 0, or a negative status. */
export function readShares(at: usize, end: usize, mostSymbols: u32, mostBits: u32): i32 {
  if (at >= end) return TRUNCATED;
  const total = (<u32>(end - at)) << 3;
  let bit: u32 = 0;
  const log = ((<u32>load<u8>(at)) & 15) + 5;
  bit = 4;
  if (log > mostBits) return MALFORMED;
  let left: i32 = (1 << log) + 1;
  let symbol: u32 = 0;
  while (left > 1 && symbol < mostSymbols) {
    // As many bits as the largest share that is left needs; the lower half of the values takes one less.
    const size: u32 = 32 - clz<u32>(<u32>left);
    if (bit >= total) return TRUNCATED;
    const raw = (load<u32>(at + (bit >> 3)) >> (bit & 7)) & ((1 << size) - 1);
    const threshold: u32 = 1 << (size - 1);
    const spare: u32 = (threshold << 1) - 1 - <u32>left;
    let value = raw & (threshold - 1);
    if (value < spare) bit += size - 1;
    else {
      value = raw;
      if (value >= threshold) value -= spare;
      bit += size;
    }
    const share: i32 = <i32>value - 1;
    left -= share < 0 ? -share : share;
    store<i16>(SHARES + (symbol << 1), <i16>share);
    symbol++;
    if (share != 0) continue;
    // Two bits say how many further symbols have none; three that more bits follow.
    let more: u32;
    do {
      if (bit >= total) return TRUNCATED;
      more = (load<u32>(at + (bit >> 3)) >> (bit & 7)) & 3;
      bit += 2;
      for (let i: u32 = 0; i < more; i++) {
        if (symbol >= mostSymbols) return MALFORMED;
        store<i16>(SHARES + (symbol << 1), 0);
        symbol++;
      }
    } while (more == 3);
  }
  if (left != 1) return MALFORMED;
  if (bit > total) return TRUNCATED;
  bitsRead = log;
  bytesUsed = (bit + 7) >> 3;
  symbolsRead = symbol;
  return 0;
}

/** Makes the table of `log` bits from the shares of `symbols` symbols. */
export function buildTable(table: usize, symbols: u32, log: u32): void {
  const size: u32 = 1 << log;
  let high = size;
  for (let s: u32 = 0; s < symbols; s++) {
    const share = <i32>load<i16>(SHARES + (s << 1));
    if (share == -1) {
      high--;
      store<u8>(table + (high << 2), <u8>s);
      store<u16>(NEXT + (s << 1), 1);
    } else store<u16>(NEXT + (s << 1), <u16>share);
  }
  const step: u32 = (size >> 1) + (size >> 3) + 3;
  let place: u32 = 0;
  for (let s: u32 = 0; s < symbols; s++) {
    const share = <i32>load<i16>(SHARES + (s << 1));
    for (let i = 0; i < share; i++) {
      store<u8>(table + (place << 2), <u8>s);
      do place = (place + step) & (size - 1);
      while (place >= high);
    }
  }
  for (let i: u32 = 0; i < size; i++) {
    const at = table + (i << 2);
    const symbol = <u32>load<u8>(at);
    const next = <u32>load<u16>(NEXT + (symbol << 1));
    store<u16>(NEXT + (symbol << 1), <u16>(next + 1));
    const bits = log - (31 - clz<u32>(next));
    store<u32>(at, symbol | (bits << 8) | (((next << bits) - size) << 16));
  }
}
