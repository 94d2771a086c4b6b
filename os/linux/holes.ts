/**
 * The device hole below 4 GiB: raw files of machines with much memory may leave it out, so that what lies at 4 GiB
 * follows the low memory at once. The kernel's own page counts tell.
 * Source: arch/x86/kernel/setup.c, setup_arch (max_pfn, max_low_pfn).
 */
import { splitAtHole, type Engine } from '../../engine/index.js';

const PAGE = 4096;
const FOUR_GIB = 2 ** 32;
/** Firmware keeps at most this much of the low memory's end for itself. */
const MAX_RESERVED = 256 << 20;
/** How much of the upper memory votes on whether the cut is right. */
const JURY = 64 << 20;

/** What the kernel says of its memory. */
export interface MemoryFacts {
  readonly maxPfn: bigint | undefined;
  readonly maxLowPfn: bigint | undefined;
  readonly directMap: bigint | undefined;
}

/** A hole that a raw file leaves out. */
export interface Hole {
  /** Bytes of the file that lie below the hole; the rest lies at 4 GiB. */
  readonly low: number;
  /** Self pointers of the upper part that agree with the direct map. */
  readonly agree: number;
}

/** The same engine over the map with the hole put back. */
export function withHole(engine: Engine, low: number): Promise<Engine> {
  return engine.withConnector(splitAtHole(engine.connector, low, FOUR_GIB));
}

/** Physical address of a file offset once the hole is put back. */
export function behindHole(offset: number, low: number): number {
  return offset < low ? offset : offset - low + FOUR_GIB;
}

/** The hole that the file leaves out; undefined when it leaves out none. */
export async function findHole(engine: Engine, { maxPfn, maxLowPfn, directMap }: MemoryFacts): Promise<Hole | undefined> {
  const [range, ...more] = engine.connector.ranges;
  if (engine.connector.format !== 'raw' || range === undefined || more.length > 0 || maxPfn === undefined || maxLowPfn === undefined) return undefined;
  const high = Number(maxPfn) * PAGE - FOUR_GIB;
  const low = range.size - high;
  const usable = Number(maxLowPfn) * PAGE;
  if (high <= 0 || low >= FOUR_GIB || low < usable || low - usable > MAX_RESERVED) return undefined;
  const whole = await withHole(engine, low);
  const votes = await whole.voteSelfPointers({ range: { start: BigInt(FOUR_GIB), end: BigInt(FOUR_GIB + Math.min(high, JURY)) } });
  const agree = votes.find(({ delta }) => delta === directMap)?.count ?? 0;
  return directMap !== undefined && agree === 0 && votes.length > 0 ? undefined : { low, agree };
}
