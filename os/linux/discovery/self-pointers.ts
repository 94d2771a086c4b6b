/**
 * The vote of the empty list heads for kernels of either word size: a list_head that points at itself stores its own
 * virtual address twice. Source: include/linux/list.h, INIT_LIST_HEAD.
 */
import { throwIfAborted, type Engine, type SearchOptions, type Vote } from '../../../engine/index.js';

const PAGE_MASK = 4095;
const CHUNK = 1 << 20;
/** No kernel of 32 bits lies lower: arch/arm/Kconfig and arch/x86/Kconfig, PAGE_OFFSET of VMSPLIT_1G. */
const LOWEST = 0x40000000;
const MAX_DELTAS = 1 << 16;

/** Deltas by the number of self pointers that have them, most frequent first. */
export async function voteOfWords(
  engine: Engine,
  wordSize: 4 | 8,
  options: SearchOptions & { readonly range: { readonly start: bigint; readonly end: bigint } },
): Promise<Vote[]> {
  if (wordSize === 8) return engine.voteSelfPointers(options);
  const votes = new Map<number, { count: number; first: number; last: number }>();
  for (const { start, size } of engine.connector.ranges) {
    const from = Math.max(start, Number(options.range.start));
    const to = Math.min(start + size, Number(options.range.end));
    for (let at = from - (from % CHUNK); at < to; at += CHUNK) {
      throwIfAborted(options.signal);
      await engine.breathe();
      const first = Math.max(at, from);
      const { data } = await engine.physical.readPartial(BigInt(first), Math.min(at + CHUNK, to) - first);
      count(new Uint32Array(data.buffer, data.byteOffset, data.length >> 2), first, votes);
    }
  }
  return [...votes]
    .map(([delta, { count: n, first, last }]) => ({
      delta: BigInt(delta),
      count: n,
      first: BigInt(first),
      last: BigInt(last),
    }))
    .sort((a, b) => b.count - a.count);
}

function count(
  words: Uint32Array,
  start: number,
  votes: Map<number, { count: number; first: number; last: number }>,
): void {
  for (let i = 0; i + 1 < words.length; i++) {
    const value = words[i] as number;
    if (value < LOWEST || value !== words[i + 1]) continue;
    const at = start + 4 * i;
    const delta = (value - at) >>> 0;
    if ((delta & PAGE_MASK) !== 0) continue;
    const known = votes.get(delta);
    if (known !== undefined) {
      known.count++;
      known.last = at;
    } else if (votes.size < MAX_DELTAS) votes.set(delta, { count: 1, first: at, last: at });
  }
}
