/**
 * The direct map of all memory: whether the kernel's tables still have it, and where it lies when they do not. Sources:
 * Documentation/arch/x86/x86_64/mm.rst (page_offset_base), arch/arm64/include/asm/memory.h (PAGE_OFFSET, memstart_addr),
 * arch/riscv/include/asm/page.h (kernel_map).
 */
import { pagingFacts, type AddressSpace, type Engine, type PhysicalRange } from '../../../engine/index.js';
import type { SymbolTable } from '../../symbols/types.js';
import { imageWord } from '../discovery/probes.js';
import { wordIn } from '../kernel.js';
import { kernelSpace, type Root } from '../page-table-root.js';
import { MAX_PAGE, type LinearMap } from './tables.js';

/** Places that are tried lie so far apart, where memory is small enough; a table of pages of 4 KiB maps as much. */
const STEP = 2 << 20;
const MAX_STEPS = 512;
/** Within each step: damage leaves some entries of a table that look as if nothing were mapped. */
const WITHIN = [0, 0x5d000, 0xb3000, 0x1fe000] as const;
/** Data of the image around its anchors that is looked through for links. */
const REACH = 1 << 20;
const MAX_LINKS = 1 << 14;
/** So many links that lead there and back prove where the direct map lies, and that the kernel runs. */
const ENOUGH = 3;
/** Deltas of the vote that are tried, most frequent first. */
const MAX_DELTAS = 12;
const FOUR_GIB = 1n << 32n;
/** Data of an image whose end no symbol tells, behind the last that symbols name. */
const BEHIND = 16n << 20n;
/** An image takes at most this much. */
const MAX_IMAGE = 1n << 30n;
/** Addresses of the direct map that a right root must translate. */
const WITNESSES = 32;
const EXTENT = ['_text', '_stext', '_etext', 'init_task', 'linux_banner', '_end'];
const ANCHORS = ['init_task', 'init_pid_ns', 'init_uts_ns'];

/** What is known of an image. */
export interface Anchored {
  readonly symbols: SymbolTable;
  /** Virtual minus physical address of the image. */
  readonly delta: bigint;
}

/** Deltas (virtual minus physical) that the kernel's own variables give for the direct map. */
async function namedDirectMaps(engine: Engine, { symbols, delta }: Anchored, root?: Root): Promise<bigint[]> {
  const deltas: bigint[] = [];
  const offset = await imageWord(engine, symbols, delta, 'page_offset_base', 8);
  if (offset !== undefined) deltas.push(offset);
  const start = await imageWord(engine, symbols, delta, 'memstart_addr', 8);
  // A kernel for 52 bits counts from there on machines that have 48 as well.
  if (start !== undefined)
    for (const bits of root === undefined ? [48, 39, 52, 47] : [pagingFacts(root.mode).bits, 52])
      deltas.push(BigInt.asUintN(64, -(1n << BigInt(bits)) - start));
  const map = symbols.address('kernel_map');
  if (map !== undefined) {
    // struct kernel_mapping: page_offset, virt_addr, virt_offset, phys_addr, size, va_pa_offset, va_kernel_pa_offset.
    const { data } = await engine.physical.readPartial(map - delta, 64);
    for (let at = 0; at < data.length; at += 8) deltas.push(wordIn(data, at, 8));
  }
  return deltas.filter((value) => value >= 1n << 63n);
}

/** What tables say of places of memory whose addresses are known. */
interface Verdict {
  readonly right: number;
  /** Places whose tables are lost, or that are mapped elsewhere. */
  readonly wrong: number;
}

async function verdict(space: AddressSpace, physical: readonly bigint[], delta: bigint): Promise<Verdict> {
  const results = await space.translate(physical.map((at) => BigInt.asUintN(64, at + delta)));
  let right = 0;
  let wrong = 0;
  results.forEach((result, i) => {
    if (result.ok && result.physical === physical[i]) right++;
    else if (result.ok || result.reason.kind === 'missing-page') wrong++;
  });
  return { right, wrong };
}

/**
 * The direct map's delta when the tables of a root no longer have all of it, or of the image; undefined when they have, or
 * when nothing tells where it lies.
 */
export async function lostDirectMap(
  engine: Engine,
  image: Anchored,
  root: Root,
): Promise<bigint | undefined> {
  const space = engine.space(kernelSpace(root));
  const all = places(engine.connector.ranges);
  let damaged = (await verdict(space, imagePlaces(image), image.delta)).wrong > 0;
  for (const delta of damaged ? [] : await namedDirectMaps(engine, image, root)) {
    const { right, wrong } = await verdict(space, all, delta);
    damaged ||= wrong > 0;
    if (right > 0 && wrong === 0) return undefined;
  }
  return damaged ? directMapByLinks(engine, image) : undefined;
}

/** Addresses of a direct map, a few all over it. */
export function witnessesOf(engine: Engine, delta: bigint): bigint[] {
  const all = places(engine.connector.ranges);
  const step = Math.ceil(all.length / WITNESSES);
  return all.filter((_, i) => i % step === 0).map((physical) => BigInt.asUintN(64, physical + delta));
}

