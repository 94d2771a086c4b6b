/** Bounded walks of kernel lists: every walk ends, and says whether it saw the whole list. */
import { throwIfAborted } from '../engine/index.js';

/** Entries that a list may have; more means that it was overwritten. */
const MAX_ENTRIES = 1 << 20;

/** Where a walk stands: addresses met, and why it is not whole. */
export interface Walk {
  /** Addresses of the list_head members, in list order, without the head. */
  readonly entries: bigint[];
  /** Set when the list could not be followed to its end. */
  readonly reason?: string;
}

/** A node's `next` and `prev`; undefined when unreadable. */
export type ReadLinks = (
  node: bigint,
) => Promise<{ readonly next: bigint; readonly prev: bigint } | undefined>;

/**
 * Walks a circular list_head list from its head. When a link cannot be read or leads back into the list, the walk is
 * taken up from the other end through `prev`, and the result says what is missing. Source: include/linux/list.h.
 */
export async function walkList(
  head: bigint,
  what: string,
  readLinks: ReadLinks,
  signal?: AbortSignal,
): Promise<Walk> {
  const seen = new Set<bigint>([head]);
  const forward: bigint[] = [];
  const trouble = await follow(head, 'next', seen, forward, readLinks, signal);
  if (trouble === undefined) return { entries: forward };
  const backward: bigint[] = [];
  await follow(head, 'prev', seen, backward, readLinks, signal);
  return {
    entries: [...forward, ...backward.reverse()],
    reason: `${what}: ${trouble}; ${backward.length} entries were found from the other end, those between are unknown`,
  };
}

/** Follows one direction; the reason why it stopped before the head, or undefined. */
async function follow(
  head: bigint,
  direction: 'next' | 'prev',
  seen: Set<bigint>,
  entries: bigint[],
  readLinks: ReadLinks,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const opposite = direction === 'next' ? 'prev' : 'next';
  let from = head;
  const own = await readLinks(head);
  if (own === undefined) return `the list head at 0x${head.toString(16)} cannot be read`;
  let links = own;
  for (;;) {
    throwIfAborted(signal);
    const to = links[direction];
    if (to === head) {
      const last = own[opposite];
      return last === from
        ? undefined
        : `the list ends at 0x${from.toString(16)}, but its head names 0x${last.toString(16)} as its last entry`;
    }
    if (seen.has(to)) return `the list turns in a circle at 0x${to.toString(16)}`;
    if (entries.length >= MAX_ENTRIES) return `the list has more than ${MAX_ENTRIES} entries`;
    const next = await readLinks(to);
    if (next === undefined)
      return `the entry at 0x${to.toString(16)}, named by 0x${from.toString(16)}, cannot be read`;
    if (next[opposite] !== from)
      return `the entry at 0x${to.toString(16)} does not point back to 0x${from.toString(16)}`;
    seen.add(to);
    entries.push(to);
    from = to;
    links = next;
  }
}
