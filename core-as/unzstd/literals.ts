// The literals of a zstd block: plain, one byte repeated, or by a Huffman code in one or four streams. Source: RFC 8878, 3.1.1.3.1 and 4.2.
import { beginBits, left, peekAt, readBits } from './bits';
import { bitsRead, buildTable, bytesUsed, readShares, symbolsRead } from './fse';
import {
  BLOCK,
  LITERAL_BITS,
  LITERAL_TABLE,
  LITERALS,
  MALFORMED,
  MAX_LITERAL_BITS,
  TOO_LONG,
  TRUNCATED,
  WEIGHT_TABLE,
  WEIGHTS,
} from './layout';

/** Literals of the block, and where what follows them begins. */
export let literalCount: u32 = 0;
export let literalsEnd: usize = 0;

/** Reads the literals of a block from `at` to at most `end`. Gives 0, or a negative status. */
export function readLiterals(start: usize, end: usize): i32 {
  let at = start;
  if (at >= end) return TRUNCATED;
  const head = <u32>load<u8>(at);
  const kind = head & 3;
  const form = (head >> 2) & 3;
  if (kind < 2) {
    const bytes: u32 = form == 1 ? 2 : form == 3 ? 3 : 1;
    if (<u32>(end - at) < bytes) return TRUNCATED;
    const size = bytes == 1 ? head >> 3 : (load<u32>(at) & (bytes == 2 ? 0xffff : 0xffffff)) >> 4;
    if (size > BLOCK) return TOO_LONG;
    at += bytes;
    const stored: u32 = kind == 0 ? size : 1;
    if (<u32>(end - at) < stored) return TRUNCATED;
    if (kind == 0) memory.copy(LITERALS, at, size);
    else memory.fill(LITERALS, load<u8>(at), size);
    literalCount = size;
    literalsEnd = at + stored;
    return 0;
  }
  const bytes: u32 = form < 2 ? 3 : form + 2;
  if (<u32>(end - at) < bytes) return TRUNCATED;
  const bits: u64 = form < 2 ? 10 : form == 2 ? 14 : 18;
  const fields = load<u64>(at) >> 4;
  const mask = ((<u64>1) << bits) - 1;
  const size = <u32>(fields & mask);
  const packed = <u32>((fields >> bits) & mask);
  at += bytes;
  if (size > BLOCK) return TOO_LONG;
  if (packed > <u32>(end - at)) return TRUNCATED;
  literalCount = size;
  literalsEnd = at + packed;
  if (kind == 2) {
    const used = readCode(at, literalsEnd);
    if (used < 0) return used;
    at += <usize>used;
  } else if (load<u32>(LITERAL_BITS) == 0) return MALFORMED;
  if (form == 0) return stream(at, <u32>(literalsEnd - at), LITERALS, size);
  if (literalsEnd - at < 6) return TRUNCATED;
  const part: u32 = (size + 3) >> 2;
  if (part * 3 > size) return MALFORMED;
  let from = at + 6;
  for (let i: u32 = 0; i < 4; i++) {
    const bytesOf = i < 3 ? <u32>load<u16>(at + (i << 1)) : <u32>(literalsEnd - from);
    if (bytesOf > <u32>(literalsEnd - from)) return TRUNCATED;
    const trouble = stream(from, bytesOf, LITERALS + i * part, i < 3 ? part : size - 3 * part);
    if (trouble != 0) return trouble;
    from += bytesOf;
  }
  return 0;
}

/** Decodes `count` literals of one stream. */
function stream(at: usize, size: u32, to: usize, count: u32): i32 {
  if (beginBits(at, size) != 0) return MALFORMED;
  const bits = load<u32>(LITERAL_BITS);
  let place = left - <i32>bits;
  const end = to + count;
  for (; to < end; to++) {
    const entry = <u32>load<u16>(LITERAL_TABLE + ((<usize>peekAt(place, bits)) << 1));
    store<u8>(to, <u8>entry);
    place -= <i32>(entry >> 8);
  }
  return place + <i32>bits == 0 ? 0 : MALFORMED;
}

