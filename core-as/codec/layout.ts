// Where the decoders' buffers lie, and the statuses that all decoders share.

// @ts-ignore: decorator
@inline export const INPUT: usize = 65536;
/** Largest block that any format stores: an LZ4 block of 4 MiB; a part of a stream. */
// @ts-ignore: decorator
@inline export const INPUT_BYTES: u32 = (4 << 20) + (64 << 10);
// @ts-ignore: decorator
@inline export const OUTPUT: usize = INPUT + INPUT_BYTES;
/** Largest block that any format holds, and what came before it where blocks refer to that: 4 MiB behind 64 KiB. */
// @ts-ignore: decorator
@inline export const OUTPUT_BYTES: u32 = (4 << 20) + (128 << 10);
/** 256 words of the checksum's table. */
// @ts-ignore: decorator
@inline export const TABLE: usize = OUTPUT + OUTPUT_BYTES;

/** Tables of CRC-32: eight of 256 words. */
// @ts-ignore: decorator
@inline export const CRC_TABLES: usize = TABLE + 1024;
/** Where the tables of codes begin. */
// @ts-ignore: decorator
@inline export const CODES: usize = CRC_TABLES + 8192;

/** The input ends inside an instruction. */
// @ts-ignore: decorator
@inline export const TRUNCATED: i32 = -1;
/** The output would pass the limit. */
// @ts-ignore: decorator
@inline export const TOO_LONG: i32 = -2;
/** A copy from before the first byte made. */
// @ts-ignore: decorator
@inline export const BAD_DISTANCE: i32 = -3;
/** Bytes behind the end, a length that is not the one promised, or an instruction that does not exist. */
// @ts-ignore: decorator
@inline export const MALFORMED: i32 = -4;

/** Copies `length` bytes from `distance` bytes before `to`; the two may overlap, and then repeat what was just made. */
// @ts-ignore: decorator
@inline export function copyBack(to: usize, distance: u32, length: u32): void {
  const from = to - distance;
  if (distance >= length) {
    memory.copy(to, from, length);
    return;
  }
  if (distance == 1) {
    memory.fill(to, load<u8>(from), length);
    return;
  }
  for (let i: u32 = 0; i < length; i++) store<u8>(to + i, load<u8>(from + i));
}
