// Finds repeats in the input, as fast packers do: a table of places by the hash of five bytes, the newest place wins. What repeats
// becomes a sequence, the rest literals; places that have long had no match are looked at less and less often.
import { HASH_BITS, HASHES, hashAt, INPUT, LITERALS, SEQUENCE, SEQUENCES } from './layout';

/** Sequences found, and the literals of all of them and behind the last. */
export let sequences: u32 = 0;
export let literals: u32 = 0;

/** How far two places are the same, the later of them up to `end`. */
// @ts-ignore: decorator
@inline function same(earlier: usize, later: usize, end: usize): u32 {
  let at = later;
  while (at + 8 <= end) {
    const difference = load<u64>(at) ^ load<u64>(earlier + (at - later));
    if (difference != 0) return <u32>(at - later) + ((<u32>ctz(difference)) >> 3);
    at += 8;
  }
  while (at < end && load<u8>(at) == load<u8>(earlier + (at - later))) at++;
  return <u32>(at - later);
}

/** Adds a sequence: `count` literals from `from`, then a copy. `offset` is in zstd's terms: 1 the last distance again, else distance + 3. */
// @ts-ignore: decorator
@inline function add(from: usize, count: u32, length: u32, offset: u32): void {
  const at = SEQUENCES + <usize>sequences * SEQUENCE;
  store<u32>(at, count);
  store<u32>(at + 4, length);
  store<u32>(at + 8, offset);
  sequences++;
  let to = LITERALS + literals;
  const stop = to + count;
  while (to < stop) {
    store<u64>(to, load<u64>(from));
    to += 8;
    from += 8;
  }
  literals += count;
}

/** Takes `length` bytes of input apart. Matches have five bytes or more. */
export function findMatches(length: u32): void {
  sequences = 0;
  literals = 0;
  memory.fill(HASHES, 0, 2 << HASH_BITS);
  const end = INPUT + length;
  const stop = length < 16 ? INPUT : end - 12;
  let anchor = INPUT;
  let at = INPUT + 1;
  let last: usize = 1;
  while (at < stop) {
    // The last distance again, one further on: fields of arrays of structures repeat so.
    if (load<u32>(at + 1) == load<u32>(at + 1 - last) && last <= at + 1 - INPUT) {
      const matched = same(at + 1 - last, at + 1, end);
      if (matched >= 5) {
        add(anchor, <u32>(at + 1 - anchor), matched, 1);
        at += 1 + matched;
        anchor = at;
        continue;
      }
    }
    const slot = hashAt(at);
    const before = INPUT + <usize>load<u16>(slot);
    store<u16>(slot, <u16>(at - INPUT));
    if (before >= at || load<u32>(before) != load<u32>(at)) {
      at += 1 + ((at - anchor) >> 6);
      continue;
    }
    let from = before;
    while (at > anchor && from > INPUT && load<u8>(at - 1) == load<u8>(from - 1)) {
      at--;
      from--;
    }
    const matched = same(from, at, end);
    if (matched < 5) {
      at += 1;
      continue;
    }
    last = at - from;
    add(anchor, <u32>(at - anchor), matched, <u32>last + 3);
    const next = at + matched;
    if (next < stop) {
      store<u16>(hashAt(at + 2), <u16>(at + 2 - INPUT));
      store<u16>(hashAt(next - 2), <u16>(next - 2 - INPUT));
    }
    at = next;
    anchor = at;
  }
  memory.copy(LITERALS + literals, anchor, end - anchor);
  literals += <u32>(end - anchor);
}
