/** The interface of virtual memory: translation, and what is mapped. */
import type { PagingMode } from './paging-modes.js';
import type { Operations } from './operations.js';
import type { MissingReason } from './partial.js';
import type { MemoryView, SearchOptions } from './view.js';

/** What a virtual address translates to. */
export type Translation =
  | {
      readonly virtual: bigint;
      readonly ok: true;
      readonly physical: bigint;
      /** Size of the page in bytes: 4096, 2 MiB, 1 GiB. */
      readonly pageSize: bigint;
      /** Level of the leaf entry, 1 = last. */
      readonly level: number;
      readonly permissions: Permissions;
    }
  | { readonly virtual: bigint; readonly ok: false; readonly reason: MissingReason };

/** What an address may be used for: the AND over all levels. The last four are what the leaf says, false where the mode has no such bit. */
export interface Permissions {
  readonly read: boolean;
  readonly write: boolean;
  /** By user or kernel code. */
  readonly execute: boolean;
  readonly userExecute: boolean;
  readonly kernelExecute: boolean;
  /** Whether user code may access it. */
  readonly user: boolean;
  readonly accessed: boolean;
  readonly dirty: boolean;
  readonly global: boolean;
  /** AArch64's contiguous hint. */
  readonly contiguous: boolean;
}

/** A run of pages with equal size and rights, contiguous on both sides. The last four permissions are those of any of its pages. */
export interface PageRun {
  readonly virtual: bigint;
  readonly physical: bigint;
  /** Bytes. */
  readonly size: bigint;
  readonly pageSize: bigint;
  readonly permissions: Permissions;
  /**
   * Set when this run stands for a subtree already listed at that virtual address (self maps, shared tables). Its
   * permissions are those of the way to the subtree: a page in it has at most these.
   */
  readonly repeatOf?: bigint;
}

/** What a range translates to, piece by piece: a run of mapped bytes, or of bytes that are missing for one reason. */
export type TranslatedRun =
  | {
      readonly virtual: bigint;
      /** Bytes. */
      readonly size: bigint;
      readonly ok: true;
      readonly physical: bigint;
      readonly pageSize: bigint;
      readonly permissions: Permissions;
    }
  | { readonly virtual: bigint; readonly size: bigint; readonly ok: false; readonly reason: MissingReason };

/** Runs as columns; the arrays are views of the core's memory and valid until the next step. An info word is as in {@link TranslateCalls}. */
export interface RunBatch {
  readonly count: number;
  readonly virtual: BigUint64Array;
  readonly physical: BigUint64Array;
  readonly size: BigUint64Array;
  /** Of a repeat: the virtual address of the first listing. */
  readonly value: BigUint64Array;
  readonly infos: Uint32Array;
}

/** What `pages` lists. */
export interface PageOptions extends SearchOptions {
  /** Lists subtrees that were listed before in full again, instead of as repeats. Hostile tables can make that endless. */
  readonly expand?: boolean;
}

/** Translation without promises, for sources that can answer at once. */
export interface SyncTranslation extends Operations<'value'> {
  /** Physical address of one virtual address; undefined when it is not mapped or a table is missing. Throws kind `usage` for what is no address. */
  physicalOf(address: bigint): bigint | undefined;
  /** See {@link AddressSpace.translateInto}. */
  translateInto(addresses: BigUint64Array, values: BigUint64Array, infos: Uint32Array): void;
  /** What is mapped, as columns; see {@link AddressSpace.pages}. */
  runBatches(options?: PageOptions): Iterable<RunBatch>;
}

/** The virtual memory of the page tables under one root, or one for each half. */
export interface AddressSpace extends MemoryView {
  readonly mode: PagingMode;
  /** Physical address of the top page table; of the high half's where the low half has none. */
  readonly root: bigint;
  /** Of the high half, where that has one of its own (TTBR1_EL1). */
  readonly highRoot: bigint | undefined;
  readonly sync: SyncTranslation | undefined;
  translate(addresses: readonly bigint[]): Promise<Translation[]>;
  /**
   * Translates without an object for each address. All three have the same length. `infos` gets status (bits 0 to 7: 0
   * mapped, 1 not present, 2 not canonical, 3 table missing), level (8 to 15, 1 = last) and flags (from 16 on: kernel
   * execute, write, user, read, user execute, accessed, dirty, contiguous, global, 16 entries in one page); `values` the
   * physical address, the raw entry that is not present, or the physical page of the missing table.
   */
  translateInto(addresses: BigUint64Array, values: BigUint64Array, infos: Uint32Array): Promise<void>;
  /** A range as runs of mapped and missing bytes, in address order, without a gap. Throws kind `usage` for one that leaves 0 to 2^64. */
  translateRange(range: { readonly start: bigint; readonly end: bigint }): AsyncIterable<TranslatedRun>;
  /** What is mapped in a range, in address order. Tables that are missing are reported through `onMissing`. */
  pages(options?: PageOptions): AsyncIterable<PageRun>;
  /** All virtual addresses that lead to `size` bytes of physical memory, in address order; page tables that are missing are reported through `onMissing`. */
  virtualOf(physical: bigint, size?: bigint, options?: SearchOptions): AsyncIterable<PageRun>;
}
