/** The core's jobs as work over a connector; connector-jobs.ts has the loops that run it, with promises and without. */
import type { PhysicalRead } from '../connector.js';
import { PagewalkError } from '../errors.js';
import type { Core } from './load.js';
import { REQUEST, RESUME } from './exports.js';

/** Work that now and then needs physical memory: yields reads, goes on when they were served. */
export type IoJob<T> = Generator<readonly PhysicalRead[], T, void>;

/** Throws kind `aborted` when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new PagewalkError('engine', 'aborted', 'interrupted');
}

/** What `begin` calls and steps of a core job return. */
interface JobSteps<T> {
  /** Writes the input and calls the core; returns its code. Called again when another job came between. */
  readonly begin: () => number;
  /** Takes the output; called when done, and before each wait with what there is so far. */
  readonly take: (done: boolean) => T;
}

/** Reasons that are kept. */
const REASONS = 4096;

/**
 * Runs one core job to its end. When another job has begun meanwhile, the pages that were waited for go into the cache
 * all the same and this job begins again: jobs that interleave at an `await` cannot harm each other, and each makes
 * progress. A source that answers at once never lets another job in between, so its pages are read into their lines.
 */
export function* coreJob<T>(core: Core, steps: JobSteps<T>): IoJob<T> {
  core.beforeJob();
  const lost: Lost = new Map();
  let epoch = ++core.epoch;
  let code = steps.begin();
  for (;;) {
    if (code === RESUME.done) return steps.take(true);
    if (code === RESUME.bad)
      throw new PagewalkError('core', 'malformed', 'the core refused a job: an argument is out of range');
    steps.take(false);
    // An empty batch lets whoever drives the job use what was taken before it goes on.
    const { reads, places } = code === RESUME.full ? NO_READS : ringReads(core, lost);
    let moment: number;
    do {
      moment = core.writes.moment;
      yield reads;
    } while (core.writes.touched(moment, reads));
    if (core.epoch !== epoch) {
      if (!core.inPlace) adoptPages(core, reads, lost);
      epoch = ++core.epoch;
      code = steps.begin();
      continue;
    }
    settleRing(core, reads, places);
    code = core.exports.resume();
  }
}

/** Reads for open requests, and where in linear memory the request of each is. */
interface RingReads {
  readonly reads: readonly PhysicalRead[];
  readonly places: readonly number[];
}

/** Why pages are missing that a job asked for before it began again: it does not ask again. */
type Lost = Map<number, string | undefined>;

const NO_READS: RingReads = { reads: [], places: [] };

/** The ring's open requests as reads, into their lines or into fresh buffers. What lies in this process's memory is served at once. */
function ringReads(core: Core, lost: Lost): RingReads {
  const { ring, lines } = core.layout;
  const { direct, words } = core;
  const count = core.exports.requests();
  const reads: PhysicalRead[] = [];
  const places: number[] = [];
  let pages: Uint8Array | undefined;
  for (let i = 0; i < count; i++) {
    const at = ring.at + i * ring.size;
    const phys = physOf(core, at);
    const line = words.getUint32(at + 12, true);
    if (lost.has(phys)) {
      settleLost(core, phys, at, lost.get(phys));
      continue;
    }
    const part = direct?.find(phys, lines.size);
    if (part !== undefined) {
      const from = phys - part.start;
      core.bytes.set(part.bytes.subarray(from, from + lines.size), line);
      words.setUint32(at + 16, REQUEST.ok, true);
      continue;
    }
    if (!core.inPlace) pages ??= new Uint8Array(count * lines.size);
    const to = core.inPlace ? line : i * lines.size;
    reads.push({ phys, into: (pages ?? core.bytes).subarray(to, to + lines.size), got: 0 });
    places.push(at);
  }
  return { reads, places };
}

/** A request's physical address, below 2^56: larger than 2^53 only in tables that lead nowhere, where the nearest number does. */
function physOf(core: Core, at: number): number {
  return core.words.getUint32(at + 4, true) * 2 ** 32 + core.words.getUint32(at, true);
}

/** Sets the statuses, after copying served pages that were not read in place. A page that is not whole counts as missing. */
function settleRing(core: Core, reads: readonly PhysicalRead[], places: readonly number[]): void {
  for (let i = 0; i < reads.length; i++) {
    const read = reads[i] as PhysicalRead;
    const at = places[i] as number;
    if (read.got !== read.into.length) {
      settleLost(core, read.phys, at, read.reason);
      continue;
    }
    if (!core.inPlace) core.bytes.set(read.into, core.words.getUint32(at + 12, true));
    core.words.setUint32(at + 16, REQUEST.ok, true);
  }
}

/** Answers the request at a place of the ring: its page is missing. */
function settleLost(core: Core, phys: number, at: number, reason = 'not in the source'): void {
  if (core.reasons.size < REASONS) core.reasons.set(phys, reason);
  core.words.setUint32(at + 16, held(core, phys) ? REQUEST.failed : REQUEST.missing, true);
}

/** Puts served pages into the cache for a job that another one replaced, and remembers those that are missing. */
function adoptPages(core: Core, reads: readonly PhysicalRead[], lost: Lost): void {
  for (const { got, into, phys, reason } of reads) {
    if (got === into.length) core.bytes.set(into, core.exports.adopt(BigInt(phys)));
    else lost.set(phys, reason);
  }
}

/** True when the source says that it has this address. */
function held(core: Core, phys: number): boolean {
  return core.ranges.some((r) => phys >= r.start && phys < r.start + r.size);
}
