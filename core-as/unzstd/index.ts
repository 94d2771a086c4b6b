// A decoder of zstd blocks that can be stopped after any of them and gone on with elsewhere: the tables and repeated offsets lie in
// one piece, and what blocks refer to before a place is marked. Source: RFC 8878.
//
//   65536 -> input | literals | state | scratch | marks | 1 MiB -> output: window and blocks behind it
import { beginBits, left, readBits } from './bits';
import { bitsRead, buildTable, bytesUsed, readShares, symbolsRead } from './fse';
import {
  BAD_DISTANCE,
  BLOCK,
  CODE_BITS,
  CODE_TABLE,
  CODE_TABLES,
  INPUT,
  INPUT_BYTES,
  LITERAL_BITS,
  LITERALS,
  MALFORMED,
  MARK_BYTES,
  MARKS,
  OUTPUT,
  REPEATS,
  SHARES,
  STATE,
  STATE_BYTES,
  TOO_LONG,
  TRUNCATED,
} from './layout';
import { literalCount, literalsEnd, readLiterals } from './literals';
import { beginHash, hashEnd, hashStripes } from './xxh64';

/** Shares of the codes that a block may take as given: section 3.1.1.3.2.2. */
const GIVEN_LENGTHS = memory.data<i16>([
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1,
  -1,
]);
const GIVEN_OFFSETS = memory.data<i16>([
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
]);
const GIVEN_MATCHES = memory.data<i16>([
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
]);
/** What codes of lengths of literals and of matches stand for: base (0..23) and bits (24..31); section 3.1.1.3.2.1.1. */
const LENGTH_CODES = memory.data<u32>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0x1000010, 0x1000012, 0x1000014, 0x1000016, 0x2000018,
  0x200001c, 0x3000020, 0x3000028, 0x4000030, 0x6000040, 0x7000080, 0x8000100, 0x9000200, 0xa000400,
  0xb000800, 0xc001000, 0xd002000, 0xe004000, 0xf008000, 0x10010000,
]);
const MATCH_CODES = memory.data<u32>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
  32, 33, 34, 0x1000023, 0x1000025, 0x1000027, 0x1000029, 0x200002b, 0x200002f, 0x3000033, 0x300003b,
  0x4000043, 0x4000053, 0x5000063, 0x7000083, 0x8000103, 0x9000203, 0xa000403, 0xb000803, 0xc001003,
  0xd002003, 0xe004003, 0xf008003, 0x10010003,
]);
/** Symbols, bits of the table at most, and given shares with their bits, of each code; in the order in which blocks have them. */
const MOST_SYMBOLS = memory.data<u32>([36, 32, 53]);
const MOST_BITS = memory.data<u32>([9, 8, 9]);
const GIVEN_SYMBOLS = memory.data<u32>([36, 29, 53]);
const GIVEN_BITS = memory.data<u32>([6, 5, 6]);

/** Bytes that matches may refer back to; end of the output, and how much of it was made by the last call; end of its room. */
let window: u32 = 0;
let to: usize = OUTPUT;
let made: u32 = 0;
let room: usize = OUTPUT;
/** Output before this has the checksum already. */
let hashed: usize = OUTPUT;
/** References to what lies before this are marked. */
let mark: usize = 0;
let marking: bool = false;

/** Begins a frame whose matches refer back to at most so many bytes. False when there is no memory for it. */
export function begin(size: u32): bool {
  window = size;
  if (!reserve(size)) return false;
  to = OUTPUT;
  hashed = OUTPUT;
  made = 0;
  marking = false;
  store<u32>(REPEATS, 1);
  store<u32>(REPEATS + 4, 4);
  store<u32>(REPEATS + 8, 8);
  store<u32>(LITERAL_BITS, 0);
  for (let i: u32 = 0; i < 3; i++) store<u32>(CODE_BITS + (i << 2), 255);
  beginHash();
  return true;
}

function reserve(size: u32): bool {
  const wanted = OUTPUT + <usize>size + <usize>max<u32>(size >> 1, 1 << 20) + BLOCK + 64;
  const pages = <i32>((wanted + 65535) >> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) return false;
  room = wanted - 64;
  return true;
}

/** Goes on behind `history` bytes that were put at the start of the output, with the state that was put at `stateAt`. */
export function resume(history: u32): void {
  to = OUTPUT + history;
  hashed = to;
  made = 0;
}

