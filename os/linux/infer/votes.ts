/** Ways to tell which offset an invariant holds at, and when it is not clear. */
import type { Block } from './sample.js';

/** Of the objects looked at, one in so many need not agree: it is being changed, or its memory was overwritten. */
const ONE_IN = 10;

/** Where an invariant holds, and in how many objects. */
export interface Winner {
  readonly offset: number;
  readonly witnesses: number;
}

/** Offsets to try, bytes; the end is exclusive. */
export interface Offsets {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** All offsets at which nine in ten objects fulfil an invariant, by offset. */
export function offsetsWhere(
  blocks: readonly Block[],
  { from, to, step }: Offsets,
  holds: (block: Block, offset: number) => boolean,
): Winner[] {
  const winners: Winner[] = [];
  const allowed = Math.floor(blocks.length / ONE_IN);
  if (blocks.length === 0) return winners;
  for (let offset = from; offset < to; offset += step) {
    let failed = 0;
    for (const block of blocks) if (!holds(block, offset) && ++failed > allowed) break;
    if (failed <= allowed) winners.push({ offset, witnesses: blocks.length - failed });
  }
  return winners;
}

/** The one offset of {@link offsetsWhere}; of several the one that most objects speak for; undefined when two share that. */
export function clearOffset(
  blocks: readonly Block[],
  offsets: Offsets,
  holds: (block: Block, offset: number) => boolean,
): Winner | undefined {
  const winners = offsetsWhere(blocks, offsets, holds);
  const most = Math.max(0, ...winners.map(({ witnesses }) => witnesses));
  const best = winners.filter(({ witnesses }) => witnesses === most);
  return best.length === 1 ? best[0] : undefined;
}

/** Counts what many objects say. */
export class Votes<T> {
  private readonly counts = new Map<string, { readonly value: T; witnesses: number }>();

  /** One vote for a value; values with the same key are the same. */
  add(key: string, value: T): void {
    const entry = this.counts.get(key);
    if (entry === undefined) this.counts.set(key, { value, witnesses: 1 });
    else entry.witnesses++;
  }

  /** The values that have most votes. */
  leaders(): { readonly value: T; readonly witnesses: number }[] {
    const most = Math.max(...[...this.counts.values()].map(({ witnesses }) => witnesses));
    return [...this.counts.values()].filter(({ witnesses }) => witnesses === most);
  }

  /** The value with at least `least` votes that has more than any other; undefined when two share that. */
  winner(least = 1): { readonly value: T; readonly witnesses: number } | undefined {
    const [first, second] = this.leaders();
    return second !== undefined || (first?.witnesses ?? 0) < least ? undefined : first;
  }
}
