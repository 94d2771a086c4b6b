// Adler-32, the checksum of zlib's wrapper. Source: RFC 1950, 8.2.
import { OUTPUT } from './layout';

/** The checksum of the first `size` bytes of the output; 5552 sums of bytes fit 32 bits. */
export function adler32(size: u32): u32 {
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
