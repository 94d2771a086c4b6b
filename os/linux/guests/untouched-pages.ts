/**
 * Pages of a process that its page tables know nothing of: zeros that it never touched, or pages of a file that lie in the
 * page cache. Where an entry says something, what is known of swap goes on from it. Sources: mm/memory.c (do_anonymous_page),
 * mm/shmem.c, mm/filemap.c.
 */
import {
  together,
  type AbsentPage,
  type AbsentPages,
  type FoundPage,
  type LookupJob,
} from '../../../engine/index.js';
import type { CachedContents } from '../cached-content.js';
import type { LinuxKernel } from '../kernel.js';
import { ownSwapEntry } from '../swap/entries.js';
import type { KeptPages } from '../swap/index.js';
import type { Area, AreaFile } from './backing.js';

/** A port of the engine over the areas of one process. */
export class UntouchedPages implements AbsentPages {
  private readonly zeros: Uint8Array;

  constructor(
    private readonly kernel: LinuxKernel,
    private readonly swapped: KeptPages,
    /** Sorted. */
    private readonly areas: readonly Area[],
    /** Absent: frames of cached pages are not known in this kernel. */
    private readonly cached: CachedContents | undefined,
  ) {
    this.zeros = new Uint8Array(2 ** kernel.pageShift);
  }

  wants(entry: bigint, level: number): boolean {
    return entry === 0n || this.swapped.wants(entry, level);
  }

  *find(pages: readonly AbsentPage[], root: bigint): LookupJob<readonly (FoundPage | undefined)[]> {
    const known = pages.filter(({ entry, level }) => this.swapped.wants(entry, level));
    const told = new Map<AbsentPage, FoundPage | undefined>();
    const found = yield* this.swapped.find(known, root);
    known.forEach((page, i) => told.set(page, found[i]));
    return yield* together(pages.map((page) => this.one(page, told.get(page))));
  }

  private *one(
    { address, entry }: AbsentPage,
    told: FoundPage | undefined,
  ): LookupJob<FoundPage | undefined> {
    if (told !== undefined || entry !== 0n) return told;
    const area = areaAt(this.areas, address);
    if (area === undefined) return undefined;
    if (area.special) return { why: 'memory that a driver fills in' };
    if (area.file === undefined) return { data: this.zeros };
    return yield* this.ofFile(area.file, address - area.start);
  }

  private *ofFile(file: AreaFile, at: bigint): LookupJob<FoundPage> {
    const index = file.first + (at >> BigInt(this.kernel.pageShift));
    if (file.kind === 'huge pages') return { why: 'a huge page that the process did not touch' };
    if (this.cached === undefined) return { why: 'in a file whose cached pages cannot be told' };
    const page = yield* this.cached.page(file, index);
    // What a file of memory does not have was never written.
    if (page === undefined) return file.kind === 'memory' ? { data: this.zeros } : { why: 'on disk only' };
    if (!('value' in page)) return page;
    if (file.kind === 'disk') return { why: 'on disk only: evicted from the page cache' };
    return yield* this.swapped.inSwap(ownSwapEntry(page.value));
  }
}

/** The area that holds an address. */
export function areaAt(areas: readonly Area[], address: bigint): Area | undefined {
  let low = 0;
  let high = areas.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((areas[middle] as Area).end <= address) low = middle + 1;
    else high = middle;
  }
  const area = areas[low];
  return area !== undefined && area.start <= address ? area : undefined;
}