/** Reads a code of literals and makes its table. Gives the bytes it took, or a negative status. */
function readCode(start: usize, end: usize): i32 {
  if (start >= end) return TRUNCATED;
  const head = <u32>load<u8>(start);
  const at = start + 1;
  let count: u32 = 0;
  let used: u32;
  if (head >= 128) {
    count = head - 127;
    used = (count + 1) >> 1;
    if (used > <u32>(end - at)) return TRUNCATED;
    for (let i: u32 = 0; i < count; i++) {
      const pair = load<u8>(at + (i >> 1));
      store<u8>(WEIGHTS + i, (i & 1) == 0 ? pair >> 4 : pair & 15);
    }
  } else {
    used = head;
    if (used > <u32>(end - at)) return TRUNCATED;
    const read = packedWeights(at, at + used);
    if (read < 0) return read;
    count = <u32>read;
  }
  const trouble = makeCode(count);
  return trouble != 0 ? trouble : <i32>(used + 1);
}

/** Weights that are packed by a code of their own: two states take turns. Gives how many there are. */
function packedWeights(at: usize, end: usize): i32 {
  const trouble = readShares(at, end, 256, 6);
  if (trouble != 0) return trouble;
  const log = bitsRead;
  buildTable(WEIGHT_TABLE, symbolsRead, log);
  const from = at + bytesUsed;
  if (from >= end || beginBits(from, <u32>(end - from)) != 0) return MALFORMED;
  let one = readBits(log);
  let two = readBits(log);
  if (left < 0) return MALFORMED;
  let count: u32 = 0;
  while (count < 254) {
    const entry = load<u32>(WEIGHT_TABLE + (one << 2));
    store<u8>(WEIGHTS + count++, <u8>entry);
    one = (entry >> 16) + readBits((entry >> 8) & 255);
    if (left < 0) {
      store<u8>(WEIGHTS + count++, <u8>load<u32>(WEIGHT_TABLE + (two << 2)));
      return <i32>count;
    }
    const other = load<u32>(WEIGHT_TABLE + (two << 2));
    store<u8>(WEIGHTS + count++, <u8>other);
    two = (other >> 16) + readBits((other >> 8) & 255);
    if (left < 0) {
      store<u8>(WEIGHTS + count++, <u8>load<u32>(WEIGHT_TABLE + (one << 2)));
      return <i32>count;
    }
  }
  return MALFORMED;
}

/** Makes the table of a code from `count` weights; the last symbol's follows from them. */
function makeCode(count: u32): i32 {
  let sum: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const weight = <u32>load<u8>(WEIGHTS + i);
    if (weight > MAX_LITERAL_BITS + 1) return MALFORMED;
    if (weight > 0) sum += 1 << (weight - 1);
  }
  if (sum == 0 || count > 255) return MALFORMED;
  const bits: u32 = 32 - clz<u32>(sum);
  if (bits > MAX_LITERAL_BITS) return MALFORMED;
  const rest: u32 = (1 << bits) - sum;
  if ((rest & (rest - 1)) != 0) return MALFORMED;
  store<u8>(WEIGHTS + count, <u8>(32 - clz<u32>(rest)));
  let place: u32 = 0;
  for (let weight: u32 = 1; weight <= bits; weight++) {
    const entries: u32 = 1 << (weight - 1);
    for (let symbol: u32 = 0; symbol <= count; symbol++) {
      if (<u32>load<u8>(WEIGHTS + symbol) != weight) continue;
      const entry = <u16>(symbol | ((bits + 1 - weight) << 8));
      for (let i: u32 = 0; i < entries; i++) store<u16>(LITERAL_TABLE + ((place + i) << 1), entry);
      place += entries;
    }
  }
  if (place != (<u32>1) << bits) return MALFORMED;
  store<u32>(LITERAL_BITS, bits);
  return 0;
}
