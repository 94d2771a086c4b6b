/** Pages of the areas of contiguous memory, where no type describes them. Source: mm/cma.h, mm/cma.c. */
import { Sampler } from '../infer/sample.js';
import type { LinuxKernel } from '../kernel.js';
import { addressesIn } from '../variables/index.js';

/** An area holds so many pages at most (16 TiB of the smallest). */
const MAX_PAGES = 1n << 32n;

/**
 * The pages of the only area, or 0 without one: the function that goes through the areas names their array first, then how
 * many there are. Undefined for several areas, which lie as far apart as nothing tells. An area starts with its first
 * page's number, its pages, and the bitmap of those in use.
 */
export async function pagesOfOnlyArea(kernel: LinuxKernel): Promise<number | undefined> {
  const { symbols, wordSize } = kernel;
  symbols.find(['cma_for_each_area']);
  const [areas, count] = await addressesIn(kernel, 'cma_for_each_area');
  if (areas === undefined || count === undefined) return undefined;
  const [area, counted] = await new Sampler(kernel).many([areas, count], 4 * wordSize);
  const number = counted?.u32(0);
  const [first, pages, bitmap] = [0, 1, 2].map((i) => area?.word(i * wordSize));
  if (number === 0 && first === 0n) return 0;
  const sound = first !== undefined && pages !== undefined && (bitmap ?? 0n) >= kernel.kernelStart;
  return number === 1 && sound && pages > 0n && pages < MAX_PAGES ? Number(pages) : undefined;
}
