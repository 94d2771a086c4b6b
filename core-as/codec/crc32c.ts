// CRC-32C (Castagnoli), which snappy frames carry. Source: RFC 3720, appendix B.4; polynomial 0x1edc6f41, reflected 0x82f63b78.
import { OUTPUT, TABLE } from './layout';

/** Fills the table; called once when the module starts. */
export function buildTable(): void {
  for (let i: u32 = 0; i < 256; i++) {
    let value = i;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >> 1) ^ 0x82f63b78 : value >> 1;
    store<u32>(TABLE + (i << 2), value);
  }
}

/** Checksum of the first `length` bytes of the output buffer. */
export function crc32c(length: u32): u32 {
  let value: u32 = 0xffffffff;
  for (let i: u32 = 0; i < length; i++)
    value = load<u32>(TABLE + (((value ^ (<u32>load<u8>(OUTPUT + i))) & 255) << 2)) ^ (value >> 8);
  return ~value;
}
