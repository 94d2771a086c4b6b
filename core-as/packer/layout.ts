// Where the packers' buffers lie. A page has at most 64 KiB.
//
//   65536 -> input (64 KiB, 8 more are read) | output (80 KiB) | literals (64 KiB) | sequences (192 KiB) | hash table | tables

// @ts-ignore: decorator
@inline export const INPUT: usize = 65536;
// @ts-ignore: decorator
@inline export const INPUT_BYTES: u32 = 64 << 10;
// @ts-ignore: decorator
@inline export const OUTPUT: usize = INPUT + INPUT_BYTES + 64;
// @ts-ignore: decorator
@inline export const OUTPUT_BYTES: u32 = 80 << 10;
/** Bytes that no match covers, one run behind the other. */
// @ts-ignore: decorator
@inline export const LITERALS: usize = OUTPUT + OUTPUT_BYTES;
/** Matches: literals before it u32, length u32, offset code u32; at most one in five bytes of a page. */
// @ts-ignore: decorator
@inline export const SEQUENCES: usize = LITERALS + INPUT_BYTES + 64;
// @ts-ignore: decorator
@inline export const SEQUENCE: usize = 12;
/** Places of the input by hash, u16 each. */
// @ts-ignore: decorator
@inline export const HASHES: usize = SEQUENCES + 13200 * SEQUENCE;
// @ts-ignore: decorator
@inline export const HASH_BITS: u32 = 12;
// @ts-ignore: decorator
@inline export const TABLES: usize = HASHES + (2 << HASH_BITS);

/** Hash of the five bytes at a place. */
// @ts-ignore: decorator
@inline export function hashAt(at: usize): usize {
  return HASHES + ((<usize>(((load<u64>(at) << 24) * 889523592379) >> (64 - HASH_BITS))) << 1);
}
