// Fully associative cache of physical pages: a hash index over fixed lines, replaced first in, first out. A line that
// waits for its page, or that the round under way has used, is never replaced, so that every walk gets on by a level a
// round. Lines of missing pages are kept, so a hole costs one request.
import {
  KIND_TABLE,
  PAGE,
  PAGE_MASK,
  REQUEST_FAILED,
  REQUEST_MISSING,
  REQUEST_OK,
  REQUEST_OPEN,
  Request,
} from '../abi';
import { BUCKETS, heads, LINES, lineMeta, lines, REQUESTS, ring } from '../layout';
import { EPOCHS, flushRegions } from './regions';
import { ageing, expired, now } from './validity';

const FREE: u32 = 0;
const PENDING: u32 = 1;
const VALID: u32 = 2;
const MISSING: u32 = 3;
/** Missing for the running job only. */
const FAILED: u32 = 4;
const NONE: u32 = 0xffffffff;
/** A round that never is. */
const MARKED: u32 = 0xffffffff;


@unmanaged
class Line {
  page: u64;
  /** `page | 1` while the line's bytes are that page's, else 0: what a cached translation checks before it reads them. */
  holds: u64;
  state: u32;
  /** Next line in the bucket. */
  next: u32;
  /** Tick at which the page was asked for. */
  stamp: u32;
  /** Last round that used the line. */
  round: u32;
}

let hand: u32 = 0;
let open: u32 = 0;
let failed: u32 = 0;
let quiet: bool = false;
let round: u32 = 1;
/** All lines are in use in this round. */
let full: bool = false;
/** 1 to 4095; changes whenever a line stops to hold its page, or a slot its space: regions must then look again. */
export let lossEpoch: u32 = 1;
/** Tick of the page that the last hit gave. */
export let hitStamp: u32 = 0;
export let hitCount: u64 = 0;
export let missCount: u64 = 0;
export let evictions: u64 = 0;

// @ts-ignore: decorator
@inline function lineAt(i: u32): Line {
  return changetype<Line>(lineMeta + ((<usize>i) << 5));
}
// @ts-ignore: decorator
@inline function bucketOf(page: u64): usize {
  return heads + <usize>(((page >> 12) * 0x9e3779b97f4a7c15) >> 52) * 4;
}
// @ts-ignore: decorator
@inline function bytesOf(i: u32): usize {
  return lines + <usize>i * PAGE;
}

/** Address of the word `holds` of the line whose bytes lie at `at`. */
// @ts-ignore: decorator
@inline export function holdsOf(at: usize): usize {
  return lineMeta + (((at - lines) >> 12) << 5) + 8;
}

/** Empties the cache and the ring. */
export function flushPages(): void {
  memory.fill(heads, 0xff, BUCKETS * 4);
  memory.fill(lineMeta, 0, LINES << 5);
  hand = 0;
  open = 0;
  failed = 0;
  full = false;
}

function find(page: u64): u32 {
  let i = load<u32>(bucketOf(page));
  while (i != NONE) {
    const line = lineAt(i);
    if (line.page == page) return i;
    i = line.next;
  }
  return NONE;
}

/** Tells all regions to look again; once in 4095 times by emptying them. */
export function lose(): void {
  lossEpoch++;
  if (lossEpoch < EPOCHS) return;
  lossEpoch = 1;
  flushRegions();
}

function unlink(i: u32): void {
  const line = lineAt(i);
  let at = bucketOf(line.page);
  while (load<u32>(at) != i) at = changetype<usize>(lineAt(load<u32>(at))) + offsetof<Line>('next');
  store<u32>(at, line.next);
  if (line.state == FAILED) failed--;
  line.state = FREE;
  line.holds = 0;
  lose();
}

/** A line for `page`, or NONE when every line waits or is in use. */
function take(page: u64): u32 {
  if (full) return NONE;
  for (let tries: u32 = 0; tries < LINES; tries++) {
    const i = hand;
    hand = hand + 1 == LINES ? 0 : hand + 1;
    const line = lineAt(i);
    if (line.state == PENDING) continue;
    if (line.state != FREE) {
      if (line.round == round) continue;
      evictions++;
      unlink(i);
    }
    const bucket = bucketOf(page);
    line.page = page;
    line.next = load<u32>(bucket);
    store<u32>(bucket, i);
    return i;
  }
  full = true;
  return NONE;
}

/** Makes a request for line `i`, which then waits. */
function ask(i: u32): void {
  const line = lineAt(i);
  line.state = PENDING;
  if (line.holds != 0) lose();
  line.holds = 0;
  line.stamp = now;
  missCount++;
  const request = changetype<Request>(ring + <usize>open * offsetof<Request>());
  request.phys = line.page;
  request.length = PAGE;
  request.destination = <u32>bytesOf(i);
  request.status = REQUEST_OPEN;
  request.line = i;
  open++;
}

