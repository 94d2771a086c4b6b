/** The interface that users hold: memory of any kind, physical or virtual. */
import type { Operations } from './operations.js';
import type { Missing } from './partial.js';
import type { Architecture } from './scalars.js';
import type { KnownQuery, PointerQuery, ValueBatch, ValueQuery } from './value-types.js';

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

/** Memory: physical, or of one address space, or made of another view. */
export interface MemoryView extends Operations<'promise'>, Architecture {
  /** What is there: the connector's ranges, or the canonical halves of an address space. */
  readonly ranges: readonly AddressRange[];
  /** Whether writes are carried out; else they are refused. */
  readonly writable: boolean;
  /** The same operations without promises; present when the whole stack below can answer synchronously. */
  readonly sync: Operations<'value'> | undefined;
  /**
   * Occurrences of any of the patterns, in address order; overlapping ones too. All searches look at memory that one page
   * table maps at several places once, at the first of them.
   */
  search(patterns: readonly Pattern[], options?: SearchOptions): AsyncIterable<SearchHit>;
  /** Addresses whose value passes a comparison, in address order; memory that the view or `previous` lacks is told. */
  scanValues(query: ValueQuery, options?: SearchOptions): AsyncIterable<ValueBatch>;
  /** Words that point into one of the ranges, in address order. */
  scanPointers(query: PointerQuery, options?: SearchOptions): AsyncIterable<ValueBatch>;
  /**
   * Compares what is at known addresses now with a number or with what was there: hits of an earlier scan go in, those
   * for which it still holds come out, in the same order and with their values now. What cannot be read is told and left out.
   */
  compareValues(
    query: KnownQuery,
    known: Iterable<ValueBatch> | AsyncIterable<ValueBatch>,
    options?: Pick<SearchOptions, 'signal' | 'onMissing'>,
  ): AsyncIterable<ValueBatch>;
}
