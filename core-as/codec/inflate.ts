// Deflate in its zlib wrapper, and as a stream in parts. Sources: RFC 1950, RFC 1951. Codes are looked up in tables of a fixed number of bits, longer codes in
// second tables behind them; bits are taken from a buffer of 64 that is filled eight bytes at a time.
import { adler32 } from './adler32';
import {
  build,
  DISTANCE_BITS,
  DISTANCE_CODES,
  DISTANCES,
  END,
  INVALID,
  LENGTH_BITS,
  LENGTHS,
  LITERAL,
  SECOND,
  SIZES,
} from './codes';
import { BAD_DISTANCE, INPUT, MALFORMED, OUTPUT, OUTPUT_BYTES, TOO_LONG, TRUNCATED } from './layout';

/** Order in which lengths of the code of code lengths are stored, four bits each are too few: five. */
const ORDER = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

/** Bits that were read and not used, the next one lowest; how many; where the following bytes are. */
let buffer: u64 = 0;
let filled: u64 = 0;
let next: usize = 0;
let last: usize = 0;
/** True while the tables hold the fixed codes. */
let fixed: bool = false;
/** A block stops when it has read or written beyond these: a page's never, a stream's to be gone on with. */
let hungry: usize = 0;
let pause: usize = 0;
/** Whether a block has stopped so. */
let stopped: bool = false;
/** How many codes of lengths and of distances the block has whose sizes lie at SIZES. */
let lengthCodes: u32 = 0;
let distanceCodes: u32 = 0;
/** End of the output that was made before a block stopped or failed. */
let reached: usize = 0;

/** Fills the buffer to at least 56 bits; bytes behind the input count as what lies there, and are found out later. */
// @ts-ignore: decorator
@inline function fill(): void {
  buffer |= load<u64>(next) << filled;
  next += <usize>((63 - filled) >> 3);
  filled |= 56;
}

// @ts-ignore: decorator
@inline function drop(bits: u32): void {
  buffer >>= <u64>bits;
  filled -= <u64>bits;
}

// @ts-ignore: decorator
@inline function take(bits: u32): u32 {
  const value = <u32>(buffer & ((1 << (<u64>bits)) - 1));
  drop(bits);
  return value;
}

/** Bits were used that the input does not have. */
// @ts-ignore: decorator
@inline function beyond(): bool {
  return next - <usize>(filled >> 3) > last;
}

/** Decodes `length` bytes of input to at most `limit` bytes. */
export function zlib(length: u32, limit: u32): i32 {
  if (length < 6) return TRUNCATED;
  const head = ((<u32>load<u8>(INPUT)) << 8) | (<u32>load<u8>(INPUT + 1));
  if ((head & 0x0f20) != 0x0800 || head % 31 != 0) return MALFORMED;
  buffer = 0;
  filled = 0;
  next = INPUT + 2;
  last = INPUT + length - 4;
  hungry = last + 8;
  pause = usize.MAX_VALUE;
  let to = OUTPUT;
  const stop = OUTPUT + limit;
  let final = false;
  while (!final) {
    fill();
    if (beyond()) return TRUNCATED;
    final = take(1) != 0;
    const kind = take(2);
    let end: usize = 0;
    if (kind == 0) end = stored(to, stop);
    else {
      const trouble = kind == 1 ? fixedCodes() : kind == 2 ? dynamicCodes() : MALFORMED;
      if (trouble != 0) return trouble;
      end = block(to, stop);
      if (stopped) return TRUNCATED;
    }
    if (<i32>end < 0) return <i32>end;
    to = end;
  }
  if (beyond()) return TRUNCATED;
  const at = next - <usize>(filled >> 3);
  const size = <u32>(to - OUTPUT);
  return at == last && adler32(size) == bswap<u32>(load<u32>(at)) ? <i32>size : MALFORMED;
}

