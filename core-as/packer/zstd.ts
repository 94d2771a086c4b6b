// Zstandard frames of one block: fast matches, Huffman-coded literals, sequences by the tables that the format defines. Source: RFC 8878.
import { add, begin, close, flush } from './bits';
import { buildTable, encode, firstState, TABLE_BYTES } from './fse';
import { HUFFMAN_END, packLiterals } from './huffman';
import { INPUT, INPUT_BYTES, LITERALS, OUTPUT, SEQUENCE, SEQUENCES } from './layout';
import { findMatches, literals, sequences } from './matches';

/** RFC 8878, 3.1.1.3.2.2: shares of the defined tables, of 64, 64 and 32 states. */
const LITERAL_SHARES = memory.data<i16>([
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1,
  -1,
]);
const MATCH_SHARES = memory.data<i16>([
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
]);
const OFFSET_SHARES = memory.data<i16>([
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
]);
const LITERAL_TABLE: usize = HUFFMAN_END;
const MATCH_TABLE: usize = LITERAL_TABLE + TABLE_BYTES;
const OFFSET_TABLE: usize = MATCH_TABLE + TABLE_BYTES;
const SCRATCH: usize = OFFSET_TABLE + TABLE_BYTES;

/** Makes the tables. Called once. */
export function buildTables(): void {
  buildTable(LITERAL_TABLE, LITERAL_SHARES, 36, 6, SCRATCH);
  buildTable(MATCH_TABLE, MATCH_SHARES, 53, 6, SCRATCH);
  buildTable(OFFSET_TABLE, OFFSET_SHARES, 29, 5, SCRATCH);
}

/** RFC 8878, table 14: code of a count of literals; its extra bits lie above. */
// @ts-ignore: decorator
@inline function literalCode(value: u32): u32 {
  if (value < 16) return value;
  if (value < 24) return 16 + ((value - 16) >> 1);
  if (value < 32) return 20 + ((value - 24) >> 2);
  if (value < 48) return 22 + ((value - 32) >> 3);
  if (value < 64) return 24;
  return 19 + (31 - clz<u32>(value));
}

// @ts-ignore: decorator
@inline function literalBits(code: u32): u32 {
  return code < 16 ? 0 : code < 20 ? 1 : code < 22 ? 2 : code < 24 ? 3 : code - 19 < 6 ? 4 : code - 19;
}

/** RFC 8878, table 15: code of a match's length less 3. */
// @ts-ignore: decorator
@inline function matchCode(value: u32): u32 {
  if (value < 32) return value;
  if (value < 40) return 32 + ((value - 32) >> 1);
  if (value < 48) return 36 + ((value - 40) >> 2);
  if (value < 64) return 38 + ((value - 48) >> 3);
  if (value < 96) return 40 + ((value - 64) >> 4);
  if (value < 128) return 42;
  return 36 + (31 - clz<u32>(value));
}

// @ts-ignore: decorator
@inline function matchBits(code: u32): u32 {
  return code < 32
    ? 0
    : code < 36
      ? 1
      : code < 38
        ? 2
        : code < 40
          ? 3
          : code < 42
            ? 4
            : code == 42
              ? 5
              : code - 36;
}

// @ts-ignore: decorator
@inline function low(value: u32, bits: u32): u32 {
  return value & ((1 << bits) - 1);
}

/** Packs `length` bytes of input. Gives the bytes made; 0 when that is no gain. */
export function zstd(length: u32): i32 {
  if (length < 256 || length > INPUT_BYTES) return 0;
  findMatches(length);
  // Magic number; one segment, two bytes of content size less 256.
  store<u32>(OUTPUT, 0xfd2fb528);
  store<u8>(OUTPUT + 4, 0x60);
  store<u16>(OUTPUT + 5, <u16>(length - 256));
  const block = OUTPUT + 7;
  let to = writeLiterals(block + 3);
  if (to + sequences * 2 > OUTPUT + length) return 0;
  to = writeSequences(to);
  const size = <u32>(to - OUTPUT);
  if (size >= length) return 0;
  // The last block, packed, and its size.
  const head = 1 | (2 << 1) | ((<u32>(to - block - 3)) << 3);
  store<u16>(block, <u16>head);
  store<u8>(block + 2, <u8>(head >> 16));
  return <i32>size;
}

function writeLiterals(to: usize): usize {
  const packed = packLiterals(to, literals);
  if (packed != 0) return packed;
  const kind: u32 = literals > 1 && alike() ? 1 : 0;
  const wide: u32 = literals < 32 ? 0 : literals < 4096 ? 1 : 3;
  const value = kind | (wide << 2) | (literals << (wide == 0 ? 3 : 4));
  const head: usize = wide == 0 ? 1 : wide == 1 ? 2 : 3;
  store<u32>(to, value);
  const size: u32 = kind == 1 ? 1 : literals;
  memory.copy(to + head, LITERALS, size);
  return to + head + size;
}

/** True when all literals are the same. */
function alike(): bool {
  const first = load<u8>(LITERALS);
  for (let i: u32 = 1; i < literals; i++) if (load<u8>(LITERALS + i) != first) return false;
  return true;
}

function writeSequences(start: usize): usize {
  let to = start;
  const count = sequences;
  if (count < 128) store<u8>(to++, <u8>count);
  else {
    store<u8>(to, <u8>((count >> 8) + 128));
    store<u8>(to + 1, <u8>count);
    to += 2;
  }
  if (count == 0) return to;
  // All three by the defined tables.
  store<u8>(to++, 0);
  begin(to);
  let at = SEQUENCES + <usize>(count - 1) * SEQUENCE;
  let before = load<u32>(at);
  let match = load<u32>(at + 4) - 3;
  let offset = load<u32>(at + 8);
  let b = literalCode(before);
  let m = matchCode(match);
  let o = 31 - clz<u32>(offset);
  let matchState = firstState(MATCH_TABLE, m);
  let offsetState = firstState(OFFSET_TABLE, o);
  let literalState = firstState(LITERAL_TABLE, b);
  while (true) {
    const ofLiterals = literalBits(b);
    add(low(before, ofLiterals), ofLiterals);
    const ofMatch = matchBits(m);
    add(low(match, ofMatch), ofMatch);
    flush();
    add(low(offset, o), o);
    flush();
    if (at == SEQUENCES) break;
    at -= SEQUENCE;
    before = load<u32>(at);
    match = load<u32>(at + 4) - 3;
    offset = load<u32>(at + 8);
    b = literalCode(before);
    m = matchCode(match);
    o = 31 - clz<u32>(offset);
    offsetState = encode(OFFSET_TABLE, offsetState, o);
    matchState = encode(MATCH_TABLE, matchState, m);
    literalState = encode(LITERAL_TABLE, literalState, b);
  }
  add(low(matchState, 6), 6);
  add(low(offsetState, 5), 5);
  add(low(literalState, 6), 6);
  return close();
}
