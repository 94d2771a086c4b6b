/** Where a kernel itself says that it lies in physical memory: a guest's says something else than where it is found. */
import type { Engine } from '../../../engine/index.js';
import { imageWord } from './probes.js';
import { hex, type Image } from './types.js';

/** Where the kernel mapping of x86-64 starts: arch/x86/include/asm/page_64_types.h, __START_KERNEL_map. */
const START_KERNEL_MAP = 0xffffffff80000000n;
/** Images are moved by multiples of at least this: arch/x86/Kconfig, PHYSICAL_ALIGN. */
const ALIGNMENT = 0x200000n;
const PAGE = 4096n;
const FOUR_GIB = 1n << 32n;

/**
 * Why an image is none of the machine's own kernel: it says of itself that it lies elsewhere. Undefined when it says
 * that it lies here, or says nothing (it is x86-64's phys_base that tells; arch/x86/include/asm/page_64.h, __phys_addr).
 */
export async function liesElsewhere(
  engine: Engine,
  { symbols, delta, table, wordSize }: Image,
): Promise<string | undefined> {
  if (wordSize !== 8 || table < START_KERNEL_MAP) return undefined;
  const physBase = await imageWord(engine, symbols, delta, 'phys_base', wordSize);
  if (physBase === undefined) return undefined;
  if (physBase % ALIGNMENT !== 0n)
    return `${hex(physBase)} where its phys_base should lie: its pages are not in one piece`;
  const own = BigInt.asUintN(64, table - START_KERNEL_MAP + physBase);
  const here = BigInt.asUintN(64, table - delta);
  if (own === here) return undefined;
  // A flat file that leaves out the hole below 4 GiB has what lies above it lower than it is: see holes.ts.
  const maxPfn = await imageWord(engine, symbols, delta, 'max_pfn', wordSize);
  const size = BigInt(engine.connector.ranges[0]?.size ?? 0);
  if (maxPfn !== undefined && own >= FOUR_GIB && own - here === maxPfn * PAGE - size) return undefined;
  return `its tables lie at ${hex(here)} where it has ${hex(own)} for them`;
}
