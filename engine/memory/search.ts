/** Search of any view for patterns of bytes: bytes are brought into the core's window and searched there. */
import type { Core } from '../core/load.js';
import type { Engine } from '../engine.js';
import { PagewalkError } from '../errors.js';
import type { BaseView } from './base-view.js';
import type { Pattern, SearchHit, SearchOptions } from './view.js';
import { lookThrough, oneByOne, type Segment } from './windows.js';

/** Patterns of one search are numbered below this. */
const PATTERNS = 256;

/** Finds all occurrences of the patterns in the view. Throws kind `usage` for patterns that the core does not take. */
export function search(
  engine: Engine,
  view: BaseView,
  patterns: readonly Pattern[],
  options: SearchOptions,
): AsyncIterable<SearchHit> {
  const longest = checkPatterns(engine.core, patterns);
  const look = (segment: Segment): SearchHit[] => scan(engine.core, patterns, segment);
  return oneByOne(lookThrough(engine, view, { ...options, keep: longest - 1, look }));
}

function checkPatterns(core: Core, patterns: readonly Pattern[]): number {
  const { count, size } = core.layout.patterns;
  const limit = (size - 16) / 2;
  const bad = patterns.find(
    ({ bytes, mask }) =>
      bytes.length === 0 || bytes.length > limit || (mask !== undefined && mask.length !== bytes.length),
  );
  if (patterns.length === 0 || patterns.length > count || bad !== undefined) {
    throw new PagewalkError(
      'engine',
      'usage',
      `a search takes 1 to ${count} patterns of 1 to ${limit} bytes, each with a mask of its own length or none`,
    );
  }
  return Math.max(...patterns.map(({ bytes }) => bytes.length));
}

/** Hits of a segment at positions below its limit, in address order. */
function scan(core: Core, patterns: readonly Pattern[], { address, from, to, limit }: Segment): SearchHit[] {
  const { layout, exports, bytes, words } = core;
  const half = (layout.patterns.size - 16) / 2;
  patterns.forEach((pattern, i) => {
    const at = layout.patterns.at + i * layout.patterns.size;
    words.setUint32(at, pattern.bytes.length, true);
    bytes.set(pattern.bytes, at + 16);
    if (pattern.mask === undefined) bytes.fill(0xff, at + 16 + half, at + 16 + half + pattern.bytes.length);
    else bytes.set(pattern.mask, at + 16 + half);
  });
  exports.search(patterns.length, from, to, limit, 0);
  // Position and pattern in one number, so that sorting is cheap.
  const keys: number[] = [];
  while (exports.searchEnded() === 0) {
    const count = exports.searchNext();
    for (let i = 0; i < count; i++) {
      const at = layout.hits.at + 8 * i;
      keys.push(words.getUint32(at, true) * PATTERNS + words.getUint32(at + 4, true));
    }
  }
  if (keys.length === 0) return [];
  const sorted = patterns.length > 1 ? Float64Array.from(keys).sort() : keys;
  return Array.from(sorted, (key) => ({
    address: address + BigInt(Math.floor(key / PATTERNS) - from),
    pattern: key % PATTERNS,
  }));
}
