/** The interface that users hold: memory of any kind, physical or virtual. */

/** Why bytes are missing. */
export interface Missing {
  /** First missing address, in the view's own address space. */
  readonly start: bigint;
  /** Bytes missing. */
  readonly size: bigint;
  readonly reason: MissingReason;
}

export type MissingReason =
  /** A page-table entry is not present: its level (1 = last) and raw value (swap entries, PROT_NONE). */
  | { readonly kind: 'not-present'; readonly level: number; readonly entry: bigint }
  /** The address is not canonical in this paging mode. */
  | { readonly kind: 'not-canonical' }
  /** The source lacks this physical page; `table` when it was needed as a page table. */
  | { readonly kind: 'missing-page'; readonly phys: bigint; readonly table: boolean; readonly why: string };

/** What a read got: `data` has the full length; bytes inside `missing` ranges are not memory (they are zero). */
export interface PartialRead {
  readonly data: Uint8Array;
  /** Empty when the read is whole. Sorted. */
  readonly missing: readonly Missing[];
}

/** One range to read. */
export interface ReadRange {
  readonly address: bigint;
  /** Bytes, 0 to 2^30. */
  readonly length: number;
}

/** A byte pattern to search for. */
export interface Pattern {
  readonly bytes: Uint8Array;
  /** Same length; a bit that is 0 matches anything. Absent: exact. */
  readonly mask?: Uint8Array;
}

export interface SearchHit {
  readonly address: bigint;
  /** Index into the patterns. */
  readonly pattern: number;
}

export interface AddressRange {
  readonly start: bigint;
  /** Exclusive; 2^64 for the end of the address space. */
  readonly end: bigint;
}

export interface SearchOptions {
  /** Default: all that the view has. */
  readonly range?: AddressRange;
  readonly signal?: AbortSignal;
  /** Called after each window with the bytes looked at so far and in all. */
  readonly onProgress?: (done: bigint, total: bigint) => void;
  /** Called for ranges that could not be read. */
  readonly onMissing?: (missing: Missing) => void;
}

/** The typed reads; `P` wraps results in promises for the asynchronous face. */
interface ReadsAsync {
  /** Reads all bytes, or throws a PagewalkError of kind `partial` (class PartialReadError holds the PartialRead). */
  read(address: bigint, length: number): Promise<Uint8Array>;
  /** Reads what there is. */
  readPartial(address: bigint, length: number): Promise<PartialRead>;
  /** Reads many ranges in as few trips as possible; results in order. */
  readMany(ranges: readonly ReadRange[]): Promise<PartialRead[]>;
  u8(address: bigint): Promise<number>;
  u16(address: bigint): Promise<number>;
  u32(address: bigint): Promise<number>;
  i32(address: bigint): Promise<number>;
  u64(address: bigint): Promise<bigint>;
  /** A pointer of the view's width. */
  pointer(address: bigint): Promise<bigint>;
  /** NUL-terminated UTF-8 text of at most `max` bytes (default 4096), without the NUL; invalid bytes become U+FFFD. */
  string(address: bigint, max?: number): Promise<string>;
}

/** A method's type without its promise. */
type Unpromised<F> = F extends (...args: infer A) => Promise<infer R> ? (...args: A) => R : never;

/** The same reads without promises, for sources that can answer at once. */
export type SyncReads = { [K in keyof ReadsAsync]: Unpromised<ReadsAsync[K]> };

/** Memory: physical, or of one address space. Little endian. */
export interface MemoryView extends ReadsAsync {
  /** 8 for 64-bit targets. */
  readonly pointerSize: 4 | 8;
  /** What is there: the connector's ranges, or the canonical halves of an address space. */
  readonly ranges: readonly AddressRange[];
  /** Present when the whole stack below can answer synchronously. */
  readonly sync: SyncReads | undefined;
  /** Occurrences of any of the patterns, in address order per window; overlapping ones too. */
  search(patterns: readonly Pattern[], options?: SearchOptions): AsyncIterable<SearchHit>;
}
