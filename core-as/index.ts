// The ABI: every export of the core. A job is begun on the input buffer, resumed until done, and served between.
import { BAD, DONE, NEED, OK } from './abi';
import { beginEnumerate, forgotten, resumeEnumerate, runCount as enumerated } from './batch/enumerate';
import { beginRead, resumeRead, runCount as readRuns } from './batch/read';
import { beginTranslate, resumeTranslate } from './batch/translate';
import { fetchPages } from './batch/fetch';
import {
  adoptPage,
  flushPages,
  forgetFailed,
  hitCount,
  missCount,
  openRequests,
  peekPage,
  setQuiet,
  settle,
} from './cache/page-cache';
import { flushTlb, tlbHits, tlbMisses } from './cache/tlb';
import { carveAll, INPUTS, LINES, table } from './layout';
import { setSpaceSlot, Space, spaceAt } from './mmu/space';
import { walkAddress, walkPhysical } from './mmu/walk';
import { beginSearch, nextHits, searchDone } from './scan/bytes';
import { clearVotes, countVotes } from './scan/self-pointers';

// @ts-ignore: decorator
@inline const NO_JOB: u32 = 0;
// @ts-ignore: decorator
@inline const TRANSLATE: u32 = 1;
// @ts-ignore: decorator
@inline const READ: u32 = 2;
// @ts-ignore: decorator
@inline const ENUMERATE: u32 = 3;
// @ts-ignore: decorator
@inline const FETCH: u32 = 4;

let job: u32 = NO_JOB;
let jobInputs: u32 = 0;
let jobSpace: Space | null = null;

/** Carves the buffers and empties the caches. Returns 1, or 0 when the memory is too small. Once per instance. */
export function init(): u32 {
  if (!carveAll()) return 0;
  flushPages();
  flushTlb();
  return 1;
}

/** Address of the layout table. */
export function layout(): usize {
  return table();
}

/** Sets an address-space slot: root (physical address of the top table) and levels (4 or 5). 0 when out of range. */
export function setSpace(slot: u32, root: u64, levels: u32): u32 {
  return setSpaceSlot(slot, root, levels) ? 1 : 0;
}

function start(kind: u32, slot: u32, count: u32): bool {
  settle();
  forgetFailed();
  job = NO_JOB;
  if (count > INPUTS) return false;
  jobSpace = spaceAt(slot);
  if (kind != FETCH && jobSpace == null) return false;
  job = kind;
  jobInputs = count;
  return true;
}

/** Begins to translate the first `count` input addresses. */
export function translate(slot: u32, count: u32): i32 {
  if (!start(TRANSLATE, slot, count)) return BAD;
  beginTranslate(count);
  return resume();
}

/** Begins to resolve the first `count` input ranges into physical runs. */
export function read(slot: u32, count: u32): i32 {
  if (!start(READ, slot, count)) return BAD;
  if (beginRead(count) == BAD) {
    job = NO_JOB;
    return BAD;
  }
  return resume();
}

/** Begins to list the mappings from `first` to `last`, both included and in one canonical half; repeats in full when `expand` is not 0. */
export function enumerate(slot: u32, first: u64, last: u64, expand: u32): i32 {
  if (!start(ENUMERATE, slot, 0)) return BAD;
  beginEnumerate(<Space>jobSpace, first, last, expand != 0);
  return resume();
}

/** Takes up an enumeration that another job interrupted; its output was taken before, its state (buffer `enumeration`) is in place. */
export function enumerateAgain(slot: u32): i32 {
  if (!start(ENUMERATE, slot, 0)) return BAD;
  return resume();
}

/** Begins to bring the pages that hold the first `count` input addresses (at most half the cache) into the page cache. */
export function fetch(count: u32): i32 {
  if (count > LINES >> 1 || !start(FETCH, 0, count)) return BAD;
  return resume();
}

/** Goes on with the job after its requests were served or its output was drained. */
export function resume(): i32 {
  settle();
  if (job == TRANSLATE) return resumeTranslate(<Space>jobSpace);
  if (job == READ) return resumeRead(<Space>jobSpace);
  if (job == ENUMERATE) return resumeEnumerate(<Space>jobSpace);
  if (job == FETCH) return fetchPages(jobInputs) ? DONE : NEED;
  return BAD;
}

/** Output records of the job's last step (read and enumerate). */
export function outputs(): u32 {
  return job == READ ? readRuns : job == ENUMERATE ? enumerated : jobInputs;
}

/** Open requests in the ring. */
export function requests(): u32 {
  return openRequests();
}

/** Withdraws open requests and ends the job: for a host whose source failed. */
export function cancel(): void {
  settle();
  job = NO_JOB;
}

/** Linear-memory address of a cached page; 0 when it is not cached, 1 when the source lacks it. */
export function cached(phys: u64): usize {
  return peekPage(phys);
}

/** Linear-memory address of the byte at a virtual address when its page and its tables are cached; else 0. Asks for nothing. */
export function locate(slot: u32, va: u64): usize {
  const space = spaceAt(slot);
  if (space == null) return 0;
  setQuiet(true);
  const status = walkAddress(space, va);
  setQuiet(false);
  if (status != OK) return 0;
  const line = peekPage(walkPhysical);
  return line > 1 ? line + <usize>(walkPhysical & 4095) : 0;
}

/** Withdraws open requests, ends the job and gives the line where the host writes page `phys` at once: for pages served to a job that another replaced. */
export function adopt(phys: u64): usize {
  cancel();
  return adoptPage(phys & ~4095);
}

/** Empties page cache, TLB and paging-structure cache. */
export function flush(): void {
  job = NO_JOB;
  flushPages();
  flushTlb();
}

/** Begins a search of the window; see scan/bytes. 0 when an argument is out of range. */
export function search(patternCount: u32, first: u32, bytes: u32, limit: u32, scalar: u32): u32 {
  return beginSearch(patternCount, first, bytes, limit, scalar != 0) ? 1 : 0;
}

/** Next hits into the hit buffer; returns how many. */
export function searchNext(): u32 {
  return nextHits();
}

/** 1 when the window has been searched for all patterns. */
export function searchEnded(): u32 {
  return searchDone() ? 1 : 0;
}

/** Forgets the votes. */
export function voteClear(): void {
  clearVotes();
}

/** Counts self pointers of the window from `first` (at physical address `phys`) to `bytes`; 0 when an argument is out of range. */
export function vote(first: u32, bytes: u32, phys: u64): u32 {
  return countVotes(first, bytes, phys) ? 1 : 0;
}

/** A counter: 0 page hits, 1 page misses, 2 TLB hits, 3 TLB misses, 4 tables forgotten by the last enumeration. */
export function statistic(which: u32): u64 {
  if (which == 0) return hitCount;
  if (which == 1) return missCount;
  if (which == 2) return tlbHits;
  if (which == 3) return tlbMisses;
  return forgotten();
}
