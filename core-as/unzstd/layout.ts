// Where the zstd decoder's buffers lie. What a later place must know of the blocks before it lies in one piece, STATE.

/** The block that is decoded, with room for reads behind its end. */
// @ts-ignore: decorator
@inline export const INPUT: usize = 65536;
// @ts-ignore: decorator
@inline export const INPUT_BYTES: u32 = (128 << 10) + 64;
/** Literals of the block. */
// @ts-ignore: decorator
@inline export const LITERALS: usize = INPUT + INPUT_BYTES;
// @ts-ignore: decorator
@inline export const BLOCK: u32 = 128 << 10;

/** Three offsets that repeat; bits of the code of literals, 0 for none; bits of the three codes of sequences, 255 for none; tables. */
// @ts-ignore: decorator
@inline export const STATE: usize = LITERALS + BLOCK + 64;
// @ts-ignore: decorator
@inline export const REPEATS: usize = STATE;
// @ts-ignore: decorator
@inline export const LITERAL_BITS: usize = STATE + 12;
// @ts-ignore: decorator
@inline export const CODE_BITS: usize = STATE + 16;
// @ts-ignore: decorator
@inline export const LITERAL_TABLE: usize = STATE + 28;
/** Entries of the code of literals are bits (8..15) and symbol (0..7). */
// @ts-ignore: decorator
@inline export const MAX_LITERAL_BITS: u32 = 11;
/** Tables of 512 entries of four bytes: base (16..31), bits (8..15), symbol (0..7). */
// @ts-ignore: decorator
@inline export const CODE_TABLES: usize = LITERAL_TABLE + (2 << MAX_LITERAL_BITS);
// @ts-ignore: decorator
@inline export const CODE_TABLE: usize = 2048;
// @ts-ignore: decorator
@inline export const STATE_BYTES: u32 = 28 + (2 << MAX_LITERAL_BITS) + 3 * 2048;

/** Weights of a code of literals; shares of a code; where its next states are; the code of weights. */
// @ts-ignore: decorator
@inline export const WEIGHTS: usize = STATE + STATE_BYTES + 4;
// @ts-ignore: decorator
@inline export const SHARES: usize = WEIGHTS + 512;
// @ts-ignore: decorator
@inline export const NEXT: usize = SHARES + 512;
// @ts-ignore: decorator
@inline export const WEIGHT_TABLE: usize = NEXT + 512;
/** Marks of the 64 bytes each, before a place, that blocks behind it referred to. */
// @ts-ignore: decorator
@inline export const MARKS: usize = WEIGHT_TABLE + 2048;
/** For windows of 128 MiB. */
// @ts-ignore: decorator
@inline export const MARK_BYTES: u32 = (128 << 20) >> 9;
/** Output, to the end of memory: the window and the blocks behind it. */
// @ts-ignore: decorator
@inline export const OUTPUT: usize = 1 << 20;

/** The input ends inside an instruction. */
// @ts-ignore: decorator
@inline export const TRUNCATED: i32 = -1;
/** The output would pass the limit. */
// @ts-ignore: decorator
@inline export const TOO_LONG: i32 = -2;
/** A copy from before the first byte made. */
// @ts-ignore: decorator
@inline export const BAD_DISTANCE: i32 = -3;
/** Bytes behind the end, or a code that cannot be. */
// @ts-ignore: decorator
@inline export const MALFORMED: i32 = -4;
