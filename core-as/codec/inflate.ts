// Deflate in its zlib wrapper. Sources: RFC 1950, RFC 1951. Codes are looked up in tables of a fixed number of bits, longer codes in
// second tables behind them; bits are taken from a buffer of 64 that is filled eight bytes at a time.
//
//   entry of a table:  base or literal or place of a second table (16..31) | extra bits (8..12) | what it is (5..7) | code bits (0..4)
import { BAD_DISTANCE, INPUT, MALFORMED, OUTPUT, OUTPUT_BYTES, TABLE, TOO_LONG, TRUNCATED } from './layout';

const LITERAL: u32 = 1 << 5;
const SECOND: u32 = 1 << 6;
const END: u32 = 1 << 7;
/** No code: neither a literal nor a length. */
const INVALID: u32 = LITERAL | END;

const LENGTH_BITS: u32 = 10;
const DISTANCE_BITS: u32 = 8;
/** Most entries that any code of 288 symbols and 15 bits needs with its second tables (zlib's examples/enough.c). */
const LENGTH_ENTRIES: u32 = 1334;
const DISTANCE_ENTRIES: u32 = 402;
const LENGTHS: usize = TABLE + 1024;
const DISTANCES: usize = LENGTHS + LENGTH_ENTRIES * 4;
/** Code lengths of up to 320 symbols, as bytes. */
const SIZES: usize = DISTANCES + DISTANCE_ENTRIES * 4;
/** Symbols by code, as u16. */
const SORTED: usize = SIZES + 320;
/** How many codes have each length, and where the symbols of a length begin; u16 each. */
const COUNTS: usize = SORTED + 640;
const STARTS: usize = COUNTS + 32;
/** Base and extra bits of length symbols 257 to 285 and of distance symbols, as entries. */
const LENGTH_CODES: usize = STARTS + 32;
const DISTANCE_CODES: usize = LENGTH_CODES + 31 * 4;

/** Order in which lengths of the code of code lengths are stored, four bits each are too few: five. */
const ORDER = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

/** Bits that were read and not used, the next one lowest; how many; where the following bytes are. */
let buffer: u64 = 0;
let filled: u64 = 0;
let next: usize = 0;
let last: usize = 0;
/** True while the tables hold the fixed codes. */
let fixed: bool = false;

/** Fills the buffer to at least 56 bits; bytes behind the input count as what lies there, and are found out later. */
// @ts-ignore: decorator
@inline function fill(): void {
  buffer |= load<u64>(next) << filled;
  next += <usize>((63 - filled) >> 3);
  filled |= 56;
}

// @ts-ignore: decorator
@inline function drop(bits: u32): void {
  buffer >>= <u64>bits;
  filled -= <u64>bits;
}

// @ts-ignore: decorator
@inline function take(bits: u32): u32 {
  const value = <u32>(buffer & ((1 << (<u64>bits)) - 1));
  drop(bits);
  return value;
}

/** Bits were used that the input does not have. */
// @ts-ignore: decorator
@inline function beyond(): bool {
  return next - <usize>(filled >> 3) > last;
}

/** Decodes `length` bytes of input to at most `limit` bytes. */
export function zlib(length: u32, limit: u32): i32 {
  if (length < 6) return TRUNCATED;
  const head = ((<u32>load<u8>(INPUT)) << 8) | (<u32>load<u8>(INPUT + 1));
  if ((head & 0x0f20) != 0x0800 || head % 31 != 0) return MALFORMED;
  buffer = 0;
  filled = 0;
  next = INPUT + 2;
  last = INPUT + length - 4;
  let to = OUTPUT;
  const stop = OUTPUT + limit;
  let final = false;
  while (!final) {
    fill();
    if (beyond()) return TRUNCATED;
    final = take(1) != 0;
    const kind = take(2);
    let end: usize = 0;
    if (kind == 0) end = stored(to, stop);
    else {
      const trouble = kind == 1 ? fixedCodes() : kind == 2 ? dynamicCodes() : MALFORMED;
      if (trouble != 0) return trouble;
      end = block(to, stop);
    }
    if (<i32>end < 0) return <i32>end;
    to = end;
  }
  if (beyond()) return TRUNCATED;
  const at = next - <usize>(filled >> 3);
  const size = <u32>(to - OUTPUT);
  return at == last && adler32(size) == bswap<u32>(load<u32>(at)) ? <i32>size : MALFORMED;
}

/** A block that is stored as it is. Gives the end of the output, or a negative status. */
function stored(to: usize, stop: usize): usize {
  drop((<u32>filled) & 7);
  const at = next - <usize>(filled >> 3);
  if (at + 4 > last) return <usize>TRUNCATED;
  const size = <u32>load<u16>(at);
  if ((size ^ (<u32>load<u16>(at + 2))) != 0xffff) return <usize>MALFORMED;
  if (size > <u32>(last - at - 4)) return <usize>TRUNCATED;
  if (size > <u32>(stop - to)) return <usize>TOO_LONG;
  memory.copy(to, at + 4, size);
  next = at + 4 + size;
  buffer = 0;
  filled = 0;
  return to + size;
}

