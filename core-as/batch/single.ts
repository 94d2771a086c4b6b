// Single questions that are answered at once, from what is cached: they ask for nothing.
import {
  KERNEL_EXECUTE,
  KIND_EXECUTABLE,
  KIND_READ_ONLY,
  KIND_WRITABLE,
  OK,
  USER_EXECUTE,
  WRITE,
} from '../abi';
import { peekPage, setQuiet } from '../cache/page-cache';
import { answerEnd, walkAddress } from '../mmu/modes';
import { Space } from '../mmu/space';
import { answerInfo, answerValue } from '../mmu/walk';

/** "Not at hand": no physical address is that high. */
// @ts-ignore: decorator
@inline export const NOWHERE: u64 = 0xffffffffffffffff;
/** Pages that one question goes on over. */
// @ts-ignore: decorator
@inline const PAGES: u32 = 16384;

/** Bytes of the run that the last physicalRun gave. */
export let runBytes: u64 = 0;

/** Physical address of a virtual one, or NOWHERE. */
export function physicalAddress(space: Space, va: u64): u64 {
  setQuiet(true);
  const status = walkAddress(space, va);
  setQuiet(false);
  return status == OK ? answerValue() : NOWHERE;
}

/** The same for `length` bytes: how many of them follow each other physically is in runBytes. */
export function physicalRun(space: Space, va: u64, length: u64): u64 {
  runBytes = 0;
  if (length == 0 || va + (length - 1) < va) return NOWHERE;
  setQuiet(true);
  let start: u64 = NOWHERE;
  for (let pages: u32 = 0; pages < PAGES && runBytes < length; pages++) {
    const at = va + runBytes;
    if (walkAddress(space, at) != OK) break;
    const physical = answerValue();
    if (runBytes == 0) start = physical;
    else if (physical != start + runBytes) break;
    runBytes += min<u64>(answerEnd(space, at) - at, length - runBytes - 1) + 1;
  }
  setQuiet(false);
  return start;
}

/** What a mapped page is used for, as far as its validity goes; see abi. */
function kindOf(info: u32): u32 {
  const flags = info >> 16;
  if (flags & WRITE) return KIND_WRITABLE;
  return flags & (KERNEL_EXECUTE | USER_EXECUTE) ? KIND_EXECUTABLE : KIND_READ_ONLY;
}

/** Linear-memory address of the byte at a virtual address when its page and its tables are cached; else 0. */
export function locateByte(space: Space, va: u64): usize {
  const physical = physicalAddress(space, va);
  if (physical == NOWHERE) return 0;
  const line = peekPage(physical, kindOf(answerInfo()));
  return line > 1 ? line + <usize>(physical & 4095) : 0;
}
