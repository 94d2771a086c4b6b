// CRC-32 as gzip, zip and xz have it, eight bytes at a time. Source: RFC 1952, section 8; polynomial 0x04c11db7, reflected 0xedb88320.
import { CRC_TABLES, OUTPUT } from './layout';

/** Fills the tables; called once when the module starts. Table n tells what a byte does that n others follow. */
export function buildTables(): void {
  for (let i: u32 = 0; i < 256; i++) {
    let value = i;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >> 1) ^ 0xedb88320 : value >> 1;
    store<u32>(CRC_TABLES + (i << 2), value);
  }
  for (let i: u32 = 256; i < 2048; i++) {
    const before = load<u32>(CRC_TABLES + ((i - 256) << 2));
    store<u32>(CRC_TABLES + (i << 2), load<u32>(CRC_TABLES + ((before & 255) << 2)) ^ (before >> 8));
  }
}

// @ts-ignore: decorator
@inline function by(table: u32, byte: u32): u32 {
  return load<u32>(CRC_TABLES + (((table << 8) | (byte & 255)) << 2));
}

/** Checksum of `length` bytes at an offset of the output buffer, after what `before` is the checksum of (0 for nothing). */
export function crc32(offset: u32, length: u32, before: u32): u32 {
  let value = ~before;
  let at = OUTPUT + offset;
  const end = at + length;
  for (; at + 8 <= end; at += 8) {
    const low = load<u32>(at) ^ value;
    const high = load<u32>(at + 4);
    value =
      by(7, low) ^
      by(6, low >> 8) ^
      by(5, low >> 16) ^
      by(4, low >> 24) ^
      by(3, high) ^
      by(2, high >> 8) ^
      by(1, high >> 16) ^
      by(0, high >> 24);
  }
  for (; at < end; at++) value = by(0, value ^ (<u32>load<u8>(at))) ^ (value >> 8);
  return ~value;
}
