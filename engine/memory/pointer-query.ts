/** Turns ranges that words point into into a question to the core. */
import type { Core } from '../core/load.js';
import { FLAG, FORM, NEVER, usage, type Question, type Tests } from './value-query.js';
import type { AddressRange } from './view.js';

/** Tests that a question has room for. */
const TESTS = 4;
const TOP = 1n << 64n;

/**
 * The core's question for words that point into ranges. Throws kind `usage` for ranges that are
 * empty or too many.
 */
export function pointerQuestion(
  core: Core,
  wanted: readonly AddressRange[],
  width: 4 | 8,
  byteOrder: 'little' | 'big',
  aligned: boolean,
): Question {
  const top = width === 4 ? 1n << 32n : TOP;
  const merged: { start: bigint; end: bigint }[] = [];
  for (const { start, end } of [...wanted].sort((a, b) => (a.start < b.start ? -1 : 1))) {
    if (start < 0n || start >= end || end > TOP)
      usage(`0x${start.toString(16)} to 0x${end.toString(16)} is not a range of addresses`);
    const last = merged.at(-1);
    if (start >= top) continue;
    if (last !== undefined && start <= last.end) last.end = end > last.end ? end : last.end;
    else merged.push({ start, end });
  }
  const { count } = core.layout.ranges;
  if (merged.length > count)
    usage(`a search for pointers takes at most ${count} ranges apart, not ${merged.length}`);
  const pairs = merged.map(({ start, end }) => [start, (end < top ? end : top) - 1n] as const);
  const flags = byteOrder === 'big' ? FLAG.big : 0;
  const base = { kind: Math.log2(width), form: FORM.value, flags, step: aligned ? width : 1 };
  if (pairs.length === 0) return { ...base, ...NEVER, ranges: [] };
  // The tests cover all ranges and as little between them as they can; what they let through is looked up.
  const tests = hulls(pairs);
  return { ...base, tests, ranges: pairs.length > TESTS ? pairs : [] };
}

/** As many ranges as there are tests, that cover all: those that are nearest to one another together. */
function hulls(pairs: Tests): Tests {
  const [head, ...others] = pairs as [Tests[0], ...Tests];
  const gaps: { at: number; gap: bigint }[] = [];
  let end = head[1];
  others.forEach(([first, last], i) => {
    gaps.push({ at: i + 1, gap: first - end });
    end = last;
  });
  const widest = gaps.sort((a, b) => (a.gap > b.gap ? -1 : 1)).slice(0, TESTS - 1);
  const starts = [0, ...widest.map(({ at }) => at)].sort((a, b) => a - b);
  return starts.map((at, i) => {
    const group = pairs.slice(at, starts[i + 1]);
    return [group[0]?.[0] ?? 0n, group.at(-1)?.[1] ?? 0n];
  });
}
