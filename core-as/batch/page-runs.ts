// Lists the pages of a last-level table of uniform modes (8-byte x86 entries): the loop that long listings spend their time in.
// The open run is kept in locals and written when it ends.
import { OK, RUN_MASK } from '../abi';
import { flagTable, runIndex, runInfo, runPhysical, runSize, runValue, runVirtual } from '../layout';
import { FRAME, withoutUser } from '../mmu/x86-64';
import { count, setCount } from './runs';

// @ts-ignore: decorator
@inline const PAGE: u64 = 4096;

/** Whether eight entries from `at` on, which is where eight start, map nothing. */
// @ts-ignore: decorator
@inline export function nothingAt(at: usize, end: usize): bool {
  if ((at & 63) != 0 || end - at < 64) return false;
  const low = load<u64>(at) | load<u64>(at, 8) | load<u64>(at, 16) | load<u64>(at, 24);
  const high = load<u64>(at, 32) | load<u64>(at, 40) | load<u64>(at, 48) | load<u64>(at, 56);
  return ((<u32>(low | high)) & 1) == 0;
}

// @ts-ignore: decorator
@inline function bit(at: usize, k: u32): u32 {
  return (load<u32>(at + ((<usize>k) << 3)) & 1) << k;
}

/** Which of eight entries from `at` on map something: a bit for each; those from `end` on do not count. */
// @ts-ignore: decorator
@inline function presentAt(at: usize, end: usize): u32 {
  const low = bit(at, 0) | bit(at, 1) | bit(at, 2) | bit(at, 3);
  const all = low | bit(at, 4) | bit(at, 5) | bit(at, 6) | bit(at, 7);
  const entries = <u32>((end - at) >> 3);
  return entries < 8 ? all & ((1 << entries) - 1) : all;
}

/** Lists the entries from `here` to `end` of a table below `above`, the first of which maps `va`. Needs room for a run of each. */
export function addPages(here: usize, end: usize, va: u64, above: u32): void {
  const mask = (withoutUser(above) << 16) | (1 << 8);
  let i = <usize>count;
  let begins: u64 = 0;
  let goesOn: u64 = 0;
  let physical: u64 = 0;
  // A status that no page has: nothing joins it.
  let info: u32 = 0xff;
  if (
    i != 0 &&
    (load<u32>(((i - 1) << 2) + runInfo) & 0xff) == OK &&
    load<u32>(((i - 1) << 2) + runIndex) == 0
  ) {
    i--;
    info = load<u32>((i << 2) + runInfo);
    begins = load<u64>((i << 3) + runVirtual);
    const size = load<u64>((i << 3) + runSize);
    goesOn = begins + size;
    physical = load<u64>((i << 3) + runPhysical) + size;
  }
  for (; here < end; here += 64, va += 8 * PAGE) {
    for (let left = presentAt(here, end); left != 0; left &= left - 1) {
      const k = <usize>ctz(left);
      const entry = load<u64>(here + (k << 3));
      const virtual = va + ((<u64>k) << 12);
      const frame = entry & FRAME;
      const got = load<u32>((<usize>(rotl<u64>(entry, 1) & 0x3ff)) << 2, flagTable) & mask;
      if (((got ^ info) & RUN_MASK) == 0 && virtual == goesOn && frame == physical) info |= got;
      else {
        if (info != 0xff) {
          store<u64>((i << 3) + runSize, goesOn - begins);
          store<u32>((i << 2) + runInfo, info);
          i++;
        }
        store<u64>((i << 3) + runVirtual, virtual);
        store<u64>((i << 3) + runPhysical, frame);
        store<u64>((i << 3) + runValue, 0);
        store<u32>((i << 2) + runIndex, 0);
        begins = virtual;
        info = got;
      }
      goesOn = virtual + PAGE;
      physical = frame + PAGE;
    }
  }
  if (info != 0xff) {
    store<u64>((i << 3) + runSize, goesOn - begins);
    store<u32>((i << 2) + runInfo, info);
    i++;
  }
  setCount(<u32>i);
}
