/**
 * The device hole below 4 GiB: raw files of machines with much memory may leave it out, so that what lies at 4 GiB
 * follows the low memory at once. The kernel's own count of page frames tells.
 * Source: arch/x86/kernel/setup.c, setup_arch (max_pfn); arch/x86/mm/init.c (max_low_pfn ends up equal to it).
 */
import { splitAtHole, type Engine } from '../../engine/index.js';

const PAGE = 4096;
const FOUR_GIB = 2 ** 32;
/** How much of either end of the upper memory votes on whether the cut is right. */
const JURY = 64 << 20;

/** What the kernel says of its memory. */
export interface MemoryFacts {
  readonly maxPfn: bigint | undefined;
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

/** The hole that the file leaves out; undefined when it leaves out none, or when nothing in the upper part confirms it. */
export async function findHole(
  engine: Engine,
  { maxPfn, directMap }: MemoryFacts,
): Promise<Hole | undefined> {
  const [range, ...more] = engine.connector.ranges;
  if (engine.connector.format !== 'raw' || range === undefined || more.length > 0) return undefined;
  if (maxPfn === undefined || directMap === undefined) return undefined;
  const end = Number(maxPfn) * PAGE;
  const low = range.size - (end - FOUR_GIB);
  if (end <= FOUR_GIB || low <= 0 || low >= FOUR_GIB || low % PAGE !== 0) return undefined;
  const whole = await withHole(engine, low);
  for (const start of [FOUR_GIB, Math.max(FOUR_GIB, end - JURY)]) {
    const votes = await whole.voteSelfPointers({
      range: { start: BigInt(start), end: BigInt(Math.min(end, start + JURY)) },
    });
    const agree = votes.find(({ delta }) => delta === directMap)?.count ?? 0;
    if (agree > 0) return { low, agree };
  }
  return undefined;
}
