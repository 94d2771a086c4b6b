/** Search of any view by windows: bytes are copied into the core's window and scanned there. */
import { throwIfAborted } from '../core/drain.js';
import type { Core } from '../core/load.js';
import type { Engine } from '../engine.js';
import { PagewalkError } from '../errors.js';
import type { BaseView } from './base-view.js';
import type { Pattern, SearchHit, SearchOptions } from './view.js';

/** Bytes read in one step. */
const STEP = 1 << 20;

/** A stretch of bytes without a gap. */
interface Stretch {
  readonly address: bigint;
  readonly data: Uint8Array;
}

/** Finds all occurrences of the patterns in the view. Throws kind `usage` for patterns that the core does not take. */
export async function* search(
  engine: Engine,
  view: BaseView,
  patterns: readonly Pattern[],
  options: SearchOptions,
): AsyncIterable<SearchHit> {
  const longest = checkPatterns(engine.core, patterns);
  let carry: Stretch = { address: 0n, data: new Uint8Array(0) };
  for await (const stretch of presentStretches(engine, view, options)) {
    const joins = carry.data.length > 0 && carry.address + BigInt(carry.data.length) === stretch.address;
    if (!joins) yield* scan(engine.core, patterns, carry, carry.data.length);
    const whole = joins ? { address: carry.address, data: concat(carry.data, stretch.data) } : stretch;
    const limit = Math.max(0, whole.data.length - (longest - 1));
    yield* scan(engine.core, patterns, whole, limit);
    carry = { address: whole.address + BigInt(limit), data: whole.data.slice(limit) };
  }
  yield* scan(engine.core, patterns, carry, carry.data.length);
}

/** The view's bytes in address order, a step at a time, cut at what is missing. */
export async function* presentStretches(engine: Engine, view: BaseView, options: SearchOptions): AsyncIterable<Stretch> {
  const { range } = options;
  const total = range === undefined ? view.ranges.reduce((n, r) => n + r.end - r.start, 0n) : range.end - range.start;
  let done = 0n;
  for await (const { start, end } of view.stretches(options)) {
    for (let at = start; at < end; at += BigInt(STEP)) {
      throwIfAborted(options.signal);
      await engine.breathe();
      const length = end - at < BigInt(STEP) ? Number(end - at) : STEP;
      const { data, missing } = await view.readPartial(at, length);
      let from = 0;
      for (const gap of missing) {
        options.onMissing?.(gap);
        const to = Number(gap.start - at);
        if (to > from) yield { address: at + BigInt(from), data: data.subarray(from, to) };
        from = to + Number(gap.size);
      }
      if (from < length) yield { address: at + BigInt(from), data: data.subarray(from) };
      done += BigInt(length);
      options.onProgress?.(done, total);
    }
  }
}

function checkPatterns(core: Core, patterns: readonly Pattern[]): number {
  const { count, size } = core.layout.patterns;
  const limit = (size - 16) / 2;
  const bad = patterns.find(({ bytes, mask }) => bytes.length === 0 || bytes.length > limit || (mask !== undefined && mask.length !== bytes.length));
  if (patterns.length === 0 || patterns.length > count || bad !== undefined) {
    throw new PagewalkError('engine', 'usage', `a search takes 1 to ${count} patterns of 1 to ${limit} bytes, each with a mask of its own length or none`);
  }
  return Math.max(...patterns.map(({ bytes }) => bytes.length));
}

/** Hits at positions below `limit`, in address order. */
function scan(core: Core, patterns: readonly Pattern[], stretch: Stretch, limit: number): SearchHit[] {
  if (limit === 0) return [];
  const { layout, exports, bytes, words } = core;
  const half = (layout.patterns.size - 16) / 2;
  patterns.forEach((pattern, i) => {
    const at = layout.patterns.at + i * layout.patterns.size;
    words.setUint32(at, pattern.bytes.length, true);
    bytes.set(pattern.bytes, at + 16);
    if (pattern.mask === undefined) bytes.fill(0xff, at + 16 + half, at + 16 + half + pattern.bytes.length);
    else bytes.set(pattern.mask, at + 16 + half);
  });
  bytes.set(stretch.data, layout.window.at);
  exports.search(patterns.length, stretch.data.length, limit, 0);
  const hits: { at: number; pattern: number }[] = [];
  while (exports.searchEnded() === 0) {
    const count = exports.searchNext();
    for (let i = 0; i < count; i++) {
      const at = layout.hits.at + i * layout.hits.size;
      hits.push({ at: words.getUint32(at, true), pattern: words.getUint32(at + 4, true) });
    }
  }
  hits.sort((a, b) => a.at - b.at || a.pattern - b.pattern);
  return hits.map(({ at, pattern }) => ({ address: stretch.address + BigInt(at), pattern }));
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
