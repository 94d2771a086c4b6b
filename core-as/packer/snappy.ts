// Snappy blocks. Source: google/snappy, format_description.txt: the length as a varint, then literals and copies.
import { INPUT_BYTES, LITERALS, OUTPUT, SEQUENCE, SEQUENCES } from './layout';
import { findMatches, literals, sequences } from './matches';

/** Packs `length` bytes of input. Gives the bytes made; 0 when that is no gain. */
export function snappy(length: u32): i32 {
  if (length == 0 || length > INPUT_BYTES) return 0;
  findMatches(length);
  let to = OUTPUT;
  let rest = length;
  for (; rest >= 128; rest >>= 7) store<u8>(to++, <u8>(rest | 128));
  store<u8>(to++, <u8>rest);
  const limit = OUTPUT + length;
  let from = LITERALS;
  let distance: u32 = 0;
  for (let i: u32 = 0; i < sequences; i++) {
    const at = SEQUENCES + <usize>i * SEQUENCE;
    const count = load<u32>(at);
    let match = load<u32>(at + 4);
    const offset = load<u32>(at + 8);
    if (offset > 3) distance = offset - 3;
    else if (distance == 0) distance = 1;
    if (to + count + (match >> 4) + 8 > limit) return 0;
    to = literal(to, from, count);
    from += count;
    for (; match > 64; match -= min<u32>(64, match - 4)) to = copy(to, min<u32>(64, match - 4), distance);
    to = copy(to, match, distance);
  }
  const tail = <u32>(LITERALS + literals - from);
  if (to + tail + 4 > limit) return 0;
  to = literal(to, from, tail);
  return <i32>(to - OUTPUT);
}

// @ts-ignore: decorator
@inline function literal(start: usize, from: usize, count: u32): usize {
  let to = start;
  if (count == 0) return to;
  const value = count - 1;
  if (value < 60) store<u8>(to++, <u8>(value << 2));
  else if (value < 256) {
    store<u8>(to, 60 << 2);
    store<u8>(to + 1, <u8>value);
    to += 2;
  } else {
    store<u8>(to, 61 << 2);
    store<u16>(to + 1, <u16>value);
    to += 3;
  }
  memory.copy(to, from, count);
  return to + count;
}

/** A copy of 1 to 64 bytes from at most 65535 back. */
// @ts-ignore: decorator
@inline function copy(to: usize, length: u32, distance: u32): usize {
  store<u8>(to, <u8>(((length - 1) << 2) | 2));
  store<u16>(to + 1, <u16>distance);
  return to + 3;
}
