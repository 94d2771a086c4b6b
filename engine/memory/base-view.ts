/** What all views have in common: the operations on both faces, over three primitives that each kind of view has of its own. */
import { runConnector, runConnectorSync, type ConnectorJob } from '../connector-jobs.js';
import { throwIfAborted, type IoJob } from '../core/drain.js';
import type { Engine } from '../engine.js';
import { wrongUse } from './checks.js';
import { PromiseFace, ValueFace, type Operations } from './operations.js';
import type { Missing, ReadPiece, WritePiece } from './partial.js';
import { ReadJobs } from './read-jobs.js';
import type { Architecture, Scalar } from './scalars.js';
import { compareValues } from './known-values.js';
import { scanPointers, scanValues } from './scan-values.js';
import { search } from './search.js';
import type { KnownQuery, PointerQuery, ValueBatch, ValueQuery } from './value-types.js';
import type { AddressRange, MemoryView, Pattern, SearchHit, SearchOptions } from './view.js';
import { WriteJobs } from './write-jobs.js';

/** How most machines lay out numbers. */
const COMMON: Architecture = { pointerSize: 8, byteOrder: 'little' };

/** A view that knows how to read and write pieces; everything else follows. */
export abstract class BaseView extends PromiseFace implements MemoryView {
  readonly pointerSize: 4 | 8;
  readonly byteOrder: 'little' | 'big';
  abstract readonly sync: Operations<'value'> | undefined;
  /** The operations without promises, where the source can answer at once. */
  protected readonly valueFace: ValueFace | undefined;
  /** The operations as jobs, for views and tools that are made of them. */
  readonly reads: ReadJobs;
  readonly writes: WriteJobs;
  /** Reads answered from what was at hand. */
  private quick = 0;
  abstract readonly ranges: readonly AddressRange[];
  abstract readonly writable: boolean;
  /** Whether writes need no promise. */
  abstract readonly writesAtOnce: boolean;

  constructor(
    readonly engine: Engine,
    { pointerSize, byteOrder }: Architecture = COMMON,
  ) {
    super();
    this.pointerSize = pointerSize;
    this.byteOrder = byteOrder;
    this.reads = new ReadJobs(this);
    this.writes = new WriteJobs(this);
    this.valueFace = engine.connector.readSync === undefined ? undefined : new ValueFace(this);
  }

  /**
   * Primitive: fills the pieces in as few trips as possible; gives for each what is missing, sorted. Addresses are 0 to
   * 2^64 - 1; what lies behind is missing.
   */
  abstract readJob(pieces: readonly ReadPiece[]): IoJob<readonly (readonly Missing[])[]>;

  /** Primitive: writes the pieces in order; gives for each what was not written, sorted. */
  abstract writeJob(pieces: readonly WritePiece[]): ConnectorJob<(readonly Missing[])[]>;

  /** What a search looks through: stretches of the view, in address order. */
  abstract stretches(options: SearchOptions): AsyncIterable<AddressRange>;

  /** Fills `into` from `address` on; gives what is missing. Bytes that are missing may be anything. */
  *fillJob(address: bigint, into: Uint8Array): IoJob<readonly Missing[]> {
    const [missing] = yield* this.readJob([{ address, into }]);
    return missing as readonly Missing[];
  }

  /** A number that needs no request; undefined when it does. `little` is the view's byte order unless a view above has another. */
  abstract scalarAtHand<V extends number | bigint>(
    address: bigint,
    scalar: Scalar<V>,
    little?: boolean,
  ): V | undefined;

  /** A short read that needs no request, as a copy; undefined when it does. */
  abstract bytesAtHand(address: bigint, length: number): Uint8Array | undefined;

  /** Fills a short buffer when that needs no request. */
  abstract intoAtHand(address: bigint, into: Uint8Array): boolean;

  /** Fills what of a list needs no request, from index `first` of `into` on; adds the indexes of the rest to `late`. */
  listAtHand<V extends number | bigint>(
    addresses: BigUint64Array,
    into: { [index: number]: V },
    first: number,
    scalar: Scalar<V>,
    late: number[],
  ): void {
    for (let i = 0; i < addresses.length; i++) {
      const value = this.scalarAtHand(addresses[i] as bigint, scalar);
      if (value === undefined) late.push(first + i);
      else into[first + i] = value;
    }
  }

  /** What was at hand, as a promise; now and then after a turn of the event loop. */
  async later<T>(value: T): Promise<T> {
    if ((++this.quick & 255) === 0) await this.engine.breathe();
    return value;
  }

  /** Runs a job, without a wait where the source answers at once. */
  async drive<T>(job: ConnectorJob<T>, signal?: AbortSignal): Promise<T> {
    const { atOnce, connector, trips } = this.engine;
    const { write, writeSync } = connector;
    if (atOnce === undefined) return trips.run(job, signal);
    throwIfAborted(signal);
    await this.engine.breathe();
    if (write === undefined || writeSync !== undefined) return runConnectorSync(job, connector);
    // Reads must not wait here: what answers at once is read into the core's own lines.
    return runConnector(job, { read: (reads) => void atOnce(reads), write }, signal);
  }

  /** Runs a job without a promise. */
  driveSync<T>(job: ConnectorJob<T>): T {
    return runConnectorSync(job, this.engine.connector);
  }

  search(patterns: readonly Pattern[], options: SearchOptions = {}): AsyncIterable<SearchHit> {
    return search(this.engine, this, patterns, options);
  }

  scanValues(query: ValueQuery, options: SearchOptions = {}): AsyncIterable<ValueBatch> {
    return scanValues(this.engine, this, query, options);
  }

  scanPointers(query: PointerQuery, options: SearchOptions = {}): AsyncIterable<ValueBatch> {
    return scanPointers(this.engine, this, query, options);
  }

  compareValues(
    query: KnownQuery,
    known: Iterable<ValueBatch> | AsyncIterable<ValueBatch>,
    options: Pick<SearchOptions, 'signal' | 'onMissing'> = {},
  ): AsyncIterable<ValueBatch> {
    return compareValues(this, query, known, options);
  }
}

/** The view that a view is made over. Throws kind `usage` for what is no view of an engine. */
export function baseOf(view: MemoryView): BaseView {
  if (view instanceof BaseView) return view;
  throw wrongUse('only a view of an engine, or a view on one, can be built upon');
}
