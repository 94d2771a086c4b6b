/** What is missing from a read or a write, and why. */

/** A range that is missing. */
export interface Missing {
  /** First missing address, in the view's own address space. */
  readonly start: bigint;
  /** Bytes missing. */
  readonly size: bigint;
  readonly reason: MissingReason;
}

/** Why bytes are missing. */
export type MissingReason =
  /** A page-table entry is not present: its level (1 = last) and raw value; `why` is what the operating system knows of it. */
  | { readonly kind: 'not-present'; readonly level: number; readonly entry: bigint; readonly why?: string }
  /** The address is not canonical in this paging mode. */
  | { readonly kind: 'not-canonical' }
  /** The view ends before the address, or has a hole there. */
  | { readonly kind: 'outside'; readonly why: string }
  /** The source lacks this physical page, or refuses to write it; `table` when it was needed as a page table. */
  | { readonly kind: 'missing-page'; readonly phys: bigint; readonly table: boolean; readonly why: string };

/** What a read got: `data` has the full length; bytes inside `missing` ranges are not memory (they are zero). */
export interface PartialRead {
  readonly data: Uint8Array;
  /** Empty when the read is whole. Sorted. */
  readonly missing: readonly Missing[];
}

/** A read whose gaps were filled with zeros on request. */
export interface FilledRead {
  readonly data: Uint8Array;
  /** The ranges of zeros that are not memory. Sorted. */
  readonly filled: readonly Missing[];
}

/** What a write left out. */
export interface PartialWrite {
  /** Ranges that were not written. Empty when all was. Sorted. */
  readonly missing: readonly Missing[];
}

/** One range to read. */
export interface ReadRange {
  readonly address: bigint;
  /** Bytes, 0 to 2^30. */
  readonly length: number;
}

/** One range to read, and where its bytes go. */
export interface ReadPiece {
  readonly address: bigint;
  readonly into: Uint8Array;
}

/** One range to write. */
export interface WritePiece {
  readonly address: bigint;
  readonly data: Uint8Array;
}
