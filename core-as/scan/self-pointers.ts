// The vote of the empty list heads: a list_head that points at itself stores its own virtual address twice, so
// (value - physical address) is a virtual-to-physical delta. Counts each delta of the kernel half.
import { VOTES, votes, window, WINDOW } from '../layout';

/** One delta: how often it was met and at which physical addresses first and last. */
@unmanaged
class Vote {
  delta: u64;
  first: u64;
  last: u64;
  count: u32;
}

/** Lowest kernel address of the widest mode (five levels). */
// @ts-ignore: decorator
@inline const KERNEL_HALF: u64 = 0xff00000000000000;

/** Forgets all votes. */
export function clearVotes(): void {
  memory.fill(votes, 0, VOTES * 32);
}

/** Counts the self pointers of the window from `first` to `bytes`; `first` lies at physical address `start`, 8-byte aligned. False when out of range. */
export function countVotes(first: u32, bytes: u32, start: u64): bool {
  if (bytes > WINDOW || first > bytes || start & 7) return false;
  const phys = start - first;
  for (let i = first; i + 16 <= bytes; i += 8) {
    const value = load<u64>(window + i);
    if (value < KERNEL_HALF || load<u64>(window + i + 8) != value) continue;
    const delta = value - (phys + i);
    if (delta & 4095) continue;
    let slot = (<u32>(((delta >> 12) * 0x9e3779b97f4a7c15) >> 40)) & (VOTES - 1);
    for (let tries: u32 = 0; tries < 64; tries++) {
      const vote = changetype<Vote>(votes + ((<usize>slot) << 5));
      if (vote.count == 0) {
        vote.delta = delta;
        vote.first = phys + i;
      }
      if (vote.delta == delta) {
        vote.count++;
        vote.last = phys + i;
        break;
      }
      slot = (slot + 1) & (VOTES - 1);
    }
  }
  return true;
}
