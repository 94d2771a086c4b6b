/**
 * The vote of the empty list heads around an image: a list_head that points at itself stores its own virtual address
 * twice, so its value less its place is a virtual-to-physical delta. Source: include/linux/list.h, INIT_LIST_HEAD.
 */
import { throwIfAborted, type Engine } from '../../../engine/index.js';

const PAGE_MASK = 4095;
/** Read at a time; the fewer calls of the source, the better. */
const CHUNK = 8 << 20;
/** No kernel of 32 bits lies lower: arch/arm/Kconfig and arch/x86/Kconfig, PAGE_OFFSET of VMSPLIT_1G. */
const LOWEST_32 = 0x40000000;
/** High word of the lowest kernel address of 64 bits (five levels). */
const LOWEST_HIGH = 0xff000000;
const MAX_DELTAS = 1 << 16;
/** So many votes, and so many times more than for any other, end the count early: images have thousands. */
const LANDSLIDE = 400;
const MARGIN = 8;

/** A delta and how many self pointers have it. */
export interface DeltaVotes {
  readonly delta: bigint;
  readonly count: number;
}

/** What is counted, and where. */
export interface VoteOptions {
  /** Physical addresses; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  /** Bytes of a pointer. */
  readonly wordSize: 4 | 8;
  /** Deltas that count; all when not given, and then to the end. */
  readonly fits?: (delta: bigint) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Deltas by the number of self pointers that have them, most frequent first. */
export async function voteForDelta(engine: Engine, options: VoteOptions): Promise<DeltaVotes[]> {
  const { start, end, wordSize, fits, signal } = options;
  const counts = new Map<bigint, number>();
  const ranked = (): DeltaVotes[] =>
    [...counts]
      .map(([delta, count]) => ({ delta, count }))
      .filter(({ delta }) => fits?.(delta) ?? true)
      .sort((a, b) => b.count - a.count);
  for (const range of engine.connector.ranges) {
    const from = Math.max(range.start, start);
    const to = Math.min(range.start + range.size, end);
    for (let at = from; at < to; at += CHUNK) {
      throwIfAborted(signal);
      await engine.breathe();
      const { data } = await engine.physical.readPartial(BigInt(at), Math.min(CHUNK, to - at));
      const words = new Uint32Array(data.buffer, data.byteOffset, data.length >> 2);
      if (wordSize === 8) countLong(words, at, counts);
      else countShort(words, at, counts);
      if (fits === undefined) continue;
      const [best, next] = ranked();
      if (best !== undefined && best.count >= LANDSLIDE && best.count >= MARGIN * (next?.count ?? 0))
        return ranked();
    }
  }
  return ranked();
}

function countLong(words: Uint32Array, start: number, counts: Map<bigint, number>): void {
  for (let i = 0; i + 3 < words.length; i += 2) {
    const high = words[i + 1] as number;
    const low = words[i] as number;
    if (high < LOWEST_HIGH || high !== words[i + 3] || low !== words[i + 2]) continue;
    const at = start + 4 * i;
    if (((low - at) & PAGE_MASK) !== 0) continue;
    add(counts, BigInt.asUintN(64, ((BigInt(high) << 32n) | BigInt(low)) - BigInt(at)));
  }
}

function countShort(words: Uint32Array, start: number, counts: Map<bigint, number>): void {
  for (let i = 0; i + 1 < words.length; i++) {
    const value = words[i] as number;
    if (value < LOWEST_32 || value !== words[i + 1]) continue;
    const at = start + 4 * i;
    if (((value - at) & PAGE_MASK) === 0) add(counts, BigInt((value - at) >>> 0));
  }
}

function add(counts: Map<bigint, number>, delta: bigint): void {
  const known = counts.get(delta);
  if (known !== undefined || counts.size < MAX_DELTAS) counts.set(delta, (known ?? 0) + 1);
}
