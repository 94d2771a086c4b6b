// Forgetting on purpose: all, one space, a range of one space, physical memory that was written.
import { OK } from '../abi';
import { answerEnd, walkAddress } from '../mmu/modes';
import { renewTag, restartTags, Space, tagsExhausted } from '../mmu/space';
import { answerValue, setTracing } from '../mmu/walk';
import { beginRound, flushPages, forgetMarked, markPages, setQuiet } from './page-cache';
import { flushRegions, forgetRegions } from './regions';
import { flushTlb, forgetTlb } from './tlb';

/** Answers that a range is asked about; in a larger one everything is forgotten. */
// @ts-ignore: decorator
@inline const STEPS: u32 = 1 << 16;

/** Empties page cache, TLB and regions. */
export function forgetAll(): void {
  flushPages();
  flushTlb();
  flushRegions();
}

/** Forgets the translations of a space. */
export function forgetSpace(space: Space): void {
  if (tagsExhausted()) {
    forgetAll();
    restartTags();
  } else renewTag(space);
}

/** Forgets what the addresses `first` to `last` of a space are translated to, the tables on the way, and the pages themselves. */
export function forgetRange(space: Space, first: u64, last: u64): void {
  beginRound();
  setQuiet(true);
  setTracing(true);
  let steps: u32 = 0;
  for (let va = first; va <= last;) {
    if (++steps > STEPS) break;
    const status = walkAddress(space, va);
    const end = min<u64>(answerEnd(space, va), last);
    if (status == OK) {
      markPages(answerValue(), end - va + 1);
      // What large pages cost: all lines are looked at.
      steps += <u32>min<u64>((end - va) >> 12, 40);
    }
    if (end >= last) break;
    va = end + 1;
  }
  setTracing(false);
  setQuiet(false);
  if (steps > STEPS) {
    forgetAll();
    return;
  }
  forgetMarked();
  forgetTlb(space.tag, first, last);
  forgetRegions(space.tag);
}

/** Forgets physical memory that was written, and all translations, for it may have held their tables. */
export function forgetWritten(phys: u64, bytes: u64): void {
  markPages(phys, bytes);
  forgetMarked();
  flushTlb();
  flushRegions();
}
