/** Looks through a view by windows of the core's linear memory, so that what lies across two windows is met as a whole. */
import { runConnectorSync } from '../connector-jobs.js';
import { throwIfAborted } from '../core/drain.js';
import type { Engine } from '../engine.js';
import type { BaseView } from './base-view.js';
import type { Missing } from './partial.js';
import type { AddressRange, MemoryView, SearchOptions } from './view.js';

/** Bytes of a window before its data: room for what is carried over from the window before. */
const PAD = 4096;
/** Data bytes of a window: few enough that they are still in a near cache when they are looked at. */
const STEP = 256 << 10;
/** Where the window for bytes of an earlier time starts; it is laid out like the other. */
const EARLIER = PAD + STEP;
/** Bytes read in one trip from a source that must be waited for. */
const TRIP = 4 << 20;
/** Windows that are looked at between two offers to the event loop, where the source answers at once. */
const TURN = 4;

/** Bytes of the view that lie in the core's window, without a gap. */
export interface Segment {
  /** Address of the byte at `from`. */
  readonly address: bigint;
  /** First byte, as an offset in the window. */
  readonly from: number;
  /** End, exclusive. */
  readonly to: number;
  /** Positions from here on come again in the next segment. */
  readonly limit: number;
  /** Where the bytes of the earlier time are that belong to those at `from`. */
  readonly then: number;
}

/** What a look through a view takes. */
export interface Look<T> extends SearchOptions {
  /** Bytes at the end of a segment that come again at the front of the one that follows it; at most 4096. */
  readonly keep: number;
  /** Memory at an earlier time, looked at side by side. Bytes that it lacks count as missing. */
  readonly earlier?: MemoryView | undefined;
  /** Called for each segment in address order, at once after its bytes were put in place. */
  readonly look: (segment: Segment) => readonly T[];
}

/** Bytes kept from the end of a segment, and those of the earlier time. */
interface Carry {
  readonly end: bigint;
  readonly bytes: Uint8Array;
  readonly then: Uint8Array;
}

const NONE: Carry = { end: -1n, bytes: new Uint8Array(0), then: new Uint8Array(0) };

/** Looks through a view; yields what `look` returned for each window in which it found something. */
export async function* lookThrough<T>(
  engine: Engine,
  view: BaseView,
  options: Look<T>,
): AsyncGenerator<readonly T[], void> {
  const { atOnce, connector, core, trips } = engine;
  const { keep, earlier, look } = options;
  const window = core.layout.window.at;
  const own =
    atOnce === undefined ? new Uint8Array(TRIP) : core.bytes.subarray(window + PAD, window + PAD + STEP);
  const progress = progressOf(view.ranges, options.range);
  let carry = NONE;
  let found: T[] = [];
  let windows = 0;

  const put = (bytes: Uint8Array, then: Uint8Array, at: number): void => {
    core.bytes.set(bytes, window + at);
    core.bytes.set(then, window + EARLIER + at);
  };
  const lookAt = (address: bigint, from: number, to: number, limit: number): void => {
    for (const one of look({ address, from, to, limit, then: EARLIER + from })) found.push(one);
  };
  const flush = (): void => {
    const { bytes, end, then } = carry;
    carry = NONE;
    if (bytes.length === 0) return;
    put(bytes, then, PAD - bytes.length);
    lookAt(end - BigInt(bytes.length), PAD - bytes.length, PAD, PAD);
  };
  /** A part of `own`; in place when the source was read into the window. */
  const part = (address: bigint, start: number, end: number, then: Uint8Array, goesOn: boolean): void => {
    const at = atOnce === undefined ? PAD : PAD + start;
    let from = at;
    if (carry.end === address) {
      from -= carry.bytes.length;
      put(carry.bytes, carry.then, from);
    } else flush();
    if (atOnce === undefined) core.bytes.set(own.subarray(start, end), window + at);
    if (earlier !== undefined) core.bytes.set(then.subarray(start, end), window + EARLIER + at);
    const to = at + end - start;
    const kept = goesOn ? Math.min(keep, to - from) : 0;
    lookAt(address - BigInt(at - from), from, to, to - kept);
    const tail = window + to - kept;
    carry = {
      end: address + BigInt(end - start),
      bytes: core.bytes.slice(tail, tail + kept),
      then: earlier === undefined ? NONE.then : core.bytes.slice(tail + EARLIER, tail + EARLIER + kept),
    };
  };

  for await (const stretch of view.stretches(options)) {
    for (let at = stretch.start; at < stretch.end; at += BigInt(own.length)) {
      throwIfAborted(options.signal);
      if (atOnce === undefined || windows++ % TURN === 0) await engine.breathe();
      const length = stretch.end - at < BigInt(own.length) ? Number(stretch.end - at) : own.length;
      const before = await earlier?.readPartial(at, length);
      const job = view.fillJob(at, own.subarray(0, length));
      const gaps =
        atOnce === undefined ? await trips.run(job, options.signal) : runConnectorSync(job, connector);
      const missing = before === undefined ? gaps : [...gaps, ...before.missing];
      for (const { start, end } of present(missing, at, length)) {
        for (let i = start; i < end; i += STEP) {
          const to = Math.min(end, i + STEP);
          part(at + BigInt(i), i, to, before?.data ?? NONE.then, to < end || to === length);
        }
      }
      for (const gap of missing) options.onMissing?.(gap);
      if (found.length > 0) yield found;
      found = [];
      options.onProgress?.(progress.done(at + BigInt(length)), progress.total);
    }
  }
  flush();
  if (found.length > 0) yield found;
}

/** What is between the gaps, as offsets. */
function present(missing: readonly Missing[], at: bigint, length: number): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  let start = 0;
  const sorted = [...missing].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  for (const gap of sorted) {
    const end = Number(gap.start - at);
    if (end > start) parts.push({ start, end });
    start = Math.max(start, end + Number(gap.size));
  }
  if (start < length) parts.push({ start, end: length });
  return parts;
}

/** How much of the view's ranges, as far as they are looked through, lies below an address. */
function progressOf(
  ranges: readonly AddressRange[],
  wanted: AddressRange | undefined,
): { total: bigint; done: (address: bigint) => bigint } {
  const parts = ranges
    .map(({ start, end }) => ({
      start: wanted !== undefined && wanted.start > start ? wanted.start : start,
      end: wanted !== undefined && wanted.end < end ? wanted.end : end,
    }))
    .filter(({ start, end }) => start < end);
  const below = (address: bigint): bigint =>
    parts.reduce(
      (sum, { start, end }) => sum + (address <= start ? 0n : (address < end ? address : end) - start),
      0n,
    );
  return { total: below(1n << 64n), done: below };
}

/** Items of batches one by one; each is at hand at once while its batch lasts. */
export function oneByOne<T>(batches: AsyncGenerator<readonly T[], void>): AsyncIterableIterator<T> {
  let batch: readonly T[] = [];
  let at = 0;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  const pull = async (): Promise<IteratorResult<T, undefined>> => {
    while (at >= batch.length) {
      const step = await batches.next();
      if (step.done === true) return { done: true, value: undefined };
      batch = step.value;
      at = 0;
    }
    return { done: false, value: batch[at++] as T };
  };
  return {
    next() {
      if (waiting === 0 && at < batch.length)
        return Promise.resolve({ done: false, value: batch[at++] as T });
      waiting++;
      const step = last.then(pull).finally(() => waiting--);
      last = step.catch(() => undefined);
      return step;
    },
    async return() {
      batch = [];
      await batches.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