/**
 * Linear-memory address of the cached page that holds `phys`, good for this kind of use; 0 when it must be waited for (a
 * request was made if the ring has room); 1 when the source lacks it.
 */
export function pageFor(phys: u64, kind: u32): usize {
  const page = phys & ~PAGE_MASK;
  let i = find(page);
  if (i != NONE) {
    const line = lineAt(i);
    const state = line.state;
    if (state == PENDING) return 0;
    if (!ageing || !expired(line.stamp, kind)) {
      line.round = round;
      hitStamp = line.stamp;
      if (state != VALID) return 1;
      hitCount++;
      return bytesOf(i);
    }
  }
  if (open < REQUESTS && !quiet) {
    if (i == NONE) i = take(page);
    else if (lineAt(i).state == FAILED) failed--;
    if (i != NONE) ask(i);
  }
  return 0;
}

/** A page of a page table; see pageFor. */
export function pageAt(phys: u64): usize {
  return pageFor(phys, KIND_TABLE);
}

/** Like pageFor, but asks for nothing: 0 when the page is not cached, 1 when it is known to be missing. */
export function peekPage(phys: u64, kind: u32): usize {
  const i = find(phys & ~PAGE_MASK);
  if (i == NONE) return 0;
  const line = lineAt(i);
  if (line.state == PENDING || (ageing && expired(line.stamp, kind))) return 0;
  return line.state == VALID ? bytesOf(i) : 1;
}

/** Whether pages that are not cached are only said to be so, and not asked for. */
export function setQuiet(on: bool): void {
  quiet = on;
}

/** Forgets the pages that failed in the job before, so that they are asked for again. */
export function forgetFailed(): void {
  if (failed == 0) return;
  for (let i: u32 = 0; i < LINES; i++) if (lineAt(i).state == FAILED) unlink(i);
}

/** Marks the lines of the pages of `bytes` bytes from `phys` on, for forgetMarked. */
export function markPages(phys: u64, bytes: u64): void {
  if (bytes == 0) return;
  const first = phys & ~PAGE_MASK;
  const end = phys + (bytes - 1);
  const last = end < phys ? ~(<u64>0) : end;
  if ((last - first) >> 12 < 64) {
    for (let page = first; page <= last && page >= first; page += PAGE) {
      const i = find(page);
      if (i != NONE) lineAt(i).round = MARKED;
    }
    return;
  }
  for (let i: u32 = 0; i < LINES; i++) {
    const line = lineAt(i);
    if (line.page >= first && line.page <= last) line.round = MARKED;
  }
}

/** Marks the line whose bytes lie at `at`, for forgetMarked. */
export function markLine(at: usize): void {
  lineAt(<u32>((at - lines) >> 12)).round = MARKED;
}

/** Forgets all marked lines. Only while nothing is pending. */
export function forgetMarked(): void {
  for (let i: u32 = 0; i < LINES; i++) {
    const line = lineAt(i);
    if (line.state != FREE && line.round == MARKED) unlink(i);
  }
}

/** A valid line for `page`, whose bytes the caller writes at once. Only while nothing is pending. */
export function adoptPage(page: u64): usize {
  beginRound();
  let i = find(page);
  if (i == NONE) i = take(page);
  else if (lineAt(i).state == FAILED) failed--;
  const line = lineAt(i);
  line.state = VALID;
  line.holds = page | 1;
  line.stamp = now;
  line.round = round;
  return bytesOf(i);
}

/** Takes over what the host has served; a request left open is withdrawn, so nothing stays pending for ever. */
export function settle(): void {
  for (let r: u32 = 0; r < open; r++) {
    const request = changetype<Request>(ring + <usize>r * offsetof<Request>());
    const i = request.line;
    // Hosts own the ring: a line that waits for nothing is none of theirs.
    if (i >= LINES || lineAt(i).state != PENDING) continue;
    const line = lineAt(i);
    if (request.status == REQUEST_OK) {
      line.state = VALID;
      line.holds = line.page | 1;
    } else if (request.status == REQUEST_MISSING) line.state = MISSING;
    else if (request.status == REQUEST_FAILED) {
      line.state = FAILED;
      failed++;
    } else unlink(i);
  }
  open = 0;
}

/** Begins another round: lines that the one before has used may be replaced. */
export function beginRound(): void {
  round = round == MARKED - 1 ? 1 : round + 1;
  full = false;
}

/** Requests in the ring. */
export function openRequests(): u32 {
  return open;
}
