/** Pages that zswap keeps in front of swap areas. Source: mm/zswap.c; mm/zbud.c (handles are addresses), mm/zpool.c. */
import { together, type LookupJob } from '../../../engine/index.js';
import { wordIn, type LinuxKernel } from '../kernel.js';
import { structsOnList } from '../lists.js';
import { StructReader, type Struct } from '../structs.js';
import { Xarrays } from '../xarray.js';
import { prepareCompressor, unpackedPage } from './compressors.js';
import { ownSwapEntry, type SwapEntry } from './entries.js';
import { bytesAt, wordAt } from './reads.js';
import { filled } from './zram.js';
import type { Zsmalloc } from './zsmalloc.js';

/** SWAP_ADDRESS_SPACE_SHIFT: slots of one tree where an area has several. */
const TREE_SHIFT = 14n;
/** Longest way down a tree that is believed. */
const MAX_DEPTH = 128;
const decoder = new TextDecoder();

/** Reads entries. Throws kind `unsupported` when the kernel's types lack what it needs. */
export class Zswap {
  private readonly entry: StructReader;
  private readonly pool: StructReader;
  private readonly node: StructReader | undefined;
  private readonly xarrays: Xarrays | undefined;
  private readonly tree: { readonly size: number; readonly root: number };

  private constructor(
    private readonly kernel: LinuxKernel,
    private readonly objects: Zsmalloc,
    /** By number of the area: its tree, or its trees. */
    private readonly trees: bigint,
    private readonly several: boolean,
  ) {
    const { types } = kernel;
    const rb = types.struct('zswap_tree');
    this.entry = new StructReader(kernel, 'zswap_entry', [
      'swpentry.val|offset',
      'length',
      'pool',
      'handle',
      'rbnode?',
    ]);
    this.pool = new StructReader(kernel, 'zswap_pool', ['zpool|zpools?', 'zs_pool?', 'tfm_name', 'list']);
    this.node = rb && new StructReader(kernel, 'rb_node', ['rb_left', 'rb_right']);
    this.xarrays = rb === undefined ? new Xarrays(kernel) : undefined;
    const holder = rb ?? types.struct('xarray');
    this.tree = {
      size: holder?.size ?? 0,
      root: holder?.field(rb === undefined ? 'xa_head' : 'rbroot')?.offset ?? 0,
    };
  }

  /** zswap of a kernel; undefined where there is none, or it was never used. */
  static async of(kernel: LinuxKernel, objects: Zsmalloc): Promise<Zswap | undefined> {
    const { symbols } = kernel;
    const trees = symbols.address('zswap_trees');
    const pools = symbols.address('zswap_pools');
    if (trees === undefined || pools === undefined) return undefined;
    const zswap = new Zswap(kernel, objects, trees, symbols.address('nr_zswap_trees') !== undefined);
    for (const pool of (await structsOnList(kernel, zswap.pool, pools, 'list')).structs)
      await prepareCompressor(pool.text('tfm_name'));
    return zswap;
  }

  /** A page by its place in swap; undefined when zswap does not have it, a text when it has but the page cannot be had. */
  *page(swap: SwapEntry): LookupJob<Uint8Array | string | undefined> {
    const tree = yield* wordAt(this.kernel, this.trees + BigInt(swap.type * this.kernel.wordSize));
    if (tree === undefined || tree < this.kernel.kernelStart) return undefined;
    const nth = this.several ? swap.offset >> TREE_SHIFT : 0n;
    const root = yield* wordAt(this.kernel, tree + nth * BigInt(this.tree.size) + BigInt(this.tree.root));
    if (root === undefined) return undefined;
    const entry = yield* this.node === undefined ? this.inXarray(root, swap) : this.inTree(root, swap);
    return entry === undefined ? undefined : yield* this.content(entry, swap);
  }

