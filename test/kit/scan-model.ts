/** What a search for values must find, by the definition, one position at a time; and the question as the core takes it. */
import type { Core } from '../../engine/core/load.js';

/** A question to the core's search for values; see core-as/scan/query.ts for the numbers. */
export interface Question {
  /** 0 to 3: integers of 1, 2, 4, 8 bytes; 4: f32; 5: f64. */
  readonly kind: number;
  /** 0 value, 1 difference to the value before, 2 greater than it, 3 less than it. */
  readonly form: number;
  readonly big: boolean;
  readonly signed: boolean;
  readonly outside: boolean;
  readonly step: number;
  /** Limits, both included: integers as such, floats as numbers. */
  readonly tests: readonly (readonly [bigint, bigint] | readonly [number, number])[];
  /** Ranges that words must point into, both ends included. */
  readonly ranges: readonly (readonly [bigint, bigint])[];
}

/** Where in the window to look. */
export interface Place {
  readonly first: number;
  readonly bytes: number;
  readonly limit: number;
  /** Where the values before are. */
  readonly then: number;
}

/** Address that the first position is given. */
export const ORIGIN = 0xffff_ffff_ffff_f000n;

/** Bytes of a value. */
export const widthOf = (kind: number): number => [1, 2, 4, 8, 4, 8][kind] ?? 0;

const scratch = new DataView(new ArrayBuffer(8));

function floatBits(value: number): bigint {
  scratch.setFloat64(0, value);
  return scratch.getBigUint64(0);
}

/** The unsigned value at an offset. */
export function wordAt(bytes: Uint8Array, at: number, width: number, big: boolean): bigint {
  let word = 0n;
  for (let i = 0; i < width; i++) word |= BigInt(bytes[at + i] ?? 0) << BigInt(8 * (big ? width - 1 - i : i));
  return word;
}

function floatOf(word: bigint, kind: number): number {
  scratch.setBigUint64(0, word);
  return kind === 4 ? scratch.getFloat32(4) : scratch.getFloat64(0);
}

function passes(q: Question, now: bigint, then: bigint): boolean {
  const bits = 8 * widthOf(q.kind);
  if (q.form >= 2) {
    const of = (word: bigint) =>
      q.kind >= 4 ? floatOf(word, q.kind) : q.signed ? BigInt.asIntN(bits, word) : word;
    return q.form === 2 ? of(now) > of(then) : of(now) < of(then);
  }
  const inside = q.tests.some(([low, high]) => {
    if (typeof low === 'bigint') {
      const value = BigInt.asUintN(bits, q.form === 1 ? now - then : now);
      return BigInt.asUintN(bits, value - low) <= BigInt.asUintN(bits, (high as bigint) - low);
    }
    const difference = floatOf(now, q.kind) - (q.form === 1 ? floatOf(then, q.kind) : 0);
    const round = q.kind === 4 ? Math.fround : (x: number): number => x;
    return round(difference) >= round(low) && round(difference) <= round(high as number);
  });
  return inside !== q.outside;
}

/** All hits, as addresses and values. */
export function expectedValues(window: Uint8Array, q: Question, place: Place): [bigint, bigint][] {
  const width = widthOf(q.kind);
  const hits: [bigint, bigint][] = [];
  for (let at = place.first; at + width <= place.bytes && at < place.limit; at += q.step) {
    const now = wordAt(window, at, width, q.big);
    const then = q.form === 0 ? 0n : wordAt(window, place.then + at - place.first, width, q.big);
    if (!passes(q, now, then)) continue;
    if (q.ranges.length > 0 && !q.ranges.some(([first, last]) => now >= first && now <= last)) continue;
    hits.push([BigInt.asUintN(64, ORIGIN + BigInt(at - place.first)), now]);
  }
  return hits;
}

/** Writes a question into the core's buffers. */
export function putQuestion(core: Core, q: Question): void {
  const { query, ranges } = core.layout;
  core.words.setBigUint64(query.at, ORIGIN, true);
  const flags = (q.big ? 1 : 0) | (q.signed ? 2 : 0) | (q.outside ? 4 : 0);
  [q.kind, q.form, flags, q.step, q.tests.length, q.ranges.length].forEach((value, i) =>
    core.words.setUint32(query.at + 8 + 4 * i, value, true),
  );
  q.tests.forEach((test, i) =>
    test.forEach((value, end) => {
      const word = typeof value === 'bigint' ? BigInt.asUintN(64, value) : floatBits(value);
      core.words.setBigUint64(query.at + 32 + 16 * i + 8 * end, word, true);
    }),
  );
  q.ranges.forEach((range, i) =>
    range.forEach((value, end) => core.words.setBigUint64(ranges.at + 16 * i + 8 * end, value, true)),
  );
}

/** What the core finds; also how often it was called. */
export function foundValues(core: Core, place: Place, scalar: boolean): [bigint, bigint][] {
  const { exports, layout, words } = core;
  if (exports.scan(place.first, place.bytes, place.limit, place.then, scalar ? 1 : 0) !== 1)
    throw new Error('the core refused a question');
  const hits: [bigint, bigint][] = [];
  while (exports.scanEnded() === 0) {
    const count = exports.scanNext();
    for (let i = 0; i < count; i++)
      hits.push([
        words.getBigUint64(layout.hits.at + 8 * i, true),
        words.getBigUint64(layout.hitValues.at + 8 * i, true),
      ]);
  }
  return hits;
}
