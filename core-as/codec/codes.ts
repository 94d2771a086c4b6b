// Tables of Huffman codes for deflate: from the lengths of codes to entries that are looked up by bits. Source: RFC 1951, 3.2.2.
//
//   entry of a table:  base or literal or place of a second table (16..31) | extra bits (8..12) | what it is (5..7) | code bits (0..4)
import { CODES, MALFORMED } from './layout';

export const LITERAL: u32 = 1 << 5;
export const SECOND: u32 = 1 << 6;
export const END: u32 = 1 << 7;
/** No code: neither a literal nor a length. */
export const INVALID: u32 = LITERAL | END;

export const LENGTH_BITS: u32 = 10;
export const DISTANCE_BITS: u32 = 8;
/** Most entries that any code of 288 symbols and 15 bits needs with its second tables (zlib's examples/enough.c). */
export const LENGTH_ENTRIES: u32 = 1334;
export const DISTANCE_ENTRIES: u32 = 402;
export const LENGTHS: usize = CODES;
export const DISTANCES: usize = LENGTHS + LENGTH_ENTRIES * 4;
/** Code lengths of up to 320 symbols, as bytes. */
export const SIZES: usize = DISTANCES + DISTANCE_ENTRIES * 4;
/** Symbols by code, as u16. */
export const SORTED: usize = SIZES + 320;
/** How many codes have each length, and where the symbols of a length begin; u16 each. */
export const COUNTS: usize = SORTED + 640;
export const STARTS: usize = COUNTS + 32;
/** Base and extra bits of length symbols 257 to 285 and of distance symbols, as entries. */
export const LENGTH_CODES: usize = STARTS + 32;
export const DISTANCE_CODES: usize = LENGTH_CODES + 31 * 4;

/** What a symbol means, without the length of its code. */
// @ts-ignore: decorator
@inline function meaning(symbol: u32, table: usize): u32 {
  if (table == DISTANCES) return symbol < 30 ? load<u32>(DISTANCE_CODES + (symbol << 2)) : END;
  if (symbol < 256) return LITERAL | (symbol << 16);
  return symbol == 256 ? END : symbol < 286 ? load<u32>(LENGTH_CODES + ((symbol - 257) << 2)) : INVALID;
}

/**
 * Makes the table of a code from the lengths of its symbols' codes. `lengths`: the table of literals and lengths; else symbols
 * stand for themselves, in the table of distances for distances. Codes that leave bits unused are refused, but for one of at
 * most one symbol of one bit, which RFC 1951 has for distances.
 */
export function build(sizes: usize, symbols: u32, table: usize, bits: u32, lengths: bool): i32 {
  memory.fill(COUNTS, 0, 32);
  for (let i: u32 = 0; i < symbols; i++) {
    const at = COUNTS + ((<usize>load<u8>(sizes + i)) << 1);
    store<u16>(at, load<u16>(at) + 1);
  }
  store<u16>(COUNTS, 0);
  let left: i32 = 1;
  let used: u32 = 0;
  let longest: u32 = 0;
  for (let size: u32 = 1; size <= 15; size++) {
    const count = <u32>load<u16>(COUNTS + (size << 1));
    store<u16>(STARTS + (size << 1), <u16>used);
    left = (left << 1) - <i32>count;
    if (left < 0) return MALFORMED;
    used += count;
    if (count > 0) longest = size;
  }
  if (left > 0 && longest > 1) return MALFORMED;
  for (let i: u32 = 0; i < symbols; i++) {
    const size = <usize>load<u8>(sizes + i);
    if (size == 0) continue;
    const at = STARTS + (size << 1);
    const place = <usize>load<u16>(at);
    store<u16>(SORTED + (place << 1), <u16>i);
    store<u16>(at, <u16>(place + 1));
  }
  const entries: u32 = 1 << bits;
  const none = lengths ? INVALID | 1 : END | 1;
  if (left > 0) for (let i: u32 = 0; i < entries; i++) store<u32>(table + (i << 2), none);
  let end = entries;
  let code: u32 = 0;
  let sub: u32 = 0;
  let subBits: u32 = 0;
  let prefix: u32 = 0xffffffff;
  let size: u32 = 1;
  let ofSize = <u32>load<u16>(COUNTS + 2);
  for (let i: u32 = 0; i < used; i++) {
    while (ofSize == 0) ofSize = <u32>load<u16>(COUNTS + (++size << 1));
    const symbol = <u32>load<u16>(SORTED + (i << 1));
    const what = lengths || table == DISTANCES ? meaning(symbol, table) : symbol << 16;
    if (size <= bits) {
      const entry = what | size;
      for (let at = code; at < entries; at += 1 << size) store<u32>(table + (at << 2), entry);
    } else {
      if ((code & (entries - 1)) != prefix) {
        prefix = code & (entries - 1);
        subBits = size - bits;
        let room: i32 = (1 << subBits) - <i32>ofSize;
        while (room > 0 && subBits + bits < longest) {
          subBits++;
          room = (room << 1) - <i32>load<u16>(COUNTS + ((subBits + bits) << 1));
        }
        sub = end;
        end += 1 << subBits;
        store<u32>(table + (prefix << 2), SECOND | (sub << 16) | (subBits << 8));
      }
      const entry = what | (size - bits);
      for (let at = code >> bits; at < (<u32>1) << subBits; at += 1 << (size - bits))
        store<u32>(table + ((sub + at) << 2), entry);
    }
    // The next code of this length, its bits in reading order: the first bit that is 0 becomes 1, those before it 0.
    ofSize--;
    let bit: u32 = 1 << (size - 1);
    while (code & bit) bit >>= 1;
    code = bit == 0 ? 0 : (code & (bit - 1)) | bit;
  }
  return 0;
}

/** Writes down what length and distance symbols mean. Called once. */
export function describeCodes(): void {
  let base: u32 = 3;
  for (let i: u32 = 0; i < 28; i++) {
    const extra = i < 8 ? 0 : (i - 4) >> 2;
    store<u32>(LENGTH_CODES + (i << 2), (base << 16) | (extra << 8));
    base += 1 << extra;
  }
  store<u32>(LENGTH_CODES + (28 << 2), 258 << 16);
  base = 1;
  for (let i: u32 = 0; i < 30; i++) {
    const extra = i < 4 ? 0 : (i - 2) >> 1;
    store<u32>(DISTANCE_CODES + (i << 2), (base << 16) | (extra << 8));
    base += 1 << extra;
  }
}