/** A block that is stored as it is. Gives the end of the output, or a negative status. */
function stored(to: usize, stop: usize): usize {
  drop((<u32>filled) & 7);
  const at = next - <usize>(filled >> 3);
  if (at + 4 > last) return <usize>TRUNCATED;
  const size = <u32>load<u16>(at);
  if ((size ^ (<u32>load<u16>(at + 2))) != 0xffff) return <usize>MALFORMED;
  if (size > <u32>(last - at - 4)) return <usize>TRUNCATED;
  if (size > <u32>(stop - to)) return <usize>TOO_LONG;
  memory.copy(to, at + 4, size);
  next = at + 4 + size;
  buffer = 0;
  filled = 0;
  return to + size;
}

/** Keeps how far the output went before a failure. */
function failed(to: usize, status: i32): usize {
  reached = to;
  return <usize>status;
}

/** A block of codes. Gives the end of the output, or a negative status; `stopped` says whether that is the block's end. */
function block(start: usize, stop: usize): usize {
  let to = start;
  stopped = false;
  while (true) {
    if (next > hungry || to > pause) {
      stopped = true;
      return to;
    }
    fill();
    let entry = load<u32>(LENGTHS + (((<usize>buffer) & ((1 << LENGTH_BITS) - 1)) << 2));
    // Three literals have at most 45 bits.
    if ((entry & INVALID) == LITERAL) {
      if (to >= stop) return failed(to, TOO_LONG);
      drop(entry & 31);
      store<u8>(to++, <u8>(entry >> 16));
      entry = load<u32>(LENGTHS + (((<usize>buffer) & ((1 << LENGTH_BITS) - 1)) << 2));
      if ((entry & INVALID) == LITERAL) {
        if (to >= stop) return failed(to, TOO_LONG);
        drop(entry & 31);
        store<u8>(to++, <u8>(entry >> 16));
        entry = load<u32>(LENGTHS + (((<usize>buffer) & ((1 << LENGTH_BITS) - 1)) << 2));
      }
    }
    if (entry & SECOND) {
      drop(LENGTH_BITS);
      entry = load<u32>(
        LENGTHS + (((entry >> 16) + ((<u32>buffer) & ((1 << ((entry >> 8) & 31)) - 1))) << 2),
      );
    }
    drop(entry & 31);
    if (entry & LITERAL) {
      if (entry & END) return failed(to, MALFORMED);
      if (to >= stop) return failed(to, TOO_LONG);
      store<u8>(to++, <u8>(entry >> 16));
      continue;
    }
    if (entry & END) return to;
    const length = (entry >> 16) + take((entry >> 8) & 31);
    fill();
    entry = load<u32>(DISTANCES + (((<usize>buffer) & ((1 << DISTANCE_BITS) - 1)) << 2));
    if (entry & SECOND) {
      drop(DISTANCE_BITS);
      entry = load<u32>(
        DISTANCES + (((entry >> 16) + ((<u32>buffer) & ((1 << ((entry >> 8) & 31)) - 1))) << 2),
      );
    }
    if (entry & END) return failed(to, MALFORMED);
    drop(entry & 31);
    const distance = (entry >> 16) + take((entry >> 8) & 31);
    if (distance > <u32>(to - OUTPUT)) return failed(to, BAD_DISTANCE);
    if (length > <u32>(stop - to)) return failed(to, TOO_LONG);
    to = copied(to, distance, length);
  }
}

/** Repeats bytes; where it may, eight at a time, the last of them too many. */
// @ts-ignore: decorator
@inline function copied(start: usize, distance: u32, length: u32): usize {
  let to = start;
  const end = start + length;
  if (distance >= 8 && end + 8 <= OUTPUT + OUTPUT_BYTES) {
    do {
      store<u64>(to, load<u64>(to - distance));
      to += 8;
    } while (to < end);
  } else if (distance == 1) memory.fill(start, load<u8>(start - 1), length);
  else for (; to < end; to++) store<u8>(to, load<u8>(to - distance));
  return end;
}

/** Makes the tables of the fixed codes. */
function fixedCodes(): i32 {
  if (fixed) return 0;
  memory.fill(SIZES, 8, 144);
  memory.fill(SIZES + 144, 9, 112);
  memory.fill(SIZES + 256, 7, 24);
  memory.fill(SIZES + 280, 8, 8);
  build(SIZES, 288, LENGTHS, LENGTH_BITS, true);
  memory.fill(SIZES, 5, 32);
  build(SIZES, 32, DISTANCES, DISTANCE_BITS, false);
  fixed = true;
  return 0;
}