/** Where the state lies, and its bytes. */
export function stateAt(): usize {
  return STATE;
}
export function stateSize(): u32 {
  return STATE_BYTES;
}
export function inputAt(): usize {
  return INPUT;
}
export function outputAt(): usize {
  return OUTPUT;
}
/** Where the marks lie: bit 0 of the first byte is for the 64 bytes right before the place. */
export function marksAt(): usize {
  return MARKS;
}

/** Where the bytes that the last call made lie, and how many they are. */
export function madeAt(): usize {
  return to - made;
}
export function madeSize(): u32 {
  return made;
}

/** Where the output ends, and how much of it may be referred to. */
export function endAt(): usize {
  return to;
}
export function historySize(): u32 {
  return min(window, <u32>(to - OUTPUT));
}

/** Marks from here on what is referred to before. */
export function markFromHere(): void {
  mark = to;
  marking = true;
  memory.fill(MARKS, 0, <usize>min(MARK_BYTES, (window >> 9) + 1));
}

/** Makes room for a block. */
function slide(): void {
  if (to + BLOCK <= room) return;
  const keep = min(window, <u32>(to - OUTPUT));
  const by = to - keep - OUTPUT;
  // Less than a stripe is not hashed yet, and no window is smaller.
  memory.copy(OUTPUT, to - keep, keep);
  to -= by;
  hashed -= by;
  // What lies before the place has left the window.
  if (mark < by + OUTPUT) marking = false;
  mark -= by;
}

/** A block that is stored as it is, at the input. */
export function plain(size: u32): i32 {
  if (size > BLOCK) return TOO_LONG;
  slide();
  memory.copy(to, INPUT, size);
  return finish(size);
}

/** A block of one byte, at the input, `size` times. */
export function repeated(size: u32): i32 {
  if (size > BLOCK) return TOO_LONG;
  slide();
  memory.fill(to, load<u8>(INPUT), size);
  return finish(size);
}

function finish(size: u32): i32 {
  made = size;
  to += size;
  hashed = hashStripes(hashed, to);
  return 0;
}

/** Lower half of the checksum of what was made since the frame began. */
export function checksum(): u32 {
  return hashEnd(hashed, to);
}

/** A packed block of `size` bytes at the input. */
export function packed(size: u32): i32 {
  made = 0;
  if (size > INPUT_BYTES - 64) return TOO_LONG;
  slide();
  const end = INPUT + size;
  const trouble = readLiterals(INPUT, end);
  if (trouble != 0) return trouble;
  return sequences(literalsEnd, end);
}

/** Takes the tables of the three codes from `start` on; gives where what follows begins, or a negative status. */
function codes(start: usize, end: usize, modes: u32): i32 {
  let at = start;
  for (let i: u32 = 0; i < 3; i++) {
    const mode = (modes >> (6 - 2 * i)) & 3;
    const table = CODE_TABLES + <usize>i * CODE_TABLE;
    const bits = CODE_BITS + (i << 2);
    const most = load<u32>(MOST_SYMBOLS + (i << 2));
    if (mode == 0) {
      const given = i == 0 ? GIVEN_LENGTHS : i == 1 ? GIVEN_OFFSETS : GIVEN_MATCHES;
      const symbols = load<u32>(GIVEN_SYMBOLS + (i << 2));
      memory.copy(SHARES, given, symbols << 1);
      buildTable(table, symbols, load<u32>(GIVEN_BITS + (i << 2)));
      store<u32>(bits, load<u32>(GIVEN_BITS + (i << 2)));
    } else if (mode == 1) {
      if (at >= end) return TRUNCATED;
      const symbol = <u32>load<u8>(at++);
      if (symbol >= most) return MALFORMED;
      store<u32>(table, symbol);
      store<u32>(bits, 0);
    } else if (mode == 2) {
      const trouble = readShares(at, end, most, load<u32>(MOST_BITS + (i << 2)));
      if (trouble != 0) return trouble;
      buildTable(table, symbolsRead, bitsRead);
      store<u32>(bits, bitsRead);
      at += bytesUsed;
    } else if (load<u32>(bits) == 255) return MALFORMED;
  }
  return <i32>at;
}

