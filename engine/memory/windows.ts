/** Looks through a view by windows of the core's linear memory, so that a pattern across two windows is met as a whole. */
import { runAsync, runSync, throwIfAborted } from '../core/drain.js';
import type { Engine } from '../engine.js';
import type { BaseView } from './base-view.js';
import type { Missing } from './partial.js';
import type { AddressRange, SearchOptions } from './view.js';

/** Bytes of the window before its data: room for what is carried over from the window before. */
const PAD = 4096;
/** Data bytes of a window. */
const STEP = 1 << 20;
/** Bytes read in one trip from a source that must be waited for. */
const TRIP = 4 << 20;

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
}

/** Bytes kept from the end of a segment. */
interface Carry {
  readonly end: bigint;
  readonly bytes: Uint8Array;
}

/**
 * Calls `look` for each segment of the view in address order, at once after its bytes were put in place, and yields
 * what it returns. The last `keep` bytes (at most 4096) of a segment come again at the front of the one that follows it.
 */
export async function* lookThrough<T>(
  engine: Engine,
  view: BaseView,
  options: SearchOptions,
  keep: number,
  look: (segment: Segment) => readonly T[],
): AsyncGenerator<T, void> {
  const { core, connector } = engine;
  const { readSync } = connector;
  const window = core.layout.window.at;
  const own =
    readSync === undefined ? new Uint8Array(TRIP) : core.bytes.subarray(window + PAD, window + PAD + STEP);
  const progress = progressOf(view.ranges, options.range);
  let carry: Carry = { end: -1n, bytes: new Uint8Array(0) };

  const flush = (): readonly T[] => {
    const length = carry.bytes.length;
    if (length === 0) return [];
    core.bytes.set(carry.bytes, window + PAD - length);
    const found = look({ address: carry.end - BigInt(length), from: PAD - length, to: PAD, limit: PAD });
    carry = { end: -1n, bytes: carry.bytes.subarray(length) };
    return found;
  };
  /** A part of `own`; in place when the source was read into the window. */
  const part = (address: bigint, start: number, end: number, goesOn: boolean): readonly T[] => {
    const found: T[] = [];
    const at = readSync === undefined ? PAD : PAD + start;
    let from = at;
    if (carry.end === address) {
      from -= carry.bytes.length;
      core.bytes.set(carry.bytes, window + from);
    } else found.push(...flush());
    if (readSync === undefined) core.bytes.set(own.subarray(start, end), window + at);
    const to = at + end - start;
    const kept = goesOn ? Math.min(keep, to - from) : 0;
    for (const one of look({ address: address - BigInt(at - from), from, to, limit: to - kept }))
      found.push(one);
    carry = { end: address + BigInt(end - start), bytes: core.bytes.slice(window + to - kept, window + to) };
    return found;
  };

  for await (const stretch of view.stretches(options)) {
    for (let at = stretch.start; at < stretch.end; at += BigInt(own.length)) {
      throwIfAborted(options.signal);
      await engine.breathe();
      const length = stretch.end - at < BigInt(own.length) ? Number(stretch.end - at) : own.length;
      const job = view.fillJob(at, own.subarray(0, length));
      const missing =
        readSync === undefined ? await runAsync(job, connector, options.signal) : runSync(job, readSync);
      const found: T[] = [];
      for (const { start, end } of present(missing, at, length)) {
        for (let i = start; i < end; i += STEP) {
          const to = Math.min(end, i + STEP);
          for (const one of part(at + BigInt(i), i, to, to < end || to === length)) found.push(one);
        }
      }
      for (const gap of missing) options.onMissing?.(gap);
      yield* found;
      options.onProgress?.(progress.done(at + BigInt(length)), progress.total);
    }
  }
  yield* flush();
}

/** What is between the gaps, as offsets. */
function present(missing: readonly Missing[], at: bigint, length: number): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  let start = 0;
  for (const gap of missing) {
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