/** Reads the codes of a block and makes their tables. */
function dynamicCodes(): i32 {
  fixed = false;
  const lengths = take(5) + 257;
  const distances = take(5) + 1;
  const codes = take(4) + 4;
  if (lengths > 286 || distances > 30) return MALFORMED;
  memory.fill(SIZES, 0, 19);
  for (let i: u32 = 0; i < codes; i++) {
    if ((i & 7) == 0) fill();
    store<u8>(SIZES + load<u8>(ORDER + i), <u8>take(3));
  }
  if (beyond()) return TRUNCATED;
  const trouble = build(SIZES, 19, LENGTHS, 7, false);
  if (trouble != 0) return trouble;
  const total = lengths + distances;
  let at: u32 = 0;
  while (at < total) {
    fill();
    if (beyond()) return TRUNCATED;
    const entry = load<u32>(LENGTHS + (((<usize>buffer) & 127) << 2));
    if (entry & END) return MALFORMED;
    drop(entry & 31);
    const symbol = entry >> 16;
    if (symbol < 16) {
      store<u8>(SIZES + at++, <u8>symbol);
      continue;
    }
    let value: u8 = 0;
    let times: u32 = 0;
    if (symbol == 16) {
      if (at == 0) return MALFORMED;
      value = load<u8>(SIZES + at - 1);
      times = 3 + take(2);
    } else times = symbol == 17 ? 3 + take(3) : 11 + take(7);
    if (times > total - at) return MALFORMED;
    memory.fill(SIZES + at, value, times);
    at += times;
  }
  if (load<u8>(SIZES + 256) == 0) return MALFORMED;
  lengthCodes = lengths;
  distanceCodes = distances;
  return tables();
}

/** Makes the tables of a block from the lengths of its codes. */
function tables(): i32 {
  const first = build(SIZES, lengthCodes, LENGTHS, LENGTH_BITS, true);
  return first != 0 ? first : build(SIZES + lengthCodes, distanceCodes, DISTANCES, DISTANCE_BITS, false);
}

/** What a stream has next: a block's header, bytes of a stored block, codes of a block, nothing. */
const HEADER: u32 = 0;
const STORED: u32 = 1;
const CODES_OF_BLOCK: u32 = 2;
const DONE: u32 = 3;
/** Bytes that a match may refer back to. */
const WINDOW: u32 = 32768;
/** Output that one call makes at most, behind the window. */
const PART: u32 = 224 << 10;
/** Longest match, with what a round of the loop may write before it. */
const ROUND: u32 = 300;
/** Bytes that the header of a block may have, and that a round of the loop may look at. */
const HEADER_BYTES: usize = 640;
const AHEAD: usize = 32;
/** Where a state is written down: ten bytes, then the sizes of codes. */
const STATE: usize = DISTANCE_CODES + 31 * 4;

let mode: u32 = HEADER;
let final: bool = false;
/** Bytes that a stored block still has. */
let rest: u32 = 0;
/** Bytes of output before what the last call made, and the end of it. */
let kept: u32 = 0;

/** Begins a stream of deflate without a wrapper. */
export function inflateBegin(): void {
  mode = HEADER;
  final = false;
  rest = 0;
  buffer = 0;
  filled = 0;
  kept = 0;
  reached = OUTPUT;
}

/** Gives whole bytes of the buffer back to the input. */
function giveBack(): void {
  next -= <usize>(filled >> 3);
  filled &= 7;
  buffer &= (1 << filled) - 1;
}

/**
 * Goes on with `length` bytes of input; `whole`: there are no more. Gives 1 at the end of the stream, 0 when it stopped for more
 * input or for the output to be taken, or a negative status. What was made and used counts in each case.
 */