/** Sequences of literals and matches from `start` on, and the literals behind them. */
function sequences(start: usize, end: usize): i32 {
  let at = start;
  if (at >= end) return TRUNCATED;
  let count = <u32>load<u8>(at++);
  if (count > 127) {
    const more: usize = count == 255 ? 2 : 1;
    if (at + more > end) return TRUNCATED;
    count = more == 2 ? <u32>load<u16>(at) + 0x7f00 : ((count - 128) << 8) + <u32>load<u8>(at);
    at += more;
  }
  let from = LITERALS;
  const lastLiteral = LITERALS + literalCount;
  let out = to;
  const limit = to + BLOCK;
  if (count > 0) {
    if (at >= end) return TRUNCATED;
    const modes = <u32>load<u8>(at++);
    if ((modes & 3) != 0) return MALFORMED;
    const behind = codes(at, end, modes);
    if (behind < 0) return behind;
    at = <usize>behind;
    if (at >= end || beginBits(at, <u32>(end - at)) != 0) return MALFORMED;
    let lengths = readBits(load<u32>(CODE_BITS));
    let offsets = readBits(load<u32>(CODE_BITS + 4));
    let matches = readBits(load<u32>(CODE_BITS + 8));
    let one = load<u32>(REPEATS);
    let two = load<u32>(REPEATS + 4);
    let three = load<u32>(REPEATS + 8);
    while (true) {
      const lengthEntry = load<u32>(CODE_TABLES + (lengths << 2));
      const offsetEntry = load<u32>(CODE_TABLES + CODE_TABLE + (offsets << 2));
      const matchEntry = load<u32>(CODE_TABLES + 2 * CODE_TABLE + (matches << 2));
      const offsetCode = offsetEntry & 255;
      if (offsetCode > 31) return MALFORMED;
      const value: u32 = ((<u32>1) << offsetCode) + readBits(offsetCode);
      const matchCode = load<u32>(MATCH_CODES + ((matchEntry & 255) << 2));
      const match = (matchCode & 0xffffff) + readBits(matchCode >> 24);
      const lengthCode = load<u32>(LENGTH_CODES + ((lengthEntry & 255) << 2));
      const literals = (lengthCode & 0xffffff) + readBits(lengthCode >> 24);
      let distance: u32;
      if (value > 3) {
        distance = value - 3;
        three = two;
        two = one;
        one = distance;
      } else {
        const which = value - (literals == 0 ? 0 : 1);
        if (which == 0) distance = one;
        else {
          distance = which == 1 ? two : which == 2 ? three : one - 1;
          if (distance == 0) return BAD_DISTANCE;
          if (which != 1) three = two;
          two = one;
          one = distance;
        }
      }
      if (left < 0) return TRUNCATED;
      if (literals > <u32>(lastLiteral - from) || literals + match > <u32>(limit - out)) return TOO_LONG;
      copyLiterals(out, from, literals);
      out += literals;
      from += literals;
      if (distance > <u32>(out - OUTPUT) || distance > window) return BAD_DISTANCE;
      if (marking && out - distance < mark) note(out - distance, match);
      copyMatch(out, distance, match);
      out += match;
      if (--count == 0) break;
      lengths = (lengthEntry >> 16) + readBits((lengthEntry >> 8) & 255);
      matches = (matchEntry >> 16) + readBits((matchEntry >> 8) & 255);
      offsets = (offsetEntry >> 16) + readBits((offsetEntry >> 8) & 255);
    }
    if (left != 0) return MALFORMED;
    store<u32>(REPEATS, one);
    store<u32>(REPEATS + 4, two);
    store<u32>(REPEATS + 8, three);
  } else if (at != end) return MALFORMED;
  const rest = <u32>(lastLiteral - from);
  if (rest > <u32>(limit - out)) return TOO_LONG;
  memory.copy(out, from, rest);
  return finish(<u32>(out + rest - to));
}

// @ts-ignore: decorator
@inline function copyLiterals(at: usize, from: usize, length: u32): void {
  // Up to seven bytes too many: they are overwritten, and there is room for them.
  if (length <= 32) for (let i: u32 = 0; i < length; i += 8) store<u64>(at + i, load<u64>(from + i));
  else memory.copy(at, from, length);
}

// @ts-ignore: decorator
@inline function copyMatch(at: usize, distance: u32, length: u32): void {
  const from = at - distance;
  if (distance >= length && length > 64) memory.copy(at, from, length);
  else if (distance >= 8) for (let i: u32 = 0; i < length; i += 8) store<u64>(at + i, load<u64>(from + i));
  else if (distance == 1) memory.fill(at, load<u8>(from), length);
  else for (let i: u32 = 0; i < length; i++) store<u8>(at + i, load<u8>(from + i));
}

/** Marks what lies before the place of `length` bytes from `from` on. */
function note(from: usize, length: u32): void {
  const first = (<u32>(mark - 1 - from)) >> 6;
  const behind = min(from + length, mark);
  const last = (<u32>(mark - behind)) >> 6;
  for (let i = last; i <= first; i++) {
    const at = MARKS + (i >> 3);
    store<u8>(at, load<u8>(at) | (<u8>((<u32>1) << (i & 7))));
  }
}
