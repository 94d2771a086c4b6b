/** Checks an image through to the page table, so that a copy of a kernel in a file cache is not taken for the running one. */
import type { Engine } from '../../../engine/index.js';
import { behindHole, findHole, withHole, type Hole } from '../holes.js';
import { findRoot } from '../page-table-root.js';
import { readBanner } from './banner.js';
import { imageWord } from './probes.js';
import type { FindOptions, Findings, Image } from './types.js';

/** The findings of an image that a page table maps; undefined when none does. */
export async function prove(
  engine: Engine,
  image: Image,
  options: FindOptions,
): Promise<Findings | undefined> {
  const { symbols, table, place, wordSize, others } = image;
  const placed = { region: image.region, delta: image.delta, ...(await hole(engine, image)) };
  const whole = placed.hole === undefined ? engine : await withHole(engine, placed.hole.low);
  const root = await findRoot(whole, symbols, placed.delta, table, options.signal);
  if (root === undefined) return undefined;
  const banner = await readBanner(whole, symbols, placed);
  if (banner === undefined) return undefined;
  return { ...placed, place, wordSize, others, ...root, banner, symbols: symbols.memory };
}

/** The hole, if the file leaves one out, with what it changes: an image above it lies higher than its offset says. */
async function hole(
  engine: Engine,
  { symbols, delta, region }: Image,
): Promise<{ readonly hole?: Hole; readonly region?: number; readonly delta?: bigint }> {
  const maxPfn = await imageWord(engine, symbols, delta, 'max_pfn');
  const directMap = await imageWord(engine, symbols, delta, 'page_offset_base');
  const found = await findHole(engine, { maxPfn, directMap });
  if (found === undefined) return {};
  const physical = behindHole(region, found.low);
  return { hole: found, region: physical, delta: BigInt.asUintN(64, delta - BigInt(physical - region)) };
}
