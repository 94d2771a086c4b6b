// LZ4 blocks. Source: the LZ4 block format description (lz4_Block_format.md): token, literals, offset, match.
import { BAD_DISTANCE, copyBack, INPUT, MALFORMED, OUTPUT, TOO_LONG, TRUNCATED } from './layout';

const MIN_MATCH: u32 = 4;

/** Decodes `length` bytes of input to at most `limit` bytes. A block ends with literals. */
export function lz4(length: u32, limit: u32): i32 {
  return lz4After(0, length, limit);
}

/** The same behind `before` bytes of output that the block may refer back to. */
export function lz4After(before: u32, length: u32, limit: u32): i32 {
  let at = INPUT;
  const end = INPUT + length;
  let to = OUTPUT + before;
  const last = to + limit;
  while (at < end) {
    const token = <u32>load<u8>(at++);
    let literals = token >> 4;
    if (literals == 15) {
      let more: u32;
      do {
        if (at >= end) return TRUNCATED;
        more = load<u8>(at++);
        literals += more;
        if (literals > limit) return TOO_LONG;
      } while (more == 255);
    }
    if (literals > <u32>(end - at)) return TRUNCATED;
    if (literals > <u32>(last - to)) return TOO_LONG;
    memory.copy(to, at, literals);
    at += literals;
    to += literals;
    if (at == end) return <i32>(to - OUTPUT - before);
    if (end - at < 2) return TRUNCATED;
    const distance = <u32>load<u16>(at);
    at += 2;
    if (distance == 0 || distance > <u32>(to - OUTPUT)) return BAD_DISTANCE;
    let match = token & 15;
    if (match == 15) {
      let more: u32;
      do {
        if (at >= end) return TRUNCATED;
        more = load<u8>(at++);
        match += more;
        if (match > limit) return TOO_LONG;
      } while (more == 255);
    }
    match += MIN_MATCH;
    if (match > <u32>(last - to)) return TOO_LONG;
    copyBack(to, distance, match);
    to += match;
  }
  return MALFORMED;
}
