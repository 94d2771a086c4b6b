/**
 * Pages of a zram device. struct zram begins with its table and its pool in every kernel; the entries of the table are a handle and,
 * a word behind it, flags whose low bits are a size. Kernels whose modules carry no types are read by that and by what entries of the
 * right stride must look like. Source: drivers/block/zram/zram_drv.h and zram_drv.c (read_from_zspool), zcomp.h.
 */
import { together, type LookupJob } from '../../../engine/index.js';
import { readWord, wordIn, type LinuxKernel } from '../kernel.js';
import { isCompressor, prepareCompressor, unpackedPage } from './compressors.js';
import { bytesAt } from './reads.js';
import type { Zsmalloc } from './zsmalloc.js';

/** Words of struct zram before the compressors: table, mem_pool. */
const FIRST_COMPRESSOR = 2;
/** ZRAM_MAX_COMPS; behind them, or behind the only one, comes the disk or what is no compressor. */
const MAX_COMPRESSORS = 4;
/** Word of struct zcomp with the name, or with operations whose seventh word is the name (struct zcomp_ops). */
const ZCOMP_NAME = 1;
const OPERATIONS_NAME = 6;
const MAX_NAME = 32;
/** Entries around the wanted one by which a stride is judged. */
const NEIGHBOURS = 32;
/** Bytes of an entry, by those of a word: a handle and flags, and where they are so configured the time of the last access. */
const STRIDES: Readonly<Record<4 | 8, readonly number[]>> = { 8: [16, 24], 4: [8, 16] };
const decoder = new TextDecoder();

/** What the flags of an entry say; `size` is that of the object. */
interface Entry {
  readonly handle: bigint;
  readonly flags: number;
  readonly size: number;
}

/** One device. */
export class Zram {
  private stride: number | undefined;

  private constructor(
    private readonly kernel: LinuxKernel,
    private readonly objects: Zsmalloc,
    private readonly table: bigint,
    /** By priority. */
    readonly compressors: readonly string[],
    /** Pages of the device. */
    private readonly pages: bigint,
  ) {
    const size = kernel.types.struct('zram_table_entry')?.size ?? 0;
    this.stride = size === 0 ? undefined : size;
  }

  /** The device at a gendisk's private_data; undefined when there is no device with a known compressor. */
  static async at(
    kernel: LinuxKernel,
    objects: Zsmalloc,
    address: bigint,
    pages: bigint,
  ): Promise<Zram | undefined> {
    const { wordSize } = kernel;
    const table = await readWord(kernel, address);
    const compressors: string[] = [];
    for (let i = 0; i < MAX_COMPRESSORS; i++) {
      const zcomp = await readWord(kernel, address + BigInt((FIRST_COMPRESSOR + i) * wordSize));
      const name =
        zcomp === undefined || zcomp < kernel.kernelStart ? undefined : await nameOf(kernel, zcomp);
      if (name === undefined) break;
      await prepareCompressor(name);
      compressors.push(name);
    }
    return table === undefined || table < kernel.kernelStart || compressors.length === 0
      ? undefined
      : new Zram(kernel, objects, table, compressors, pages);
  }

  /** A page of the device; a text says why it cannot be had. */
  *page(index: bigint): LookupJob<Uint8Array | string> {
    if (index >= this.pages) return 'it lies behind the end of zram';
    const entry = yield* this.entry(index);
    if (typeof entry === 'string') return entry;
    const { pageShift } = this.kernel;
    const pageSize = 1 << pageShift;
    const has = (bit: number): boolean => ((entry.flags >>> bit) & 1) === 1;
    // ZRAM_WB: the second bit behind the size, or behind bit 24 in kernels until 6.0. ZRAM_SAME stands in or beside the lock's place.
    if (has(pageShift + 3) || has(26)) return 'zram wrote it to its backing device';
    if (entry.size === 0 && (has(pageShift + 1) || has(pageShift + 2) || has(25)))
      return filled(entry.handle, pageSize, this.kernel.wordSize);
    if (entry.handle === 0n) return 'its place in zram is empty';
    if (entry.size === 0 || entry.size > pageSize) return 'its entry in zram makes no sense';
    const data = yield* this.objects.object(entry.handle, entry.size);
    if (typeof data === 'string' || entry.size === pageSize) return data;
    // ZRAM_COMP_PRIORITY_BIT1 and BIT2.
    const name = this.compressors[(entry.flags >>> (pageShift + 8)) & 3] ?? this.compressors[0];
    return unpackedPage(name as string, data, pageSize);
  }