/** What lies in one piece: all memory, and the image as far as its symbols tell. */
export function linearMaps(engine: Engine, image: Anchored, directMap: bigint): LinearMap[] {
  const end = Math.max(...engine.connector.ranges.map(({ start, size }) => start + size));
  const rounded = (BigInt(end) + MAX_PAGE - 1n) & -MAX_PAGE;
  const maps: LinearMap[] = [
    { start: directMap, end: directMap + rounded, delta: directMap, executable: false },
  ];
  const { first, last } = extent(image);
  if (first !== undefined && last !== undefined) {
    const end = image.symbols.address('_end') ?? last + BEHIND;
    maps.push({ start: first & ~0xfffn, end: (end | 0xfffn) + 1n, delta: image.delta, executable: true });
  }
  return maps;
}

/** First and last address of an image that symbols name. */
function extent({ symbols }: Anchored): { first: bigint | undefined; last: bigint | undefined } {
  symbols.find(EXTENT);
  const known = EXTENT.flatMap((name) => symbols.address(name) ?? []);
  const sorted = known.sort((a, b) => (a < b ? -1 : 1));
  return { first: sorted[0], last: sorted.at(-1) };
}

function imagePlaces(image: Anchored): bigint[] {
  const { first, last } = extent(image);
  if (first === undefined || last === undefined || last - first > MAX_IMAGE) return [];
  return places([{ start: Number(BigInt.asUintN(64, first - image.delta)), size: Number(last - first) }]);
}

/** Physical addresses all over some ranges. */
function places(ranges: readonly PhysicalRange[]): bigint[] {
  const total = ranges.reduce((sum, { size }) => sum + size, 0);
  const step = Math.max(1, Math.ceil(total / (STEP * MAX_STEPS))) * STEP;
  return ranges.flatMap(({ start, size }) => {
    const found: bigint[] = [];
    for (let at = start - (start % STEP); at < start + size; at += step)
      for (const more of WITHIN)
        if (at + more >= start && at + more < start + size) found.push(BigInt(at + more));
    return found;
  });
}

/**
 * The delta of the direct map, by lists that lead from the image's data into it and back; undefined when there is none.
 * That is no chance, and a copy of a kernel that does not run has no such lists.
 */
export async function directMapByLinks(engine: Engine, image: Anchored): Promise<bigint | undefined> {
  const heads = await linksOut(engine, image);
  const tried = new Set<bigint>();
  // The vote goes over all memory: only where the names do not suffice.
  for (const deltas of [() => namedDirectMaps(engine, image), () => voted(engine)])
    for (const delta of await deltas()) {
      if (tried.has(delta)) continue;
      tried.add(delta);
      if ((await linksBack(engine, heads, delta)) >= ENOUGH) return delta;
    }
  return undefined;
}

/** Votes of memory that was looked through: an image is tried in several ways, and there may be several images. */
const votes = new WeakMap<Engine, readonly bigint[]>();

async function voted(engine: Engine): Promise<readonly bigint[]> {
  const known = votes.get(engine);
  if (known !== undefined) return known;
  const found = await engine.voteSelfPointers({ range: { start: 0n, end: FOUR_GIB } });
  const deltas = found.slice(0, MAX_DELTAS).map(({ delta }) => delta);
  votes.set(engine, deltas);
  return deltas;
}

/** A word of the image that may be a list_head's `next`. */
interface Link {
  readonly at: bigint;
  readonly next: bigint;
}

async function linksOut(engine: Engine, { symbols, delta }: Anchored): Promise<Link[]> {
  const links: Link[] = [];
  const anchor = ANCHORS.map((name) => symbols.address(name)).find((address) => address !== undefined);
  if (anchor === undefined) return links;
  const center = Number(BigInt.asUintN(64, anchor - delta) & ~7n);
  const start = BigInt(Math.max(0, center - REACH));
  const { data } = await engine.physical.readPartial(start, 2 * REACH);
  const [low, high] = [start + delta, start + delta + BigInt(data.length)];
  for (let i = 0; i + 8 <= data.length; i += 8) {
    const next = wordIn(data, i, 8);
    if (next >= 1n << 63n && next % 8n === 0n && (next < low || next >= high))
      links.push({ at: start + delta + BigInt(i), next });
  }
  // Those of the anchor itself first.
  const far = ({ at }: Link): number => Math.abs(Number(at - anchor));
  return links.sort((a, b) => far(a) - far(b)).slice(0, MAX_LINKS);
}

/** How many links lead into memory by this delta and back to where they came from. */
async function linksBack(engine: Engine, links: readonly Link[], delta: bigint): Promise<number> {
  const { ranges } = engine.connector;
  const inside = links.filter(({ next }) => {
    const physical = Number(next - delta);
    return next >= delta && ranges.some(({ start, size }) => physical >= start && physical < start + size);
  });
  const reads = await engine.physical.readMany(
    inside.map(({ next }) => ({ address: next - delta, length: 16 })),
  );
  return reads.filter(({ data, missing }, i) => missing.length === 0 && wordIn(data, 8, 8) === inside[i]?.at)
    .length;
}
