// LZO1X streams. Source: the kernel's description of the stream, Documentation/staging/lzo.rst (plain LZO and LZO-RLE).
import { BAD_DISTANCE, copyBack, INPUT, MALFORMED, OUTPUT, TOO_LONG, TRUNCATED } from './layout';

/** Where the next instruction stands; set by `count`, which reads lengths that go on over several bytes. */
let at: usize = 0;
let end: usize = 0;

/**
 * A length whose bits in the instruction are all zero goes on: each zero byte adds 255, the last byte its value. Gives 0 when
 * the input ends; stops at `limit`, since no block is that long.
 */
function more(base: u32, limit: u32): u32 {
  let length = base;
  while (at < end) {
    const byte = <u32>load<u8>(at++);
    if (byte != 0) return length + byte;
    length += 255;
    if (length > limit) return length;
  }
  return 0;
}

/** Decodes `length` bytes of input to at most `limit` bytes. The stream ends with an M4 of distance 16384. */
export function lzo1x(length: u32, limit: u32): i32 {
  at = INPUT;
  end = INPUT + length;
  let to = OUTPUT;
  const last = OUTPUT + limit;
  /** Literals just copied: 0 none, 1 to 3 trailing an instruction, 4 a long run; it decides what codes below 16 mean. */
  let state: u32 = 0;
  let runs = false;
  if (length < 3) return TRUNCATED;
  // A first byte of 17 is followed by the version; 1 is LZO-RLE: Documentation/staging/lzo.rst, "Versions".
  let first = <u32>load<u8>(at);
  if (length >= 5 && first == 17) {
    runs = load<u8>(at + 1) != 0;
    at += 2;
    first = load<u8>(at);
  }
  if (first > 17) {
    at++;
    const literals = first - 17;
    if (literals > <u32>(end - at)) return TRUNCATED;
    if (literals > <u32>(last - to)) return TOO_LONG;
    memory.copy(to, at, literals);
    at += literals;
    to += literals;
    state = literals < 4 ? literals : 4;
  }
  while (at < end) {
    const code = <u32>load<u8>(at++);
    let match: u32;
    let distance: u32;
    let trailing: u32;
    if (code < 16) {
      if (state == 0) {
        let literals = code;
        if (literals == 0) {
          literals = more(15, limit);
          if (literals == 0) return TRUNCATED;
        }
        literals += 3;
        if (literals > limit) return TOO_LONG;
        if (literals > <u32>(end - at)) return TRUNCATED;
        if (literals > <u32>(last - to)) return TOO_LONG;
        memory.copy(to, at, literals);
        at += literals;
        to += literals;
        state = 4;
        continue;
      }
      if (at >= end) return TRUNCATED;
      const high = <u32>load<u8>(at++);
      trailing = code & 3;
      distance = (code >> 2) + (high << 2) + 1;
      match = 2;
      if (state == 4) {
        distance += 2048;
        match = 3;
      }
    } else if (code >= 64) {
      if (at >= end) return TRUNCATED;
      const high = <u32>load<u8>(at++);
      trailing = code & 3;
      distance = ((code >> 2) & 7) + (high << 3) + 1;
      match = (code >> 5) + 1;
    } else if (code >= 32) {
      match = code & 31;
      if (match == 0) {
        match = more(31, limit);
        if (match == 0) return TRUNCATED;
      }
      match += 2;
      if (end - at < 2) return TRUNCATED;
      const pair = <u32>load<u16>(at);
      at += 2;
      trailing = pair & 3;
      distance = (pair >> 2) + 1;
    } else {
      if (end - at < 2) return TRUNCATED;
      // A run of zeros is written as an M4 whose distance bits are all ones: lib/lzo/lzo1x_decompress_safe.c.
      if (runs && (code & 0x18) == 0x18 && ((<u32>load<u16>(at)) & 0xfffc) == 0xfffc) {
        if (end - at < 3) return TRUNCATED;
        const zeros = ((code & 7) | ((<u32>load<u8>(at + 2)) << 3)) + 4;
        trailing = (<u32>load<u8>(at)) & 3;
        at += 3;
        if (zeros > <u32>(last - to)) return TOO_LONG;
        memory.fill(to, 0, zeros);
        to += zeros;
        match = 0;
        distance = 0;
      } else {
        match = code & 7;
        if (match == 0) {
          match = more(7, limit);
          if (match == 0) return TRUNCATED;
        }
        match += 2;
        if (end - at < 2) return TRUNCATED;
        const pair = <u32>load<u16>(at);
        at += 2;
        trailing = pair & 3;
        distance = ((code & 8) << 11) + (pair >> 2);
        if (distance == 0) {
          if (match != 3) return MALFORMED;
          return at == end ? <i32>(to - OUTPUT) : MALFORMED;
        }
        distance += 16384;
      }
    }
    if (match > 0) {
      if (distance > <u32>(to - OUTPUT)) return BAD_DISTANCE;
      if (match > <u32>(last - to)) return TOO_LONG;
      copyBack(to, distance, match);
      to += match;
    }
    if (trailing > <u32>(end - at)) return TRUNCATED;
    if (trailing > <u32>(last - to)) return TOO_LONG;
    for (let i: u32 = 0; i < trailing; i++) store<u8>(to + i, load<u8>(at + i));
    at += trailing;
    to += trailing;
    state = trailing;
  }
  return TRUNCATED;
}