export function inflateMore(length: u32, whole: bool): i32 {
  const made = <u32>(reached - OUTPUT);
  kept = min(made, WINDOW);
  memory.copy(OUTPUT, OUTPUT + made - kept, kept);
  next = INPUT;
  last = INPUT + length;
  reached = OUTPUT + kept;
  const stop = reached + PART;
  while (mode != DONE) {
    giveBack();
    if (mode == HEADER) {
      if (final) mode = DONE;
      else if (!whole && next + HEADER_BYTES > last) return 0;
      else {
        const trouble = header();
        if (trouble != 0) return trouble;
      }
      continue;
    }
    if (mode == STORED) {
      const size = min(rest, min(<u32>(last - next), <u32>(stop - reached)));
      memory.copy(reached, next, size);
      next += size;
      reached += size;
      rest -= size;
      if (rest == 0) mode = HEADER;
      else if (next < last || !whole) return 0;
      else return TRUNCATED;
      continue;
    }
    const careful = next + AHEAD > last;
    if ((careful && !whole) || reached + ROUND > stop) return 0;
    // Near the end of the input one code at a time, so that nothing is made of bytes behind it.
    hungry = careful ? usize.MAX_VALUE : last - AHEAD;
    pause = careful ? reached : stop - ROUND;
    const before = reached;
    const end = block(reached, stop);
    if (careful && beyond()) {
      reached = before;
      return TRUNCATED;
    }
    if (<i32>end < 0) return <i32>end;
    reached = end;
    if (!stopped) mode = HEADER;
  }
  return 1;
}

/** The header of a stream's block. */
function header(): i32 {
  fill();
  final = take(1) != 0;
  const kind = take(2);
  if (beyond()) return TRUNCATED;
  if (kind != 0) {
    mode = CODES_OF_BLOCK;
    return kind == 1 ? fixedCodes() : kind == 2 ? dynamicCodes() : MALFORMED;
  }
  drop((<u32>filled) & 7);
  giveBack();
  if (next + 4 > last) return TRUNCATED;
  rest = <u32>load<u16>(next);
  if ((rest ^ (<u32>load<u16>(next + 2))) != 0xffff) return MALFORMED;
  next += 4;
  mode = STORED;
  return 0;
}

/** First byte that the last call made. */
export function inflatedAt(): usize {
  return OUTPUT + kept;
}

/** Bytes that the last call made. */
export function inflated(): u32 {
  return <u32>(reached - OUTPUT) - kept;
}

/** Bytes of input that the last call used up. */
export function inflateUsed(): u32 {
  giveBack();
  return <u32>(next - INPUT);
}

/** Writes down where the stream is, between two calls; gives where that lies. With the window before it, another can go on from there. */
export function inflateState(): usize {
  giveBack();
  store<u8>(STATE, <u8>mode);
  store<u8>(STATE + 1, (<u8>final) | ((<u8>fixed) << 1));
  store<u8>(STATE + 2, <u8>filled);
  store<u8>(STATE + 3, <u8>buffer);
  store<u16>(STATE + 4, <u16>rest);
  store<u16>(STATE + 6, <u16>lengthCodes);
  store<u16>(STATE + 8, <u16>distanceCodes);
  memory.copy(STATE + 10, SIZES, 320);
  return STATE;
}

/** Goes on from the state that was put where `inflateState` says; `window` bytes of output before it lie at the start of the output. */
export function inflateResume(window: u32): i32 {
  mode = load<u8>(STATE);
  final = (load<u8>(STATE + 1) & 1) != 0;
  filled = load<u8>(STATE + 2);
  buffer = load<u8>(STATE + 3);
  rest = load<u16>(STATE + 4);
  lengthCodes = load<u16>(STATE + 6);
  distanceCodes = load<u16>(STATE + 8);
  if (mode > DONE || filled > 7 || window > WINDOW) return MALFORMED;
  kept = 0;
  reached = OUTPUT + window;
  next = INPUT;
  if (mode != CODES_OF_BLOCK) return 0;
  if (load<u8>(STATE + 1) & 2) return fixedCodes();
  fixed = false;
  if (lengthCodes < 257 || lengthCodes > 286 || distanceCodes < 1 || distanceCodes > 30) return MALFORMED;
  memory.copy(SIZES, STATE + 10, 320);
  for (let i: u32 = 0; i < 320; i++) if (load<u8>(SIZES + i) > 15) return MALFORMED;
  return tables();
}
