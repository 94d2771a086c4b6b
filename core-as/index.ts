// The ABI: every export of the core. A job is begun on the input buffers, resumed until done, and served between.
import { BAD, DONE, KINDS, NEED } from './abi';
import { beginEnumerate, reopenEnumerate } from './batch/enumerate';
import { fetchPages } from './batch/fetch';
import { enumerateInMode, translateInMode } from './batch/jobs';
import { beginRead, resumeRead } from './batch/read';
import { runCount } from './batch/runs';
import { locateByte, NOWHERE, physicalAddress, physicalRun, runBytes } from './batch/single';
import { beginTranslate } from './batch/translate';
import { forgetAll, forgetRange, forgetSpace, forgetWritten } from './cache/forget';
import {
  adoptPage,
  beginRound,
  evictions,
  forgetFailed,
  hitCount,
  missCount,
  openRequests,
  peekPage,
  settle,
} from './cache/page-cache';
import { tlbHits, tlbMisses } from './cache/tlb';
import { setAge, setNow } from './cache/validity';
import { describeAll, INPUTS, LINES, table } from './layout';
import { inOneHalf, restartTags, setSpaceSlot, Space, spaceAt, tagsExhausted, WIDE } from './mmu/space';
import { fillFlagTable } from './mmu/uniform';
import { beginSearch, nextHits, searchDone } from './scan/bytes';
import { beginValues, nextValues, valuesDone } from './scan/values';
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

/** Describes the buffers and empties the caches. Returns 1, or 0 when they overlap static data. Once per instance. */
export function init(): u32 {
  if (!describeAll()) return 0;
  fillFlagTable();
  forgetAll();
  return 1;
}

/** Address of the layout table. */
export function layout(): usize {
  return table();
}

/**
 * Sets an address-space slot: mode (see mmu/space), physical addresses of the top tables of the low and the high half
 * (2^64 - 1: none) and how many bits of an address each translates. Modes whose halves share a root take the first of
 * each. 0 when something does not exist.
 */
export function setSpace(slot: u32, mode: u32, root: u64, highRoot: u64, bits: u32, highBits: u32): u32 {
  end();
  if (tagsExhausted()) {
    forgetAll();
    restartTags();
  }
  return setSpaceSlot(slot, mode, root, highRoot, bits, highBits) ? 1 : 0;
}

/** Withdraws open requests and ends the job. */
function end(): void {
  settle();
  job = NO_JOB;
}

function start(kind: u32, slot: u32, count: u32): bool {
  end();
  forgetFailed();
  if (count > INPUTS) return false;
  jobSpace = spaceAt(slot);
  if (kind != FETCH && jobSpace == null) return false;
  if (jobSpace != null && jobSpace!.mode == WIDE && (kind == READ || kind == ENUMERATE)) return false;
  job = kind;
  jobInputs = count;
  return true;
}

/** Begins to translate the first `count` addresses. */
export function translate(slot: u32, count: u32): i32 {
  if (!start(TRANSLATE, slot, count)) return BAD;
  beginTranslate(count);
  return resume();
}

/** Begins to resolve the first `count` ranges (addresses, lengths) into runs. */
export function read(slot: u32, count: u32): i32 {
  if (!start(READ, slot, count)) return BAD;
  if (beginRead(count) == BAD) {
    job = NO_JOB;
    return BAD;
  }
  return resume();
}

/** Starts an enumeration of a range that must lie in one half. */
function startListing(slot: u32, first: u64, last: u64): bool {
  if (!start(ENUMERATE, slot, 0)) return false;
  if (inOneHalf(<Space>jobSpace, first, last)) return true;
  job = NO_JOB;
  return false;
}

/** Begins to list the mappings from `first` to `last`, both included and in one half; repeats in full when `expand` is not 0. */
export function enumerate(slot: u32, first: u64, last: u64, expand: u32): i32 {
  if (!startListing(slot, first, last)) return BAD;
  beginEnumerate(first, last, expand != 0, 1, 0);
  return resume();
}

/** Begins to list all mappings from `first` to `last` of the physical addresses `wantedFirst` to `wantedLast`, all included. */
export function aliases(slot: u32, first: u64, last: u64, wantedFirst: u64, wantedLast: u64): i32 {
  if (wantedFirst > wantedLast || !startListing(slot, first, last)) return BAD;
  beginEnumerate(first, last, false, wantedFirst, wantedLast);
  return resume();
}

/** Takes up an enumeration that another job interrupted; its output was taken before, its state (buffer `enumeration`) is in place. */
export function enumerateAgain(slot: u32): i32 {
  if (!start(ENUMERATE, slot, 0)) return BAD;
  reopenEnumerate();
  return resume();
}

/** Begins to bring the pages that hold the first `count` addresses (at most half the cache) into the page cache; the kind of use of each is in `lengths`. */
export function fetch(count: u32): i32 {
  if (count > LINES >> 1 || !start(FETCH, 0, count)) return BAD;
  return resume();
}

