/**
 * Objects of zsmalloc, which keeps compressed pages, by their handles. A handle is where the kernel wrote the number of a frame and of
 * an object in it; the object, or the frame of one that fills it, names its handle again, so a reading is proven before it is
 * believed. Source: mm/zsmalloc.c (obj_to_location, get_next_page, obj_malloc), mm/zpdesc.h.
 */
import { together, type LookupJob } from '../../../engine/index.js';
import { wordIn, type LinuxKernel } from '../kernel.js';
import type { PageFrames } from '../page-frames.js';
import { StructReader, type Struct } from '../structs.js';
import { bytesAt, wordAt } from './reads.js';

/** ZSPAGE_MAGIC. */
const MAGIC = 0x58;
/** OBJ_ALLOCATED_TAG in the word before an object, and the pin of a handle (HANDLE_PIN_BIT, until 5.16). */
const TAG = 1n;
/** ZS_MIN_ALLOC_SIZE, and the classes above it: ZS_SIZE_CLASS_DELTA is a page by 2^CLASS_BITS. */
const MIN_SIZE = 32;
const CLASS_BITS = 8;
/** MAX_POSSIBLE_PHYSMEM_BITS of the architectures: what is left of a word above the frame's number is the object's. */
const PHYSICAL_BITS: Readonly<Record<4 | 8, readonly number[]>> = { 8: [52, 48, 56, 46], 4: [32, 36, 40] };
/** Bits of an object's number that its lowest bit lies behind: OBJ_TAG_BITS, which the number had until 6.6 and after has not. */
const TAG_BITS = [0n, 1n];
/** Where struct zspage has class and magic, for kernels whose types do not tell: since 6.5, since 6.3, since 5.17, before. */
const LAYOUTS = [
  { class: 5, magic: 14 },
  { class: 5, magic: 17 },
  { class: 3, magic: 15 },
  { class: 2, magic: 14 },
] as const;

/** An object's place: the struct page that it begins in. */
interface Place {
  readonly page: Struct;
  readonly physical: bigint;
  /** In its page, bytes; of its header where it has one. */
  readonly offset: number;
  readonly header: number;
}

/** Reads objects. Throws kind `unsupported` when the kernel's types lack struct page. */
export class Zsmalloc {
  private readonly page: StructReader;
  private readonly zspage: StructReader | undefined;
  private readonly pageSize: number;
  /** How many bits a physical address may have; the first that was proven right. */
  private bits: readonly number[];

  constructor(
    private readonly kernel: LinuxKernel,
    private readonly frames: PageFrames,
  ) {
    this.page = new StructReader(kernel, 'page', ['private', 'index|__folio_index']);
    this.zspage = kernel.types.struct('zspage') && new StructReader(kernel, 'zspage', ['class', 'magic']);
    this.pageSize = 1 << kernel.pageShift;
    this.bits = PHYSICAL_BITS[kernel.wordSize];
  }

  /** The first `size` bytes of an object; a text says why they cannot be read. */
  *object(handle: bigint, size: number): LookupJob<Uint8Array | string> {
    const value = yield* wordAt(this.kernel, handle);
    if (value === undefined || handle % BigInt(this.kernel.wordSize) !== 0n)
      return `0x${handle.toString(16)} is no handle of zsmalloc that can be read`;
    for (const bits of this.bits) {
      const place = yield* this.place(handle, value, bits);
      if (place === undefined) continue;
      if (this.bits.length > 1) this.bits = [bits];
      return yield* this.content(place, size);
    }
    return `handle 0x${handle.toString(16)} leads to no object of zsmalloc that names it`;
  }

  /** Where an object is; undefined when nothing there names its handle. */
  private *place(handle: bigint, value: bigint, bits: number): LookupJob<Place | undefined> {
    const { wordSize, pageShift, engine } = this.kernel;
    const shift = BigInt(8 * wordSize - (bits - pageShift));
    const physical = (value >> shift) << BigInt(pageShift);
    const page = yield* this.page.lookup(this.frames.page(physical));
    const classes = page === undefined ? [] : yield* this.classes(page.word('private'));
    const number = BigInt.asUintN(Number(shift), value);
    const guesses = classes.flatMap((size) =>
      TAG_BITS.map((tag) => Number((BigInt(size) * (number >> tag)) % BigInt(this.pageSize))),
    );
    const headers = yield* together(
      guesses.map((offset) => bytesAt(engine.physical, physical + BigInt(offset), wordSize)),
    );
    const named = headers.findIndex((data) => data && (wordIn(data, 0, wordSize) & ~TAG) === handle);
    if (page === undefined) return undefined;
    if (named >= 0) return { page, physical, offset: guesses[named] as number, header: wordSize };
    // An object that fills its page has no word before it: the page has the handle instead of a next page.
    const fills = (page.word('index|__folio_index') & ~TAG) === handle;
    return fills && classes.length > 0 ? { page, physical, offset: 0, header: 0 } : undefined;
  }

  /** Sizes of the objects of a zspage, by each way to read it that makes sense. */
  private *classes(address: bigint): LookupJob<number[]> {
    const found: number[] = [];
    if (this.zspage !== undefined) {
      const zspage = yield* this.zspage.lookup(address);
      if (zspage?.number('magic') === MAGIC) found.push(zspage.number('class'));
    } else if (address >= this.kernel.kernelStart) {
      const data = yield* bytesAt(this.kernel.space, address, 4);
      const word = data === undefined ? 0 : new DataView(data.buffer, data.byteOffset, 4).getUint32(0, true);
      for (const layout of LAYOUTS)
        if (((word >>> layout.magic) & 0xff) === MAGIC) found.push((word >>> layout.class) & 0x1ff);
    }
    return found.map((number) => Math.min(MIN_SIZE + number * (this.pageSize >> CLASS_BITS), this.pageSize));
  }

  /** Reads on in the next page of the zspage where an object goes on there. */
  private *content({ page, physical, offset, header }: Place, size: number): LookupJob<Uint8Array | string> {
    const data = new Uint8Array(size);
    const { engine } = this.kernel;
    const start = offset + header;
    const here = Math.min(size, Math.max(0, this.pageSize - start));
    const next = here < size ? this.frames.physical(page.word('index|__folio_index')) : 0n;
    if (next === undefined) return 'the second page of an object of zsmalloc is not known';
    const parts = yield* together([
      bytesAt(engine.physical, physical + BigInt(start), here),
      bytesAt(engine.physical, next, size - here),
    ]);
    let at = 0;
    for (const part of parts) {
      if (part === undefined) return `a page of zsmalloc is missing from the source`;
      data.set(part, at);
      at += part.length;
    }
    return data;
  }
}