  /** An entry of the table. The distance of entries is learned from those around it and from the first, which mkswap wrote. */
  private *entry(index: bigint): LookupJob<Entry | string> {
    if (this.stride !== undefined) {
      const address = this.table + index * BigInt(this.stride);
      const data = yield* bytesAt(this.kernel.space, address, this.stride);
      return data === undefined ? 'its entry in the table of zram cannot be read' : this.decoded(data, 0);
    }
    const first = index < BigInt(NEIGHBOURS / 2) ? 0n : index - BigInt(NEIGHBOURS / 2);
    const strides = STRIDES[this.kernel.wordSize];
    const near = yield* together(strides.map((stride) => this.entries(first, stride)));
    const start = yield* together(strides.map((stride) => this.entries(0n, stride)));
    const right = strides.flatMap((stride, i) => {
      const all = [...(near[i] ?? []), ...(start[i] ?? [])];
      const sound = all.every(this.sound) && all.some(({ size }) => size > 0);
      const entry = near[i]?.[Number(index - first)];
      return sound && entry !== undefined ? [{ stride, entry }] : [];
    });
    // What is sound by a stride is so by its multiples.
    const [found] = right;
    if (found === undefined) return 'its entry in the table of zram cannot be read';
    this.stride = found.stride;
    return found.entry;
  }

  /** Some entries from one on, by a stride; undefined where they cannot be read. */
  private *entries(first: bigint, stride: number): LookupJob<Entry[] | undefined> {
    const count = Number(this.pages - first < BigInt(NEIGHBOURS) ? this.pages - first : BigInt(NEIGHBOURS));
    const data = yield* bytesAt(this.kernel.space, this.table + first * BigInt(stride), count * stride);
    return data && Array.from({ length: count }, (_, k) => this.decoded(data, k * stride));
  }

  private decoded(data: Uint8Array, at: number): Entry {
    const { wordSize, pageShift } = this.kernel;
    const handle = wordIn(data, at, wordSize);
    const flags = new DataView(data.buffer, data.byteOffset + at + wordSize, 4).getUint32(0, true);
    return { handle, flags, size: flags & ((2 << pageShift) - 1) };
  }

  /** Whether an entry may be one: of an object, of a page that repeats a word, or empty. */
  private readonly sound = ({ handle, flags, size }: Entry): boolean => {
    if (size > 1 << this.kernel.pageShift) return false;
    if (size > 0) return handle >= this.kernel.kernelStart && handle % 8n === 0n && flags >>> 30 === 0;
    return flags === 0 ? handle === 0n : flags >>> 30 === 0;
  };
}

/** A page that repeats a word. */
export function filled(word: bigint, size: number, wordSize: 4 | 8): Uint8Array {
  const page = new Uint8Array(size);
  const view = new DataView(page.buffer);
  for (let at = 0; at < size; at += wordSize) {
    if (wordSize === 8) view.setBigUint64(at, word, true);
    else view.setUint32(at, Number(word), true);
  }
  return page;
}

/** The name of a struct zcomp's compressor. */
async function nameOf(kernel: LinuxKernel, zcomp: bigint): Promise<string | undefined> {
  const { wordSize } = kernel;
  const direct = await readWord(kernel, zcomp + BigInt(ZCOMP_NAME * wordSize));
  if (direct === undefined || direct < kernel.kernelStart) return undefined;
  const through = await readWord(kernel, direct + BigInt(OPERATIONS_NAME * wordSize));
  for (const address of [direct, through]) {
    if (address === undefined || address < kernel.kernelStart) continue;
    const { data, missing } = await kernel.space.readPartial(address, MAX_NAME);
    const end = data.indexOf(0);
    const name = end < 0 || missing.length > 0 ? '' : decoder.decode(data.subarray(0, end));
    if (isCompressor(name) || name === '842') return name;
  }
  return undefined;
}
