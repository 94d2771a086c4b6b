/** Operations of all kinds collected and done together: in as many trips as the longest of them needs. */
import type { ConnectorJob } from '../connector-jobs.js';
import type { IoJob } from '../core/drain.js';
import { baseOf, type BaseView } from './base-view.js';
import { wrongUse } from './checks.js';
import { DerivedView } from './derived-view.js';
import { LaterFace } from './operations.js';
import type { Missing, ReadPiece, WritePiece } from './partial.js';
import type { AddressRange, MemoryView, SearchOptions } from './view.js';

/** The result of an operation of a batch. */
export class Later<T> {
  private state: { readonly value: T } | { readonly error: unknown } | undefined;

  /** What the operation gave. Throws what it threw; kind `usage` before the batch has run. */
  get value(): T {
    if (this.state === undefined) throw wrongUse('the batch has not run yet');
    if ('error' in this.state) throw this.state.error;
    return this.state.value;
  }

  /** Whether there is a value, and not an error. */
  get ok(): boolean {
    return this.state !== undefined && 'value' in this.state;
  }

  /** Whether the operation has ended, with a value or an error. */
  get settled(): boolean {
    return this.state !== undefined;
  }

  /** Goes on with the job; true when it has ended. */
  advance(job: ConnectorJob<T>): boolean {
    try {
      const step = job.next();
      if (step.done !== true) return false;
      this.state = { value: step.value };
    } catch (error) {
      this.state = { error };
    }
    return true;
  }

  /** Ends without a value. */
  fail(error: unknown): void {
    this.state = { error };
  }
}

/** What a job waits for. */
interface Ask<P> {
  readonly pieces: readonly P[];
  missing: readonly (readonly Missing[])[];
}

/** A view whose jobs do not reach memory: they say what they want, and wait for it. */
class CollectingView extends DerivedView {
  override readonly sync = undefined;
  override readonly ranges: readonly AddressRange[];
  override readonly writable: boolean;
  readonly reading: Ask<ReadPiece>[] = [];
  readonly writing: Ask<WritePiece>[] = [];

  constructor(override readonly inner: BaseView) {
    super(inner);
    this.ranges = inner.ranges;
    this.writable = inner.writable;
  }

  override *readJob(pieces: readonly ReadPiece[]): IoJob<readonly (readonly Missing[])[]> {
    const ask: Ask<ReadPiece> = { pieces, missing: [] };
    this.reading.push(ask);
    yield [];
    return [...ask.missing];
  }
  override *writeJob(pieces: readonly WritePiece[]): ConnectorJob<(readonly Missing[])[]> {
    const ask: Ask<WritePiece> = { pieces, missing: [] };
    this.writing.push(ask);
    yield [];
    return [...ask.missing];
  }
  protected override below(address: bigint): bigint {
    return address;
  }
  override stretches(options: SearchOptions): AsyncIterable<AddressRange> {
    return this.inner.stretches(options);
  }
}

/** An operation under way. */
interface Entry {
  readonly job: ConnectorJob<unknown>;
  readonly later: Later<unknown>;
}

/** How to run a batch. */
export interface BatchOptions {
  /** Which come first; default `reads`. */
  readonly first?: 'reads' | 'writes';
}

/** A batch of operations; each gives a {@link Later} at once. After it has run it may be filled and run again. */
export class Batch extends LaterFace {
  protected override readonly view: CollectingView;
  private entries: { readonly reads: Entry[]; readonly writes: Entry[] } = { reads: [], writes: [] };

  constructor(
    inner: BaseView,
    private readonly first: 'reads' | 'writes',
  ) {
    super();
    this.view = new CollectingView(inner);
  }

  /** Operations that wait. */
  get size(): number {
    return this.entries.reads.length + this.entries.writes.length;
  }

  /** Does all that was collected. Rejects only when the source does, or when writing is refused; else errors are in the results. */
  run(signal?: AbortSignal): Promise<void> {
    return this.view.inner.drive(this.runJob(), signal);
  }

  /** The same, without a promise. */
  runSync(): void {
    this.view.inner.driveSync(this.runJob());
  }

  protected override collect(job: ConnectorJob<unknown>, kind: 'reads' | 'writes'): Later<unknown> {
    const later = new Later<unknown>();
    this.entries[kind].push({ job, later });
    return later;
  }

  private *runJob(): ConnectorJob<void> {
    const { reads, writes } = this.entries;
    this.entries = { reads: [], writes: [] };
    try {
      yield* this.finish(this.first === 'reads' ? reads : writes);
      yield* this.finish(this.first === 'reads' ? writes : reads);
    } catch (error) {
      for (const { later } of [...reads, ...writes]) if (!later.settled) later.fail(error);
      throw error;
    }
  }

  /** Brings entries to their ends, step by step. */
  private *finish(entries: readonly Entry[]): ConnectorJob<void> {
    const { view } = this;
    for (let open = entries; ;) {
      open = open.filter(({ job, later }) => !later.advance(job));
      if (open.length === 0) return;
      const asks = view.reading.splice(0);
      const tells = view.writing.splice(0);
      if (asks.length > 0) deal(asks, yield* view.inner.readJob(asks.flatMap(({ pieces }) => pieces)));
      if (tells.length > 0) deal(tells, yield* view.inner.writeJob(tells.flatMap(({ pieces }) => pieces)));
    }
  }
}

/** Gives each job its part of what is missing. */
function deal<P>(asks: readonly Ask<P>[], missing: readonly (readonly Missing[])[]): void {
  let at = 0;
  for (const ask of asks) {
    ask.missing = missing.slice(at, at + ask.pieces.length);
    at += ask.pieces.length;
  }
}

/** A batch over a view, empty. */
export function batchOn(view: MemoryView, { first = 'reads' }: BatchOptions = {}): Batch {
  return new Batch(baseOf(view), first);
}