/** Goes on with the job after its requests were served or its output was taken. */
export function resume(): i32 {
  settle();
  beginRound();
  if (job == FETCH) return fetchPages(jobInputs) ? DONE : NEED;
  const space = jobSpace;
  if (space == null) return BAD;
  if (job == TRANSLATE) return translateInMode(space) == 0 ? DONE : NEED;
  if (job == READ) return resumeRead(space);
  if (job == ENUMERATE) return enumerateInMode(space);
  return BAD;
}

/** Runs of the job's last step (read and enumerate). */
export function outputs(): u32 {
  return runCount;
}

/** Open requests in the ring. */
export function requests(): u32 {
  return openRequests();
}

/** Withdraws open requests and ends the job: for a host whose source failed. */
export function cancel(): void {
  end();
}

/** Linear-memory address of a cached page, good for a kind of use; 0 when it is not cached, 1 when the source lacks it. */
export function cached(phys: u64, kind: u32): usize {
  return kind < KINDS ? peekPage(phys, kind) : 0;
}

/** Physical address of a virtual one when its tables are cached; else 2^64 - 1. Asks for nothing. */
export function physical(slot: u32, va: u64): u64 {
  const space = spaceAt(slot);
  return space == null ? NOWHERE : physicalAddress(space, va);
}

/** The same as a double, which holds every physical address below 2^53 exactly; -1 when there is none at hand. */
export function place(slot: u32, va: u64): f64 {
  const at = physical(slot, va);
  return at == NOWHERE ? -1 : <f64>at;
}

/** Physical address of the first of `length` virtual bytes, as far as tables are cached; else -1. See runLength. */
export function placeRun(slot: u32, va: u64, length: u32): f64 {
  const space = spaceAt(slot);
  const at = space == null ? NOWHERE : physicalRun(space, va, length);
  return at == NOWHERE ? -1 : <f64>at;
}

/** How many bytes follow each other physically at the address that the last placeRun gave, up to its length. */
export function runLength(): u32 {
  return <u32>runBytes;
}

/** Linear-memory address of the byte at a virtual address when its page and its tables are cached; else 0. Asks for nothing. */
export function locate(slot: u32, va: u64): usize {
  const space = spaceAt(slot);
  return space == null ? 0 : locateByte(space, va);
}

/** Withdraws open requests, ends the job and gives the line where the host writes page `phys` at once: for pages served to a job that another replaced. */
export function adopt(phys: u64): usize {
  end();
  return adoptPage(phys & ~4095);
}

/** Sets the clock of validity, in ticks of the host's own; it may wrap. */
export function tick(now: u32): void {
  setNow(now);
}

/** Sets the greatest age in ticks at which a page of a kind (see abi) is still used, 2^32 - 1 for ever (as at the start). 0 for a kind that does not exist. */
export function validity(kind: u32, age: u32): u32 {
  return setAge(kind, age) ? 1 : 0;
}

/** Empties page cache and translations. */
export function flush(): void {
  end();
  forgetAll();
}

/** Forgets the translations of a space. 0 for a slot that is not set. */
export function flushSpace(slot: u32): u32 {
  end();
  const space = spaceAt(slot);
  if (space == null) return 0;
  forgetSpace(space);
  return 1;
}

/** Forgets what the addresses `first` to `last` of a space translate to, the tables on the way and the pages. 0 for a slot that is not set. */
export function flushRange(slot: u32, first: u64, last: u64): u32 {
  end();
  const space = spaceAt(slot);
  if (space == null) return 0;
  forgetRange(space, first, last);
  return 1;
}

/** Forgets `bytes` bytes of physical memory from `phys` on, which were written, and all translations. */
export function forget(phys: u64, bytes: u64): void {
  end();
  forgetWritten(phys, bytes);
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

/**
 * Begins a search of the window for values, as the buffer `query` says (scan/query); `then` is where the values before
 * lie in the window. 0 when an argument or the question is out of range.
 */
export function scan(first: u32, bytes: u32, limit: u32, then: u32, scalar: u32): u32 {
  return beginValues(first, bytes, limit, then, scalar != 0) ? 1 : 0;
}

/** Next hits: addresses into the hit buffer, what is there into the buffer `hitValues`; returns how many. */
export function scanNext(): u32 {
  return nextValues();
}

/** 1 when the window has been searched for values. */
export function scanEnded(): u32 {
  return valuesDone() ? 1 : 0;
}

/** Forgets the votes. */
export function voteClear(): void {
  clearVotes();
}

/** Counts self pointers of the window from `first` (at physical address `phys`) to `bytes`; 0 when an argument is out of range. */
export function vote(first: u32, bytes: u32, phys: u64): u32 {
  return countVotes(first, bytes, phys) ? 1 : 0;
}

/** A counter since init: 0 page hits, 1 pages asked for, 2 pages replaced, 3 translations from a cache, 4 translations by walking. */
export function statistic(which: u32): u64 {
  if (which == 0) return hitCount;
  if (which == 1) return missCount;
  if (which == 2) return evictions;
  if (which == 3) return tlbHits;
  return tlbMisses;
}
