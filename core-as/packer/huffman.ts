// Huffman codes of zstd's literals: at most 11 bits, told by weights that are packed by finite state entropy. Source: RFC 8878, 4.2.
import { add, begin, close, ended, flush } from './bits';
import { buildTable, encode, firstState, TABLE_BYTES } from './fse';
import { LITERALS, TABLES } from './layout';

const MOST_BITS: u32 = 11;
/** Weights are packed with 64 states. */
const WEIGHT_LOG: u32 = 6;
const COUNTS: usize = TABLES;
/** Bits of each symbol's code u8, code u16. */
const BITS: usize = COUNTS + 1024;
const CODES: usize = BITS + 256;
/** Nodes of the tree: count u32, parent u16 (padded), leaves first. */
const NODES: usize = CODES + 512;
const WEIGHTS: usize = NODES + 512 * 8;
const SHARES: usize = WEIGHTS + 256;
const WEIGHT_TABLE: usize = SHARES + 64;
const SCRATCH: usize = WEIGHT_TABLE + TABLE_BYTES;
export const HUFFMAN_END: usize = SCRATCH + 256;

/** Writes the literals, packed, with the header of their section. Gives the place behind it; 0 when that is no smaller than plain. */
export function packLiterals(to: usize, count: u32): usize {
  if (count < 64) return 0;
  memory.fill(COUNTS, 0, 1024);
  for (let i: u32 = 0; i < count; i++) {
    const at = COUNTS + ((<usize>load<u8>(LITERALS + i)) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  let most: u32 = 0;
  let last: u32 = 0;
  for (let s: u32 = 0; s < 256; s++) {
    const n = load<u32>(COUNTS + (s << 2));
    if (n > most) most = n;
    if (n > 0) last = s;
  }
  // One symbol only is left to the caller; where none stands out there is nothing to gain.
  if (most == count || most <= (count >> 7) + 4) return 0;
  const longest = lengthsOf();
  if (longest == 0) return 0;
  codesOf(longest);
  const small = count < 1024;
  const head: usize = small ? 3 : count < 16384 ? 4 : 5;
  const streams: u32 = count < 256 ? 1 : 4;
  const start = to + head;
  let at = describe(start, last, longest);
  if (at == 0) return 0;
  if (streams == 1) at = stream(at, LITERALS, count);
  else {
    const part = (count + 3) >> 2;
    const jumps = at;
    at += 6;
    for (let i: u32 = 0; i < 4; i++) {
      const from = at;
      at = stream(at, LITERALS + i * part, i < 3 ? part : count - 3 * part);
      if (i < 3) store<u16>(jumps + 2 * i, <u16>(at - from));
    }
  }
  const size = <u32>(at - start);
  if (size + <u32>head >= count + 3) return 0;
  const form: u64 = streams == 1 ? 0 : small ? 1 : count < 16384 ? 2 : 3;
  const width: u64 = small ? 10 : count < 16384 ? 14 : 18;
  const value = 2 | (form << 2) | ((<u64>count) << 4) | ((<u64>size) << (4 + width));
  for (let i: usize = 0; i < head; i++) store<u8>(to + i, <u8>(value >> ((<u64>i) << 3)));
  return at;
}

/** Code lengths of the counted symbols, at most 11 bits. Gives the longest; 0 when they cannot be made to fit. */
function lengthsOf(): u32 {
  memory.fill(BITS, 0, 256);
  let leaves: u32 = 0;
  // A node's symbol is kept in its last half word.
  for (let s: u32 = 0; s < 256; s++) {
    const n = load<u32>(COUNTS + (s << 2));
    if (n == 0) continue;
    store<u32>(NODES + (leaves << 3), n);
    store<u16>(NODES + (leaves << 3) + 6, <u16>s);
    leaves++;
  }
  for (let gap: u32 = 85; gap > 0; gap = (gap - 1) / 3) sortBy(gap, leaves);
  let leaf: u32 = 0;
  let inner = leaves;
  let made = leaves;
  const root: u32 = 2 * leaves - 2;
  while (made <= root) {
    let sum: u32 = 0;
    for (let i = 0; i < 2; i++) {
      const ofLeaf =
        leaf < leaves && (inner >= made || load<u32>(NODES + (leaf << 3)) <= load<u32>(NODES + (inner << 3)));
      const node = NODES + ((ofLeaf ? leaf++ : inner++) << 3);
      sum += load<u32>(node);
      store<u16>(node + 4, <u16>made);
    }
    store<u32>(NODES + (made << 3), sum);
    made++;
  }
  // Depths from the root down take the place of parents.
  store<u16>(NODES + (root << 3) + 4, 0);
  for (let i: i32 = <i32>root - 1; i >= 0; i--) {
    const node = NODES + ((<u32>i) << 3);
    store<u16>(node + 4, load<u16>(NODES + ((<u32>load<u16>(node + 4)) << 3) + 4) + 1);
  }
  return limited(leaves);
}

/** A pass of a shell sort: leaves by count, the smallest first. */
function sortBy(gap: u32, leaves: u32): void {
  for (let i = gap; i < leaves; i++) {
    const node = load<u64>(NODES + (i << 3));
    let at = i;
    while (at >= gap && load<u32>(NODES + ((at - gap) << 3)) > <u32>node) {
      store<u64>(NODES + (at << 3), load<u64>(NODES + ((at - gap) << 3)));
      at -= gap;
    }
    store<u64>(NODES + (at << 3), node);
  }
}

/** Cuts codes of more than 11 bits, and makes others longer until the code is whole again. */
function limited(leaves: u32): u32 {
  let debt: i32 = 0;
  const whole: i32 = 1 << MOST_BITS;
  for (let i: u32 = 0; i < leaves; i++) {
    const bits = min<u32>(MOST_BITS, load<u16>(NODES + (i << 3) + 4));
    store<u16>(NODES + (i << 3) + 4, <u16>bits);
    debt += 1 << (MOST_BITS - bits);
  }
  debt -= whole;
  // Rare symbols first: a bit more costs them least.
  while (debt > 0)
    for (let i: u32 = 0; i < leaves && debt > 0; i++) {
      const at = NODES + (i << 3) + 4;
      const bits = <u32>load<u16>(at);
      if (bits >= MOST_BITS) continue;
      store<u16>(at, <u16>(bits + 1));
      debt -= 1 << (MOST_BITS - bits - 1);
    }
  // What that gave too much goes to frequent symbols.
  while (debt < 0) {
    let gave = false;
    for (let i: i32 = <i32>leaves - 1; i >= 0 && debt < 0; i--) {
      const at = NODES + ((<u32>i) << 3) + 4;
      const bits = <u32>load<u16>(at);
      const gain = 1 << (MOST_BITS - bits);
      if (bits <= 1 || gain > -debt) continue;
      store<u16>(at, <u16>(bits - 1));
      debt += gain;
      gave = true;
    }
    if (!gave) return 0;
  }
  let longest: u32 = 0;
  for (let i: u32 = 0; i < leaves; i++) {
    const bits = <u32>load<u16>(NODES + (i << 3) + 4);
    store<u8>(BITS + load<u16>(NODES + (i << 3) + 6), <u8>bits);
    if (bits > longest) longest = bits;
  }
  return longest;
}

/** Codes in zstd's order: longer codes have the smaller numbers, equal ones go by symbol. */
function codesOf(longest: u32): void {
  memory.fill(SCRATCH, 0, 64);
  for (let s: u32 = 0; s < 256; s++) {
    const at = SCRATCH + ((<usize>load<u8>(BITS + s)) << 1);
    store<u16>(at, load<u16>(at) + 1);
  }
  let code: u32 = 0;
  for (let bits = longest; bits > 0; bits--) {
    const count = <u32>load<u16>(SCRATCH + (bits << 1));
    store<u16>(SCRATCH + 32 + (bits << 1), <u16>code);
    code = (code + count) >> 1;
  }
  for (let s: u32 = 0; s < 256; s++) {
    const bits = <usize>load<u8>(BITS + s);
    if (bits == 0) continue;
    const at = SCRATCH + 32 + (bits << 1);
    store<u16>(CODES + (s << 1), load<u16>(at));
    store<u16>(at, load<u16>(at) + 1);
  }
}

/** Writes the weights of all symbols before the last. Gives the place behind them; 0 when they cannot be told. */
function describe(to: usize, last: u32, longest: u32): usize {
  for (let s: u32 = 0; s < last; s++) {
    const bits = <u32>load<u8>(BITS + s);
    store<u8>(WEIGHTS + s, bits == 0 ? 0 : <u8>(longest + 1 - bits));
  }
  const packed = packWeights(to + 1, last);
  const plain = (last + 1) >> 1;
  if (packed != 0 && (last > 128 || <u32>(packed - to - 1) < plain)) {
    store<u8>(to, <u8>(packed - to - 1));
    return packed;
  }
  if (last > 128) return 0;
  store<u8>(to, <u8>(127 + last));
  store<u8>(WEIGHTS + last, 0);
  for (let s: u32 = 0; s < last; s += 2)
    store<u8>(to + 1 + (s >> 1), (load<u8>(WEIGHTS + s) << 4) | load<u8>(WEIGHTS + s + 1));
  return to + 1 + plain;
}

/** Packs weights by two states in turn. Gives the place behind them; 0 when they are all alike, too few, or need 128 bytes. */
function packWeights(to: usize, count: u32): usize {
  if (count < 4) return 0;
  memory.fill(SHARES, 0, 64);
  memory.fill(COUNTS, 0, 64);
  for (let i: u32 = 0; i < count; i++) {
    const at = COUNTS + ((<usize>load<u8>(WEIGHTS + i)) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  const size: i32 = 1 << WEIGHT_LOG;
  let left: i32 = size;
  let most: u32 = 0;
  let symbols: u32 = 0;
  for (let w: u32 = 0; w < 12; w++) {
    const n = load<u32>(COUNTS + (w << 2));
    if (n == 0) continue;
    if (n == count) return 0;
    const share = max<u32>(1, (n << WEIGHT_LOG) / count);
    store<i16>(SHARES + (w << 1), <i16>share);
    left -= <i32>share;
    symbols = w + 1;
    if (n > load<u32>(COUNTS + (most << 2))) most = w;
  }
  const largest = <i32>load<i16>(SHARES + (most << 1)) + left;
  if (largest < 1) return 0;
  store<i16>(SHARES + (most << 1), <i16>largest);
  let at = writeShares(to, symbols);
  buildTable(WEIGHT_TABLE, SHARES, symbols, WEIGHT_LOG, SCRATCH);
  begin(at);
  let i = count;
  let first: u32;
  let second: u32;
  if (i & 1) {
    first = firstState(WEIGHT_TABLE, load<u8>(WEIGHTS + --i));
    second = firstState(WEIGHT_TABLE, load<u8>(WEIGHTS + --i));
    first = encode(WEIGHT_TABLE, first, load<u8>(WEIGHTS + --i));
  } else {
    second = firstState(WEIGHT_TABLE, load<u8>(WEIGHTS + --i));
    first = firstState(WEIGHT_TABLE, load<u8>(WEIGHTS + --i));
  }
  flush();
  while (i > 0) {
    second = encode(WEIGHT_TABLE, second, load<u8>(WEIGHTS + --i));
    first = encode(WEIGHT_TABLE, first, load<u8>(WEIGHTS + --i));
    flush();
  }
  add(second & (size - 1), WEIGHT_LOG);
  add(first & (size - 1), WEIGHT_LOG);
  at = close();
  return at - to < 128 ? at : 0;
}

/** Writes how many of 64 states each weight has. Source: RFC 8878, 4.1.1. */
function writeShares(to: usize, symbols: u32): usize {
  begin(to);
  add(WEIGHT_LOG - 5, 4);
  let remaining: i32 = (1 << WEIGHT_LOG) + 1;
  let threshold: i32 = 1 << WEIGHT_LOG;
  let bits: u32 = WEIGHT_LOG + 1;
  let s: u32 = 0;
  let zero = false;
  while (s < symbols && remaining > 1) {
    if (zero) {
      const from = s;
      while (load<i16>(SHARES + (s << 1)) == 0) s++;
      let run = s - from;
      for (; run >= 3; run -= 3) add(3, 2);
      add(run, 2);
      flush();
    }
    let value = <i32>load<i16>(SHARES + (s++ << 1));
    const spare = 2 * threshold - 1 - remaining;
    remaining -= value;
    value++;
    zero = value == 1;
    if (value >= threshold) value += spare;
    add(<u32>value, value < spare ? bits - 1 : bits);
    flush();
    while (remaining < threshold) {
      bits--;
      threshold >>= 1;
    }
  }
  return ended();
}

/** Writes one stream of codes, the last literal first. */
function stream(to: usize, from: usize, count: u32): usize {
  begin(to);
  let at = from + count;
  while (at > from) {
    // Five codes have at most 55 bits.
    for (let i = 0; i < 4 && at > from; i++) {
      const symbol = <usize>load<u8>(--at);
      add(<u32>load<u16>(CODES + (symbol << 1)), <u32>load<u8>(BITS + symbol));
    }
    flush();
  }
  return close();
}
