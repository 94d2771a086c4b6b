// Snappy blocks. Source: google/snappy, format_description.txt: length as a varint, then literals and copies.
import { BAD_DISTANCE, copyBack, INPUT, MALFORMED, OUTPUT, TOO_LONG, TRUNCATED } from './layout';

/** Decodes `length` bytes of input to at most `limit` bytes. */
export function snappy(length: u32, limit: u32): i32 {
  let at = INPUT;
  const end = INPUT + length;
  let promised: u64 = 0;
  let shift: u64 = 0;
  for (;;) {
    if (at >= end) return TRUNCATED;
    const byte = <u64>load<u8>(at++);
    promised |= (byte & 127) << shift;
    if (byte < 128) break;
    shift += 7;
    if (shift > 28) return MALFORMED;
  }
  if (promised > <u64>limit) return TOO_LONG;
  let to = OUTPUT;
  const last = OUTPUT + <u32>promised;
  while (at < end) {
    const tag = <u32>load<u8>(at++);
    const kind = tag & 3;
    if (kind == 0) {
      let literals = (tag >> 2) + 1;
      if (literals > 60) {
        const bytes = literals - 60;
        if (bytes > <u32>(end - at)) return TRUNCATED;
        literals = 0;
        for (let i: u32 = 0; i < bytes; i++) literals |= (<u32>load<u8>(at + i)) << (8 * i);
        at += bytes;
        if (literals >= limit) return TOO_LONG;
        literals++;
      }
      if (literals > <u32>(end - at)) return TRUNCATED;
      if (literals > <u32>(last - to)) return TOO_LONG;
      memory.copy(to, at, literals);
      at += literals;
      to += literals;
      continue;
    }
    let match: u32;
    let distance: u32;
    if (kind == 1) {
      if (at >= end) return TRUNCATED;
      match = ((tag >> 2) & 7) + 4;
      distance = ((tag >> 5) << 8) | (<u32>load<u8>(at++));
    } else {
      match = (tag >> 2) + 1;
      const bytes: u32 = kind == 2 ? 2 : 4;
      if (bytes > <u32>(end - at)) return TRUNCATED;
      distance = kind == 2 ? <u32>load<u16>(at) : load<u32>(at);
      at += bytes;
    }
    if (distance == 0 || distance > <u32>(to - OUTPUT)) return BAD_DISTANCE;
    if (match > <u32>(last - to)) return TOO_LONG;
    copyBack(to, distance, match);
    to += match;
  }
  return to == last ? <i32>promised : MALFORMED;
}