/** A block of codes. Gives the end of the output, or a negative status. */
function block(start: usize, stop: usize): usize {
  let to = start;
  while (true) {
    if (next > last + 8) return <usize>TRUNCATED;
    fill();
    let entry = load<u32>(LENGTHS + (((<usize>buffer) & ((1 << LENGTH_BITS) - 1)) << 2));
    // Three literals have at most 45 bits.
    if ((entry & INVALID) == LITERAL) {
      if (to >= stop) return <usize>TOO_LONG;
      drop(entry & 31);
      store<u8>(to++, <u8>(entry >> 16));
      entry = load<u32>(LENGTHS + (((<usize>buffer) & ((1 << LENGTH_BITS) - 1)) << 2));
      if ((entry & INVALID) == LITERAL) {
        if (to >= stop) return <usize>TOO_LONG;
        drop(entry & 31);
        store<u8>(to++, <u8>(entry >> 16));
        entry = load<u32>(LENGTHS + (((<usize>buffer) & ((1 << LENGTH_BITS) - 1)) << 2));
      }
    }
    if (entry & SECOND) {
      drop(LENGTH_BITS);
      entry = load<u32>(
        LENGTHS + (((entry >> 16) + ((<u32>buffer) & ((1 << ((entry >> 8) & 31)) - 1))) << 2),
      );
    }
    drop(entry & 31);
    if (entry & LITERAL) {
      if (entry & END) return <usize>MALFORMED;
      if (to >= stop) return <usize>TOO_LONG;
      store<u8>(to++, <u8>(entry >> 16));
      continue;
    }
    if (entry & END) return to;
    const length = (entry >> 16) + take((entry >> 8) & 31);
    fill();
    entry = load<u32>(DISTANCES + (((<usize>buffer) & ((1 << DISTANCE_BITS) - 1)) << 2));
    if (entry & SECOND) {
      drop(DISTANCE_BITS);
      entry = load<u32>(
        DISTANCES + (((entry >> 16) + ((<u32>buffer) & ((1 << ((entry >> 8) & 31)) - 1))) << 2),
      );
    }
    if (entry & END) return <usize>MALFORMED;
    drop(entry & 31);
    const distance = (entry >> 16) + take((entry >> 8) & 31);
    if (distance > <u32>(to - OUTPUT)) return <usize>BAD_DISTANCE;
    if (length > <u32>(stop - to)) return <usize>TOO_LONG;
    to = copied(to, distance, length);
  }
}

/** Repeats bytes; where it may, eight at a time, the last of them too many. */
// @ts-ignore: decorator
@inline function copied(start: usize, distance: u32, length: u32): usize {
  let to = start;
  const end = start + length;
  if (distance >= 8 && end + 8 <= OUTPUT + OUTPUT_BYTES) {
    do {
      store<u64>(to, load<u64>(to - distance));
      to += 8;
    } while (to < end);
  } else if (distance == 1) memory.fill(start, load<u8>(start - 1), length);
  else for (; to < end; to++) store<u8>(to, load<u8>(to - distance));
  return end;
}

/** Makes the tables of the fixed codes. */
function fixedCodes(): i32 {
  if (fixed) return 0;
  memory.fill(SIZES, 8, 144);
  memory.fill(SIZES + 144, 9, 112);
  memory.fill(SIZES + 256, 7, 24);
  memory.fill(SIZES + 280, 8, 8);
  build(SIZES, 288, LENGTHS, LENGTH_BITS, true);
  memory.fill(SIZES, 5, 32);
  build(SIZES, 32, DISTANCES, DISTANCE_BITS, false);
  fixed = true;
  return 0;
}

/** Reads the codes of a block and makes their tables. */
function dynamicCodes(): i32 {
  fixed = false;
  const lengths = take(5) + 257;
  const distances = take(5) + 1;
  const codes = take(4) + 4;
  if (lengths > 286 || distances > 30) return MALFORMED;
  memory.fill(SIZES, 0, 19);
  for (let i: u32 = 0; i < codes; i++) {
    if ((i & 7) == 0) fill();
    store<u8>(SIZES + load<u8>(ORDER + i), <u8>take(3));
  }
  if (beyond()) return TRUNCATED;
  const trouble = build(SIZES, 19, LENGTHS, 7, false);
  if (trouble != 0) return trouble;
  const total = lengths + distances;
  let at: u32 = 0;
  while (at < total) {
    fill();
    if (beyond()) return TRUNCATED;
    const entry = load<u32>(LENGTHS + (((<usize>buffer) & 127) << 2));
    if (entry & END) return MALFORMED;
    drop(entry & 31);
    const symbol = entry >> 16;
    if (symbol < 16) {
      store<u8>(SIZES + at++, <u8>symbol);
      continue;
    }
    let value: u8 = 0;
    let times: u32 = 0;
    if (symbol == 16) {
      if (at == 0) return MALFORMED;
      value = load<u8>(SIZES + at - 1);
      times = 3 + take(2);
    } else times = symbol == 17 ? 3 + take(3) : 11 + take(7);
    if (times > total - at) return MALFORMED;
    memory.fill(SIZES + at, value, times);
    at += times;
  }
  if (load<u8>(SIZES + 256) == 0) return MALFORMED;
  const first = build(SIZES, lengths, LENGTHS, LENGTH_BITS, true);
  return first != 0 ? first : build(SIZES + lengths, distances, DISTANCES, DISTANCE_BITS, false);
}

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
function build(sizes: usize, symbols: u32, table: usize, bits: u32, lengths: bool): i32 {
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

/** The checksum of the output. Source: RFC 1950, 8.2; 5552 sums of bytes fit 32 bits. */
function adler32(size: u32): u32 {
  let low: u32 = 1;
  let high: u32 = 0;
  let at = OUTPUT;
  const end = OUTPUT + size;
  while (at < end) {
    const part = min<usize>(end, at + 5552);
    for (; at + 4 <= part; at += 4) {
      const word = load<u32>(at);
      low += word & 0xff;
      high += low;
      low += (word >> 8) & 0xff;
      high += low;
      low += (word >> 16) & 0xff;
      high += low;
      low += word >> 24;
      high += low;
    }
    for (; at < part; at++) {
      low += load<u8>(at);
      high += low;
    }
    low %= 65521;
    high %= 65521;
  }
  return (high << 16) | low;
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
