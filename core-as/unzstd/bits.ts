// Bits that are read from the end of a stream to its front: entropy-coded parts of zstd blocks. Source: RFC 8878, section 4.1.
import { MALFORMED } from './layout';

/** Where the stream begins, and bits before the place that is read next; negative when more were read than there are. */
export let streamAt: usize = 0;
export let left: i32 = 0;

/** Begins a stream; its last byte has a bit that marks the end. */
export function beginBits(at: usize, size: u32): i32 {
  if (size == 0) return MALFORMED;
  const last = <u32>load<u8>(at + size - 1);
  if (last == 0) return MALFORMED;
  streamAt = at;
  left = <i32>((size - 1) << 3) + (31 - clz<u32>(last));
  return 0;
}

/** The next bits, 0 to 31; zeros where there are no more. */
// @ts-ignore: decorator
@inline export function readBits(count: u32): u32 {
  left -= <i32>count;
  return peekAt(left, count);
}

/** `count` bits above a place. */
// @ts-ignore: decorator
@inline export function peekAt(place: i32, count: u32): u32 {
  const mask = ((<u64>1) << (<u64>count)) - 1;
  if (place >= 0) return <u32>((load<u64>(streamAt + (place >> 3)) >> (<u64>(place & 7))) & mask);
  return place <= -32 ? 0 : <u32>((load<u64>(streamAt) << (<u64>-place)) & mask);
}
