// Xpress, plain and with a Huffman code, as Windows packs pages of its hibernation file. Source: [MS-XCA] 2.4.4 and 2.2.4.
import { BAD_DISTANCE, CODES, copyBack, INPUT, MALFORMED, OUTPUT, TOO_LONG, TRUNCATED } from './layout';

/** Tables of deflate are not in use meanwhile, but may be believed to be: this lies behind them. */
const TABLE: usize = CODES + (16 << 10);
const SYMBOLS: u32 = 512;
const MAX_BITS: u32 = 15;
/** Bytes of code lengths before each 64 KiB of content. */
const LENGTHS: usize = 256;
const CHUNK: u32 = 65536;

/** Decodes `length` bytes of plain Xpress to at most `limit` bytes. */
export function xpress(length: u32, limit: u32): i32 {
  let at = INPUT;
  const end = INPUT + length;
  let to = OUTPUT;
  const last = OUTPUT + limit;
  let flags: u32 = 0;
  let left: u32 = 0;
  /** Where the byte lies whose upper half is the next match's length. */
  let half: usize = 0;
  while (to < last) {
    if (left == 0) {
      if (at + 4 > end) return at == end ? <i32>(to - OUTPUT) : TRUNCATED;
      flags = load<u32>(at);
      at += 4;
      left = 32;
    }
    left--;
    if (((flags >> left) & 1) == 0) {
      if (at >= end) return TRUNCATED;
      store<u8>(to++, load<u8>(at++));
      continue;
    }
    // A match at the very end is none: flags that are left over are set.
    if (at == end) return <i32>(to - OUTPUT);
    if (at + 2 > end) return TRUNCATED;
    const pair = <u32>load<u16>(at);
    at += 2;
    const distance = (pair >> 3) + 1;
    let match = pair & 7;
    if (match == 7) {
      if (half == 0) {
        if (at >= end) return TRUNCATED;
        half = at++;
        match = load<u8>(half) & 15;
      } else {
        match = load<u8>(half) >> 4;
        half = 0;
      }
      if (match == 15) {
        if (at >= end) return TRUNCATED;
        match = load<u8>(at++);
        if (match == 255) {
          if (at + 2 > end) return TRUNCATED;
          match = load<u16>(at);
          at += 2;
          if (match == 0) {
            if (at + 4 > end) return TRUNCATED;
            match = load<u32>(at);
            at += 4;
          }
          if (match < 15 + 7) return MALFORMED;
          match -= 15 + 7;
        }
        match += 15;
      }
      match += 7;
    }
    match += 3;
    if (distance > <u32>(to - OUTPUT)) return BAD_DISTANCE;
    if (match > <u32>(last - to)) return TOO_LONG;
    copyBack(to, distance, match);
    to += match;
  }
  return <i32>(to - OUTPUT);
}

/** Makes the table of a code from 512 lengths of four bits at `at`: entries are length (0..3) and symbol (4..12), by 15 bits. */
function codeTable(at: usize): bool {
  let place: u32 = 0;
  for (let bits: u32 = 1; bits <= MAX_BITS; bits++) {
    const entries: u32 = 1 << (MAX_BITS - bits);
    for (let symbol: u32 = 0; symbol < SYMBOLS; symbol++) {
      const pair = <u32>load<u8>(at + (symbol >> 1));
      if (((symbol & 1) == 0 ? pair & 15 : pair >> 4) != bits) continue;
      if (place + entries > (<u32>1) << MAX_BITS) return false;
      for (let i: u32 = 0; i < entries; i++)
        store<u16>(TABLE + ((place + i) << 1), <u16>((symbol << 4) | bits));
      place += entries;
    }
  }
  return place == (<u32>1) << MAX_BITS;
}

/** Decodes `length` bytes of Xpress with Huffman codes to at most `limit` bytes. */
export function xpressHuffman(length: u32, limit: u32): i32 {
  let at = INPUT;
  const end = INPUT + length;
  let to = OUTPUT;
  const last = OUTPUT + limit;
  while (to < last) {
    if (at == end && to > OUTPUT) break;
    if (at + LENGTHS + 4 > end) return TRUNCATED;
    if (!codeTable(at)) return MALFORMED;
    at += LENGTHS;
    let bits = ((<u32>load<u16>(at)) << 16) | (<u32>load<u16>(at + 2));
    let spare: i32 = 16;
    at += 4;
    const stop = to + min(CHUNK, <u32>(last - to));
    while (to < stop) {
      const entry = <u32>load<u16>(TABLE + ((<usize>(bits >> 17)) << 1));
      const size = entry & 15;
      bits <<= size;
      spare -= <i32>size;
      if (spare < 0) {
        // Two bytes behind the end count as zeros: they are looked at and not used.
        if (at > end) return TRUNCATED;
        if (at + 2 <= end) bits |= (<u32>load<u16>(at)) << -spare;
        spare += 16;
        at += 2;
      }
      let symbol = entry >> 4;
      if (symbol < 256) {
        store<u8>(to++, <u8>symbol);
        continue;
      }
      if (symbol == 256 && at >= end) return <i32>(to - OUTPUT);
      symbol -= 256;
      let match = symbol & 15;
      const offsetBits = symbol >> 4;
      if (match == 15) {
        if (at >= end) return TRUNCATED;
        match = load<u8>(at++);
        if (match == 255) {
          if (at + 2 > end) return TRUNCATED;
          match = load<u16>(at);
          at += 2;
          if (match == 0) {
            if (at + 4 > end) return TRUNCATED;
            match = load<u32>(at);
            at += 4;
          }
          if (match < 15) return MALFORMED;
          match -= 15;
        }
        match += 15;
      }
      match += 3;
      const distance: u32 = offsetBits == 0 ? 1 : (bits >> (32 - offsetBits)) + ((<u32>1) << offsetBits);
      bits <<= offsetBits;
      spare -= <i32>offsetBits;
      if (spare < 0) {
        if (at > end) return TRUNCATED;
        if (at + 2 <= end) bits |= (<u32>load<u16>(at)) << -spare;
        spare += 16;
        at += 2;
      }
      if (distance > <u32>(to - OUTPUT)) return BAD_DISTANCE;
      if (match > <u32>(last - to)) return TOO_LONG;
      copyBack(to, distance, match);
      to += match;
    }
  }
  return <i32>(to - OUTPUT);
}
