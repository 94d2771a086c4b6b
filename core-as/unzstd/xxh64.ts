// XXH64 of the output of a frame. Source: the xxHash specification (doc/xxhash_spec.md), XXH64.

const P1: u64 = 0x9e3779b185ebca87;
const P2: u64 = 0xc2b2ae3d27d4eb4f;
const P3: u64 = 0x165667b19e3779f9;
const P4: u64 = 0x85ebca77c2b2ae63;
const P5: u64 = 0x27d4eb2f165667c5;

let a: u64 = 0;
let b: u64 = 0;
let c: u64 = 0;
let d: u64 = 0;
let total: u64 = 0;

/** Begins a checksum. */
export function beginHash(): void {
  a = P1 + P2;
  b = P2;
  c = 0;
  d = 0 - P1;
  total = 0;
}

// @ts-ignore: decorator
@inline function round(lane: u64, word: u64): u64 {
  return rotl<u64>(lane + word * P2, 31) * P1;
}

/** Takes stripes of 32 bytes from `from` on; gives where the rest begins. */
export function hashStripes(from: usize, to: usize): usize {
  let at = from;
  for (; at + 32 <= to; at += 32) {
    a = round(a, load<u64>(at));
    b = round(b, load<u64>(at + 8));
    c = round(c, load<u64>(at + 16));
    d = round(d, load<u64>(at + 24));
  }
  total += <u64>(at - from);
  return at;
}

// @ts-ignore: decorator
@inline function merged(hash: u64, lane: u64): u64 {
  return (hash ^ round(0, lane)) * P1 + P4;
}

/** The lower half of the checksum, with a rest of less than 32 bytes. */
export function hashEnd(from: usize, to: usize): u32 {
  let hash: u64;
  if (total >= 32) {
    hash = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
    hash = merged(merged(merged(merged(hash, a), b), c), d);
  } else hash = P5;
  hash += total + <u64>(to - from);
  let at = from;
  for (; at + 8 <= to; at += 8) hash = rotl<u64>(hash ^ round(0, load<u64>(at)), 27) * P1 + P4;
  if (at + 4 <= to) {
    hash = rotl<u64>(hash ^ (<u64>load<u32>(at) * P1), 23) * P2 + P3;
    at += 4;
  }
  for (; at < to; at++) hash = rotl<u64>(hash ^ (<u64>load<u8>(at) * P5), 11) * P1;
  hash = (hash ^ (hash >> 33)) * P2;
  hash = (hash ^ (hash >> 29)) * P3;
  return <u32>(hash ^ (hash >> 32));
}