  private *inXarray(head: bigint, swap: SwapEntry): LookupJob<Struct | undefined> {
    const address = yield* (this.xarrays as Xarrays).lookup(head, swap.offset);
    const entry =
      address === undefined || address < this.kernel.kernelStart
        ? undefined
        : yield* this.entry.lookup(address);
    return entry !== undefined && offsetOf(entry) === swap.offset ? entry : undefined;
  }

  private *inTree(root: bigint, swap: SwapEntry): LookupJob<Struct | undefined> {
    const link = BigInt(this.entry.offset('rbnode'));
    let address = root;
    for (let depth = 0; address !== 0n && depth < MAX_DEPTH; depth++) {
      const entry = yield* this.entry.lookup(address - link);
      const node = yield* (this.node as StructReader).lookup(address);
      if (entry === undefined || node === undefined) return undefined;
      const offset = offsetOf(entry);
      if (offset === swap.offset) return entry;
      address = node.word(offset > swap.offset ? 'rb_left' : 'rb_right');
    }
    return undefined;
  }

  private *content(entry: Struct, swap: SwapEntry): LookupJob<Uint8Array | string> {
    const { wordSize, pageShift } = this.kernel;
    const size = 1 << pageShift;
    const length = entry.number('length');
    const handle = entry.word('handle');
    // zswap_is_page_same_filled, until 6.11: the word in place of a handle.
    if (length === 0) return filled(handle, size, wordSize);
    if (length > size) return 'its entry in zswap makes no sense';
    const pool = yield* this.pool.lookup(entry.word('pool'));
    if (pool === undefined) return 'the pool of its entry in zswap cannot be read';
    const kind = pool.has('zs_pool') ? 'zsmalloc' : yield* this.kindOf(pool.word('zpool|zpools'));
    const header = yield* this.headerBefore(kind, handle, swap);
    const data = yield* this.stored(kind, handle, header + length);
    if (typeof data === 'string') return data;
    const packed = data.subarray(header);
    return length === size ? packed : unpackedPage(pool.text('tfm_name'), packed, size);
  }

  /** Bytes before a page in pools that may write back: its place in swap (struct zswap_header, until 6.4). */
  private *headerBefore(kind: string | undefined, handle: bigint, swap: SwapEntry): LookupJob<number> {
    const { types, wordSize } = this.kernel;
    if (types.struct('zswap_header') === undefined || wordSize !== 8) return 0;
    const first = yield* this.stored(kind, handle, wordSize);
    const named = typeof first === 'string' ? undefined : ownSwapEntry(wordIn(first, 0, wordSize));
    return named?.type === swap.type && named.offset === swap.offset ? wordSize : 0;
  }

  /** What a pool keeps under a handle. */
  private *stored(kind: string | undefined, handle: bigint, length: number): LookupJob<Uint8Array | string> {
    if (kind === 'zsmalloc') return yield* this.objects.object(handle, length);
    if (kind !== 'zbud') return `zswap keeps it in a pool of ${kind ?? 'an unknown kind'}`;
    return (
      (yield* bytesAt(this.kernel.space, handle, length)) ?? 'its page of zbud is missing from the source'
    );
  }

  /** The kind of a struct zpool: zbud, z3fold or zsmalloc. */
  private *kindOf(zpool: bigint): LookupJob<string | undefined> {
    const { kernel } = this;
    const driver = kernel.types.struct('zpool')?.field('driver')?.offset;
    const type = kernel.types.struct('zpool_driver')?.field('type')?.offset;
    if (driver === undefined || type === undefined) return undefined;
    const at = yield* wordAt(kernel, zpool + BigInt(driver));
    const name = at === undefined ? undefined : yield* wordAt(kernel, at + BigInt(type));
    const [data] = yield* together([bytesAt(kernel.space, name ?? 0n, name === undefined ? 0 : 16)]);
    const end = data?.indexOf(0) ?? -1;
    return end <= 0 ? undefined : decoder.decode(data?.subarray(0, end));
  }
}

/** The place in its area that an entry of zswap is for. */
function offsetOf(entry: Struct): bigint {
  return ownSwapEntry(entry.word('swpentry.val|offset')).offset;
}
