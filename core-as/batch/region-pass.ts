// Translates the addresses of a list that regions answer: the loop that long lists spend their time in. It calls nothing, and
// is written out by eight addresses, since compilers of WebAssembly do not do that.
import { regionSlot } from '../cache/regions';
import { addresses, infos, values } from '../layout';
import { answerEntry, answerUniform } from '../mmu/uniform';

/** log2 of what a region maps. */
// @ts-ignore: decorator
@inline const SHIFT: u32 = 21;

/** Answers the k-th address from `at` on from its region; false when that cannot be. */
// @ts-ignore: decorator
@inline function alone(at: usize, infoAt: usize, bits: u64, k: usize): bool {
  const va = load<u64>(at + (k << 3));
  const key = (va >> SHIFT) | bits;
  const region = regionSlot(key);
  if (region.key != key) return false;
  answerUniform(region, va, at + (k << 3) + (values - addresses), infoAt + (k << 2));
  return true;
}

/**
 * Answers the i-th address and those after it until one needs more than its region: which one that is, at most `count`.
 * `bits` are those of the keys (see keyBits); as an argument, so that they are not computed again for each address.
 */
export function regionPass(i: u32, count: u32, bits: u64): u32 {
  let at = addresses + ((<usize>i) << 3);
  let infoAt = infos + ((<usize>i) << 2);
  const end = addresses + ((<usize>count) << 3);
  const whole = end - 56;
  while (at < whole) {
    const first = load<u64>(at);
    if ((first ^ load<u64>(at, 56)) >> SHIFT == 0) {
      const key = (first >> SHIFT) | bits;
      const region = regionSlot(key);
      const others =
        (first ^ load<u64>(at, 8)) |
        (first ^ load<u64>(at, 16)) |
        (first ^ load<u64>(at, 24)) |
        (first ^ load<u64>(at, 32)) |
        (first ^ load<u64>(at, 40)) |
        (first ^ load<u64>(at, 48));
      if (region.key != key) return <u32>((at - addresses) >> 3);
      if (others >> SHIFT == 0) {
        const entries = <usize>region.entries;
        const select = <u64>region.select;
        const info = region.info;
        answerEntry(entries, select, info, at, infoAt, 0);
        answerEntry(entries, select, info, at, infoAt, 1);
        answerEntry(entries, select, info, at, infoAt, 2);
        answerEntry(entries, select, info, at, infoAt, 3);
        answerEntry(entries, select, info, at, infoAt, 4);
        answerEntry(entries, select, info, at, infoAt, 5);
        answerEntry(entries, select, info, at, infoAt, 6);
        answerEntry(entries, select, info, at, infoAt, 7);
        at += 64;
        infoAt += 32;
        continue;
      }
    }
    if (!alone(at, infoAt, bits, 0)) return <u32>((at - addresses) >> 3);
    if (!alone(at, infoAt, bits, 1)) return <u32>((at - addresses) >> 3) + 1;
    if (!alone(at, infoAt, bits, 2)) return <u32>((at - addresses) >> 3) + 2;
    if (!alone(at, infoAt, bits, 3)) return <u32>((at - addresses) >> 3) + 3;
    if (!alone(at, infoAt, bits, 4)) return <u32>((at - addresses) >> 3) + 4;
    if (!alone(at, infoAt, bits, 5)) return <u32>((at - addresses) >> 3) + 5;
    if (!alone(at, infoAt, bits, 6)) return <u32>((at - addresses) >> 3) + 6;
    if (!alone(at, infoAt, bits, 7)) return <u32>((at - addresses) >> 3) + 7;
    at += 64;
    infoAt += 32;
  }
  for (; at < end; at += 8, infoAt += 4) if (!alone(at, infoAt, bits, 0)) break;
  return <u32>((at - addresses) >> 3);
}
