// Fully associative cache of physical pages: a hash index over fixed lines, replaced first in, first out.
// A line that waits for its page is never replaced. Lines of missing pages are kept, so a hole costs one request.
import { PAGE, REQUEST_FAILED, REQUEST_MISSING, REQUEST_OK, REQUEST_OPEN, Request } from '../abi';
import { BUCKETS, heads, LINES, lineMeta, lines, REQUESTS, ring } from '../layout';

const FREE: u32 = 0;
const PENDING: u32 = 1;
const VALID: u32 = 2;
const MISSING: u32 = 3;
/** Missing for the running job only. */
const FAILED: u32 = 4;
const NONE: u32 = 0xffffffff;

/** Per line: page address (u64), state (u32), next line in the bucket (u32). */
@unmanaged
class Line {
  page: u64;
  state: u32;
  next: u32;
}

let hand: u32 = 0;
let open: u32 = 0;
let failed: u32 = 0;
let quiet: bool = false;
export let hitCount: u64 = 0;
export let missCount: u64 = 0;

// @ts-ignore: decorator
@inline function lineAt(i: u32): Line {
  return changetype<Line>(lineMeta + <usize>i * offsetof<Line>());
}
// @ts-ignore: decorator
@inline function bucketOf(page: u64): usize {
  return heads + ((<usize>(((page >> 12) * 0x9e3779b97f4a7c15) >> 52)) & (BUCKETS - 1)) * 4;
}
// @ts-ignore: decorator
@inline function bytesOf(i: u32): usize {
  return lines + <usize>i * PAGE;
}

/** Empties the cache and the ring. */
export function flushPages(): void {
  memory.fill(heads, 0xff, BUCKETS * 4);
  memory.fill(lineMeta, 0, LINES * offsetof<Line>());
  hand = 0;
  open = 0;
  failed = 0;
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

function unlink(i: u32): void {
  const line = lineAt(i);
  let at = bucketOf(line.page);
  while (load<u32>(at) != i) at = changetype<usize>(lineAt(load<u32>(at))) + offsetof<Line>('next');
  store<u32>(at, line.next);
  line.state = FREE;
}

/** A free line for `page`, or NONE when every line waits. */
function take(page: u64): u32 {
  for (let tries: u32 = 0; tries < LINES; tries++) {
    const i = hand;
    hand = hand + 1 == LINES ? 0 : hand + 1;
    const line = lineAt(i);
    if (line.state == PENDING) continue;
    if (line.state == FAILED) failed--;
    if (line.state != FREE) unlink(i);
    const bucket = bucketOf(page);
    line.page = page;
    line.state = PENDING;
    line.next = load<u32>(bucket);
    store<u32>(bucket, i);
    return i;
  }
  return NONE;
}

/** Linear-memory address of the cached page that holds `phys`; 0 when it must be waited for (a request was made if the ring has room); 1 when the source lacks it. */
export function pageAt(phys: u64): usize {
  const page = phys & ~4095;
  const found = find(page);
  if (found != NONE) {
    const state = lineAt(found).state;
    if (state == VALID) {
      hitCount++;
      return bytesOf(found);
    }
    return state >= MISSING ? 1 : 0;
  }
  if (open < REQUESTS && !quiet) {
    const i = take(page);
    if (i != NONE) {
      missCount++;
      const request = changetype<Request>(ring + <usize>open * offsetof<Request>());
      request.phys = page;
      request.length = PAGE;
      request.destination = <u32>bytesOf(i);
      request.status = REQUEST_OPEN;
      request.line = i;
      open++;
    }
  }
  return 0;
}

/** Like pageAt, but asks for nothing: 0 when the page is not cached, 1 when it is known to be missing. */
export function peekPage(phys: u64): usize {
  const found = find(phys & ~4095);
  if (found == NONE) return 0;
  const state = lineAt(found).state;
  return state == VALID ? bytesOf(found) : state >= MISSING ? 1 : 0;
}

/** Whether pageAt asks for what is not cached. */
export function setQuiet(on: bool): void {
  quiet = on;
}

/** Forgets the pages that failed in the job before, so that they are asked for again. */
export function forgetFailed(): void {
  if (failed == 0) return;
  for (let i: u32 = 0; i < LINES; i++) if (lineAt(i).state == FAILED) unlink(i);
  failed = 0;
}

/** A valid line for `page`, whose bytes the caller writes at once. Only while nothing is pending. */
export function adoptPage(page: u64): usize {
  let i = find(page);
  if (i == NONE) i = take(page);
  else if (lineAt(i).state == FAILED) failed--;
  lineAt(i).state = VALID;
  return bytesOf(i);
}

/** Takes over what the host has served; a request left open is withdrawn, so nothing stays pending for ever. */
export function settle(): void {
  for (let r: u32 = 0; r < open; r++) {
    const request = changetype<Request>(ring + <usize>r * offsetof<Request>());
    const line = lineAt(request.line);
    if (request.status == REQUEST_OK) line.state = VALID;
    else if (request.status == REQUEST_MISSING) line.state = MISSING;
    else if (request.status == REQUEST_FAILED) {
      line.state = FAILED;
      failed++;
    } else unlink(request.line);
  }
  open = 0;
}

/** Requests in the ring. */
export function openRequests(): u32 {
  return open;
}
