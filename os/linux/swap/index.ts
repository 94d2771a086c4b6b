/** Pages of processes that page tables call absent: in zram, in zswap, in the swap cache, or in memory but not to be touched. */
import {
  together,
  type AbsentPage,
  type AbsentPages,
  type FoundPage,
  type LookupJob,
} from '../../../engine/index.js';
import type { LinuxKernel } from '../kernel.js';
import { PageFrames } from '../page-frames.js';
import { swapAreas, type SwapArea } from './areas.js';
import { hasOwnTables, ownEntry } from './arm-entries.js';
import { hiddenFrame, swapEntries, swappedOut, type SwapEntry } from './entries.js';
import { SwapCache } from './swap-cache.js';
import { Zsmalloc } from './zsmalloc.js';
import { Zswap } from './zswap.js';

/** Highest level of entries that may hide a page: a huge page is one of the second. */
const HIDDEN_LEVELS = 2;

/** What lookups in swap need, once it is known that there is swap. */
interface Swap {
  readonly areas: ReadonlyMap<number, SwapArea>;
  readonly cache: SwapCache | undefined;
  readonly zswap: Zswap | undefined;
}

/** A port of the engine: where absent pages of processes are. Pages of swap are found after {@link prepare} was awaited. */
export class KeptPages implements AbsentPages {
  private swap: Swap | undefined;
  private preparing: Promise<void> | undefined;
  /** By spelling of entries: how many led into an area, less those that did not. */
  private readonly scores: number[] = [];

  constructor(private readonly kernel: LinuxKernel) {}

  /** Finds swap areas, and makes ready what unpacks their pages. What the kernel's types do not tell is left out. */
  prepare(): Promise<void> {
    this.preparing ??= this.findSwap();
    return this.preparing;
  }

  private async findSwap(): Promise<void> {
    const { kernel } = this;
    try {
      const frames = await PageFrames.of(kernel).catch(() => undefined);
      const objects = frames && new Zsmalloc(kernel, frames);
      const areas = await swapAreas(kernel, objects);
      if (areas.size === 0) return;
      const cache = frames && new SwapCache(kernel, frames);
      this.swap = { areas, cache, zswap: objects && (await Zswap.of(kernel, objects)) };
    } catch {
      // Then entries are told as they are.
    }
  }

  wants(entry: bigint, level: number): boolean {
    return entry === 0n ? level === 1 && hasOwnTables(this.kernel.space.mode) : level <= HIDDEN_LEVELS;
  }

  *find(pages: readonly AbsentPage[], root: bigint): LookupJob<readonly (FoundPage | undefined)[]> {
    return yield* together(pages.map((page) => this.one(page, root)));
  }

  private *one(
    { address, entry: raw, level, size }: AbsentPage,
    root: bigint,
  ): LookupJob<FoundPage | undefined> {
    const { engine, space } = this.kernel;
    const { mode } = space;
    const entry = raw === 0n ? yield* ownEntry(engine.physical, root, address) : raw;
    if (entry === undefined || entry === 0n) return undefined;
    const hidden = hiddenFrame(mode, entry);
    if (hidden !== undefined) return { physical: hidden & ~(size - 1n) };
    if (level !== 1) return undefined;
    const place = this.placeOf(entry);
    if (place === undefined) return undefined;
    if (place === 'unclear') return { why: 'swapped out, where to is not clear from its entry' };
    return yield* this.inSwap(place);
  }

  /** A page by its place in a swap area. */
  *inSwap(place: SwapEntry): LookupJob<FoundPage> {
    const where = swappedOut(place);
    const found = this.swap && (yield* this.fetched(this.swap, place));
    if (typeof found === 'object') return found;
    return { why: found === undefined ? where : `${where}: ${found}` };
  }

  /** The place in swap that an entry names: the one that is within an area, where kernels spell it in several ways. */
  private placeOf(entry: bigint): SwapEntry | 'unclear' | undefined {
    const readings = swapEntries(this.kernel.space.mode, entry);
    const areas = this.swap?.areas;
    const inside = readings.map(
      (place) =>
        place !== undefined && (areas === undefined || place.offset < (areas.get(place.type)?.max ?? 0n)),
    );
    inside.forEach((fits, i) => (this.scores[i] = (this.scores[i] ?? 0) + (fits ? 1 : -1)));
    const best = Math.max(...this.scores);
    const fit = readings.filter((_, i) => inside[i] === true && this.scores[i] === best) as SwapEntry[];
    const [first] = fit;
    if (first === undefined) return undefined;
    return fit.every(({ type, offset }) => type === first.type && offset === first.offset)
      ? first
      : 'unclear';
  }

  private *fetched(
    { areas, cache, zswap }: Swap,
    place: SwapEntry,
  ): LookupJob<FoundPage | string | undefined> {
    const area = areas.get(place.type);
    if (area === undefined) return undefined;
    const cached = cache && (yield* cache.slot(area.struct, place));
    if (cached === 'zeros') return { data: new Uint8Array(1 << this.kernel.pageShift) };
    if (cached !== undefined) return cached;
    const kept = zswap && (yield* zswap.page(place));
    const page = kept ?? (area.zram && (yield* area.zram.page(place.offset)));
    if (page === undefined) return area.disk === '' ? undefined : `on ${area.disk}`;
    return typeof page === 'string' ? page : { data: page };
  }
}
