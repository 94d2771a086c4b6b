/** What the page cache holds of one file. Sources: include/linux/pagemap.h, include/linux/page-flags.h, mm/filemap.c. */
import { throwIfAborted, type LookupJob, type PartialRead } from '../../engine/index.js';
import type { CachedPiece } from '../types.js';
import type { LinuxKernel } from './kernel.js';
import type { PageFrames } from './page-frames.js';
import { StructReader, type Struct } from './structs.js';
import { entryOf, Xarrays, type XarrayEntry } from './xarray.js';

/** Pages of one read, and reads of one batch. */
const MAX_PAGES = 256;
const BATCH = 32;
/** No folio has more pages; an entry that says so is damaged. */
const MAX_FOLIO = 1 << 13;

/** A part of an entry: pages that lie side by side in the file and in physical memory. */
interface Part {
  readonly entry: XarrayEntry;
  /** First page of the file. */
  readonly first: number;
  readonly count: number;
}

/** Reads the pages of address spaces of files. */
export class CachedContents {
  private readonly trees: Xarrays;
  private readonly folio: StructReader;
  private readonly pageSize: number;
  /** Number of the flag that says that the content was read; undefined where the types do not tell. */
  private readonly upToDate: bigint | undefined;

  /** Throws kind `unsupported` when a type is missing. */
  constructor(
    private readonly kernel: LinuxKernel,
    private readonly frames: PageFrames,
  ) {
    this.trees = new Xarrays(kernel);
    // The head page of a folio is one struct with it.
    const type = kernel.types.struct('folio')?.field('index') === undefined ? 'page' : 'folio';
    this.folio = new StructReader(kernel, type, ['flags', 'mapping', 'index']);
    this.pageSize = 2 ** kernel.pageShift;
    const flag = kernel.types
      .describe('enum pageflags')
      ?.members.find(({ name }) => name === 'PG_uptodate')?.type;
    this.upToDate = flag !== undefined && /^\d+$/.test(flag) ? BigInt(flag) : undefined;
  }

  /** All of a file of `size` bytes, in order. `head`: the root of the tree of the struct address_space at `mapping`. */
  async *pieces(
    { mapping, head, size }: { readonly mapping: bigint; readonly head: bigint; readonly size: number },
    signal?: AbortSignal,
  ): AsyncIterable<CachedPiece> {
    const pages = Math.ceil(size / this.pageSize);
    const { entries, reason } = await this.trees.entries(head, signal);
    const uncached = reason ?? 'not in the page cache';
    const clip = (piece: CachedPiece): CachedPiece => clipped(piece, size);
    const parts = entries.flatMap((entry) => partsOf(entry, pages));
    let next = 0;
    for (let i = 0; i < parts.length; i += BATCH) {
      throwIfAborted(signal);
      const batch = parts.slice(i, i + BATCH);
      const found = await this.read(batch, mapping);
      for (const [j, { first, count }] of batch.entries()) {
        if (first < next) continue;
        if (first > next) yield clip(this.gap(next, first - next, uncached));
        for (const piece of this.split(first, count, found[j] as string | Located)) yield clip(piece);
        next = first + count;
      }
    }
    if (next < pages) yield clip(this.gap(next, pages - next, uncached));
  }

  /**
   * One page of a file, by its number in it: its physical address, or why it cannot be had; what a value entry holds, of a page that
   * was evicted; undefined where nothing is cached.
   */
  *page(
    { mapping, head }: { readonly mapping: bigint; readonly head: bigint },
    index: bigint,
  ): LookupJob<
    { readonly physical: bigint } | { readonly value: bigint } | { readonly why: string } | undefined
  > {
    const found = yield* this.trees.lookup(head, index);
    if (found === undefined) return { why: 'a node of the page cache cannot be read' };
    if (found === 0n) return undefined;
    const entry = entryOf(Number(index), 1, found);
    if (entry.isValue) return { value: entry.value };
    const place = this.place({ entry, first: entry.index }, yield* this.folio.lookup(entry.value), mapping);
    return typeof place === 'string' ? { why: place } : { physical: place };
  }

  private gap(first: number, count: number, reason: string): CachedPiece {
    return { offset: first * this.pageSize, size: count * this.pageSize, reason };
  }

  /** The bytes of parts, or why they cannot be had. */
  private async read(parts: readonly Part[], mapping: bigint): Promise<(string | Located)[]> {
    const heads = await this.folio.many(parts.map(({ entry }) => (entry.isValue ? 0n : entry.value)));
    const places = parts.map((part, i) => this.place(part, heads[i], mapping));
    const reads = await this.kernel.engine.physical.readMany(
      places.map((place, i) =>
        typeof place === 'string'
          ? { address: 0n, length: 0 }
          : { address: place, length: (parts[i] as Part).count * this.pageSize },
      ),
    );
    return places.map((place, i) =>
      typeof place === 'string' ? place : { start: place, read: reads[i] as PartialRead },
    );
  }

  /** Physical address of a part; else why there is none. */
  private place(
    { entry, first }: Pick<Part, 'entry' | 'first'>,
    head: Struct | undefined,
    mapping: bigint,
  ): bigint | string {
    if (entry.isValue) return 'evicted: only a shadow or a place in swap is left';
    const at = `struct page at 0x${entry.value.toString(16)}`;
    if (head === undefined) return `${at} cannot be read`;
    const within = first - Number(head.word('index'));
    if (head.word('mapping') !== mapping || within < 0 || within >= MAX_FOLIO)
      return `${at} is not of this file`;
    if (this.upToDate !== undefined && ((head.word('flags') >> this.upToDate) & 1n) === 0n)
      return 'its content was still to be read from the disk';
    const frame = this.frames.physical(entry.value);
    return frame === undefined ? `${at} has no page frame` : frame + BigInt(within * this.pageSize);
  }

  private split(first: number, count: number, found: string | Located): CachedPiece[] {
    if (typeof found === 'string') return [this.gap(first, count, found)];
    const { start, read } = found;
    const [offset, length] = [first * this.pageSize, count * this.pageSize];
    const pieces: CachedPiece[] = [];
    let at = 0;
    const present = (end: number): void => {
      if (end > at) pieces.push({ offset: offset + at, size: end - at, bytes: read.data.subarray(at, end) });
    };
    for (const missing of read.missing) {
      const from = Number(missing.start - start);
      present(from);
      const place = `0x${missing.start.toString(16)}`;
      const size = Number(missing.size);
      pieces.push({ offset: offset + from, size, reason: `physical memory at ${place} is not in the dump` });
      at = from + size;
    }
    present(length);
    return pieces;
  }
}

/** Bytes as read from a physical address. */
interface Located {
  readonly start: bigint;
  readonly read: PartialRead;
}

/** An entry in reads of bounded size, without what lies behind the file's last page. */
function partsOf(entry: XarrayEntry, pages: number): Part[] {
  const end = Math.min(entry.index + Math.min(entry.count, MAX_FOLIO), pages);
  const parts: Part[] = [];
  for (let first = entry.index; first < end; first += MAX_PAGES)
    parts.push({ entry, first, count: Math.min(MAX_PAGES, end - first) });
  return parts;
}

/** A piece without what lies behind the end of the file. */
function clipped(piece: CachedPiece, end: number): CachedPiece {
  const size = Math.min(piece.size, end - piece.offset);
  if (size === piece.size) return piece;
  return { ...piece, size, ...(piece.bytes && { bytes: piece.bytes.subarray(0, Math.max(0, size)) }) };
}
