/** Checks an image through to the page table, so that a copy of a kernel in a file cache is not taken for the running one. */
import type { AddressSpace, Engine } from '../../../engine/index.js';
import type { SymbolTable } from '../../symbols/types.js';
import { behindHole, findHole, withHole } from '../holes.js';
import {
  directMapByLinks,
  linearMaps,
  lostDirectMap,
  witnessesOf as directWitnesses,
} from '../linear/direct-map.js';
import { repairedSpace } from '../linear/space.js';
import {
  kernelSpace,
  namedRoot,
  searchedRoot,
  witnessesOf,
  type Root,
  type Witnesses,
} from '../page-table-root.js';
import { ARCHITECTURES, type ArchitectureFacts } from './architectures.js';
import { readBanner } from './banner.js';
import { architecturesByCode } from './code-marks.js';
import { architectureBySymbols } from './marks.js';
import { btfSection } from './btf-section.js';
import { movedOthers } from './other-symbols.js';
import { imageWord } from './probes.js';
import { ramBases, withBase } from './ram-base.js';
import type { FindOptions, Findings, Image } from './types.js';

/** A way to lay the source out as physical memory. */
export interface Layout extends Pick<Findings, 'hole' | 'base' | 'region' | 'delta' | 'others'> {
  readonly facts: ArchitectureFacts;
  readonly whole: Engine;
}

/** A root, and the delta of the direct map where page tables no longer have all of it. */
type Mapped = Root & Pick<Findings, 'directMap'>;

/** How the root of an image's page table is looked for. */
export type Way = (layout: Layout, image: Image, signal?: AbortSignal) => Promise<Mapped | undefined>;

/** By the names that kernels give their own; soon done. */
export const byName: Way = ({ facts, whole, delta }, image) => namedRoot(whole, facts, { ...image, delta });

/** In all memory around the image. */
export const bySearch: Way = async ({ facts, whole, delta }, image, signal) => {
  const placed = { ...image, delta };
  const own = witnessesOf(placed);
  if (image.around === undefined || facts.wordSize !== 8)
    return searchedRoot(whole, facts, placed, signal, own);
  // Tables of early boot map some data of the image; the kernel's own map all memory.
  const directMap = await directMapByLinks(whole, placed);
  const also = directMap === undefined ? undefined : directMapOf(whole, directMap);
  return searchedRoot(whole, facts, placed, signal, { ...own, ...(also && { also }) });
};

/** By the direct map, which lists of the image lead to: the tables that map the image itself are lost. */
export const byDirectMap: Way = async ({ facts, whole, delta }, image, signal) => {
  if (facts.wordSize !== 8) return undefined;
  const placed = { ...image, delta };
  const directMap = await directMapByLinks(whole, placed);
  if (directMap === undefined) return undefined;
  const witnesses = directMapOf(whole, directMap);
  const root =
    (await namedRoot(whole, facts, placed, witnesses)) ??
    (await searchedRoot(whole, facts, placed, signal, witnesses));
  return root && { ...root, directMap };
};

const directMapOf = (whole: Engine, delta: bigint): Witnesses => ({
  witnesses: directWitnesses(whole, delta),
  delta,
  data: new Set<bigint>(),
});

/** The findings of an image that a page table maps; undefined when none does. */
export async function prove(
  engine: Engine,
  image: Image,
  way: Way,
  options: FindOptions,
): Promise<Findings | undefined> {
  for await (const layout of layoutsOf(engine, image)) {
    const root = await way(layout, image, options.signal);
    const found = root && (await whenItSaysItsName(layout, image, await repaired(layout, image, root)));
    if (found !== undefined) return found;
  }
  return undefined;
}

async function repaired({ whole, facts, delta }: Layout, { symbols }: Image, root: Mapped): Promise<Mapped> {
  if (root.directMap !== undefined || facts.wordSize !== 8) return root;
  const directMap = await lostDirectMap(whole, { symbols, delta }, root);
  return directMap === undefined ? root : { ...root, directMap };
}

/** The kernel's memory by its findings. */
export async function spaceOf(
  whole: Engine,
  { delta, root, mode, directMap }: Pick<Findings, 'delta' | 'root' | 'mode' | 'directMap'>,
  symbols: SymbolTable,
): Promise<AddressSpace> {
  if (directMap === undefined) return whole.space(kernelSpace({ root, mode }));
  return repairedSpace(whole, { root, mode }, linearMaps(whole, { symbols, delta }, directMap));
}

async function whenItSaysItsName(
  { whole, facts, ...placed }: Layout,
  { symbols, place, wordSize }: Image,
  root: Mapped,
): Promise<Findings | undefined> {
  const banner = await readBanner(whole, symbols, placed);
  if (banner === undefined) return undefined;
  const space = await spaceOf(whole, { ...placed, ...root }, symbols);
  const btf = (await btfSection(whole, { ...placed, symbols, space, wordSize })) ?? null;
  return {
    ...placed,
    place,
    wordSize,
    ...root,
    banner: banner.text,
    bannerAt: banner.at,
    btf,
    architecture: facts.name,
    symbols: symbols.memory,
  };
}

/** The layouts that an image at this address may be part of. What was moved changes the image's physical address with it. */
async function* layoutsOf(engine: Engine, image: Image): AsyncGenerator<Layout> {
  const { wordSize, table, region, delta, others } = image;
  const bits = 8 * wordSize;
  const named = architectureBySymbols(image.symbols);
  const known = named === undefined ? await architecturesByCode(engine, region) : [named];
  for (const facts of ARCHITECTURES) {
    if (known?.includes(facts.name) === false) continue;
    if (facts.wordSize !== wordSize || table < facts.image.start || table >= facts.image.end) continue;
    for (const base of await ramBases(engine, image, facts)) {
      const hole = facts.name === 'x86-64' ? await holeOf(engine, image) : undefined;
      const physicalOf = (offset: number): number =>
        hole === undefined ? offset + base : behindHole(offset, hole.low);
      const physical = physicalOf(region);
      yield {
        facts,
        whole: hole === undefined ? await withBase(engine, base) : await withHole(engine, hole.low),
        region: physical,
        delta: BigInt.asUintN(bits, delta - BigInt(physical - region)),
        others: movedOthers(others, physicalOf),
        ...(hole && { hole }),
        ...(base !== 0 && { base }),
      };
    }
  }
}

/** The hole below 4 GiB, if the file leaves one out. */
async function holeOf(engine: Engine, { symbols, delta }: Image): ReturnType<typeof findHole> {
  const maxPfn = await imageWord(engine, symbols, delta, 'max_pfn', 8);
  const directMap = await imageWord(engine, symbols, delta, 'page_offset_base', 8);
  return findHole(engine, { maxPfn, directMap });
}
