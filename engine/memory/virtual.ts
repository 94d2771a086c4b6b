/** The virtual memory of the page tables under one root, or one for each half. */
import type { Connector } from '../connector.js';
import { coreJob, throwIfAborted, type IoJob } from '../core/drain.js';
import { kindOf, NOWHERE, RESUME, STATUS } from '../core/exports.js';
import type { Engine, SpaceOptions } from '../engine.js';
import type {
  AddressSpace,
  PageOptions,
  PageRun,
  RunBatch,
  SyncTranslation,
  TranslatedRun,
  Translation,
} from './address-space.js';
import { TOP, wrongUse } from './checks.js';
import { fillAbsent, keptJob, type AbsentPages, type HeldRun } from './absent-pages.js';
import type { Begin, Enumeration } from './enumeration.js';
import { ValueFace } from './operations.js';
import { pagingFacts, type PagingFacts, type PagingMode } from './paging-modes.js';
import type { Missing, ReadPiece } from './partial.js';
import { PlacedView, type Place, type Placed, type Span } from './placed-view.js';
import { missingReason, pageRunOf, statusOf, takeRuns, translatedRunOf, type Run } from './records.js';
import { translateIntoJob, translateJob } from './translate.js';
import type { AddressRange, SearchOptions } from './view.js';

/** Connectors have physical addresses as numbers: none has memory from here on, though RISC-V tables may name it. */
const NUMBERS = 1n << 53n;
/** Physical addresses have at most 56 bits (RISC-V). */
const ROOTS = 1n << 56n;
/** Addresses of a list that are not worth a job of the core. */
const FEW = 16;

/** Address space: reads go through the core's walker. */
export class VirtualMemory extends PlacedView implements AddressSpace {
  readonly mode: PagingMode;
  readonly root: bigint;
  readonly highRoot: bigint | undefined;
  readonly ranges: readonly AddressRange[];
  override readonly sync: SyncTranslation | undefined;
  /** Where pages are that the tables call absent. */
  readonly absent: AbsentPages | undefined;
  private readonly facts: PagingFacts;
  private readonly roots: { readonly low: bigint; readonly high: bigint };
  /** Where the core had this space last; kept by the engine. */
  lastSlot = -1;

  constructor(engine: Engine, { mode, root, highRoot, absent }: SpaceOptions) {
    const facts = pagingFacts(mode);
    checkRoot(root);
    checkRoot(highRoot);
    super(engine, { pointerSize: facts.pointerSize, byteOrder: 'little' });
    this.mode = mode;
    this.absent = absent;
    this.facts = facts;
    this.roots = { low: root ?? NOWHERE, high: highRoot ?? NOWHERE };
    this.root = root ?? highRoot ?? 0n;
    this.highRoot = highRoot;
    this.ranges = rangesOf(this.facts, root !== undefined, highRoot !== undefined);
    const { readSync } = engine.connector;
    this.sync =
      readSync &&
      Object.assign(new ValueFace(this), {
        physicalOf: (address: bigint) => this.physicalOf(address),
        translateInto: (addresses: BigUint64Array, values: BigUint64Array, infos: Uint32Array) =>
          this.driveSync(translateIntoJob(engine.core, this.slot, addresses, values, infos)),
        runBatches: (options: PageOptions = {}) => this.runBatches(options, readSync),
      });
  }

  private readonly slot = (): number => (this.engine.holds(this) ? this.lastSlot : this.takeSlot());

  private takeSlot(): number {
    const { facts, roots } = this;
    return this.engine.giveSlot(this, (slot) =>
      this.engine.core.exports.setSpace(slot, facts.walker, roots.low, roots.high, facts.bits, facts.bits),
    );
  }

  override locate(address: bigint): number {
    if (address < 0n || address >= TOP) return 0;
    this.engine.validity.tick();
    return this.engine.core.exports.locate(this.slot(), address);
  }

  protected override placeAtHand(address: bigint): number {
    if (address < 0n || address >= TOP) return -1;
    this.engine.validity.tick();
    return this.engine.core.exports.place(this.slot(), address);
  }

  protected override runAtHand(address: bigint, length: number): { place: number; size: number } {
    if (address < 0n || address >= TOP) return { place: -1, size: 0 };
    this.engine.validity.tick();
    const { exports } = this.engine.core;
    const place = exports.placeRun(this.slot(), address, length);
    return { place, size: place < 0 ? 0 : exports.runLength() };
  }

  protected override placesAtHand(addresses: BigUint64Array): Uint32Array | undefined {
    const { core } = this.engine;
    const { length } = addresses;
    if (length < FEW || this.facts.bits > 64) return undefined;
    core.beforeJob();
    core.epoch++;
    core.addresses.set(addresses);
    const code = core.exports.translate(this.slot(), length);
    core.exports.cancel();
    // Where a table must be waited for, each address is looked at by itself.
    if (code !== RESUME.done) return undefined;
    for (let i = 0; i < length; i++)
      if (((core.infos[i] as number) & 0xff) !== STATUS.ok) core.values[i] = TOP - 1n;
    return core.halves.subarray(0, 2 * length);
  }

  private physicalOf(address: bigint): bigint | undefined {
    // The core would take an address modulo 2^64; of 128 bits it takes them in a job.
    if (address < 0n || address >= TOP) return this.physicalByJob(address);
    this.engine.validity.tick();
    const known = this.engine.core.exports.physical(this.slot(), address);
    // An address that is there is not negative; comparing with one BigInt for order is quicker than for equality.
    return known >= 0n ? known : this.physicalByJob(address);
  }

  private physicalByJob(address: bigint): bigint | undefined {
    const job = translateJob(this.engine.core, this.slot, this.facts, [address]);
    const [translation] = this.driveSync(job);
    return translation?.ok === true ? translation.physical : undefined;
  }

  protected override *placeJob(spans: readonly Span[]): IoJob<Placed> {
    const missing = spans.map((): Missing[] => []);
    const places: Place[] = [];
    for (const { index, info, physical, size, value, virtual } of yield* this.resolve(spans)) {
      if (statusOf(info) !== STATUS.ok) {
        const reason = missingReason(this.engine.core, info, value);
        missing[index]?.push({ start: virtual, size, reason });
        continue;
      }
      if (physical + size > NUMBERS) {
        const reason = {
          kind: 'missing-page',
          phys: physical & ~4095n,
          table: false,
          why: 'not in the source',
        } as const;
        missing[index]?.push({ start: virtual, size, reason });
        continue;
      }
      const at = Number(virtual - (spans[index] as Span).address);
      places.push({ span: index, at, phys: Number(physical), length: Number(size), kind: kindOf(info) });
    }
    spans.forEach(({ address, length }, i) => {
      const room = TOP - address;
      if (room >= BigInt(length)) return;
      missing[i]?.push({ start: TOP, size: BigInt(length) - room, reason: { kind: 'not-canonical' } });
    });
    return { places, missing };
  }

  override *readJob(pieces: readonly ReadPiece[]): IoJob<readonly (readonly Missing[])[]> {
    const missing = yield* super.readJob(pieces);
    const { absent, root } = this;
    if (absent === undefined) return missing;
    const { physical } = this.engine;
    return yield* fillAbsent({ absent, root, physical, shifts: this.facts.shifts }, pieces, missing);
  }

  /** The runs that ranges translate to; bytes beyond 2^64 are left out. */
  private *resolve(ranges: readonly Span[]): IoJob<Run[]> {
    const { core } = this.engine;
    const all: Run[] = [];
    const room = core.addresses.length;
    for (let first = 0; first < ranges.length; first += room) {
      const count = Math.min(room, ranges.length - first);
      let runs: Run[] = [];
      yield* coreJob(core, {
        begin: () => {
          runs = [];
          for (let i = 0; i < count; i++) {
            const { address, length } = ranges[first + i] as Span;
            core.addresses[i] = address;
            core.lengths[i] = TOP - address < BigInt(length) ? TOP - address : BigInt(length);
          }
          return core.exports.read(this.slot(), count);
        },
        take: () => {
          for (const run of takeRuns(core))
            runs.push(first === 0 ? run : { ...run, index: run.index + first });
        },
      });
      for (const run of runs) all.push(run);
    }
    return all;
  }

  translate(addresses: readonly bigint[]): Promise<Translation[]> {
    return this.drive(translateJob(this.engine.core, this.slot, this.facts, addresses));
  }

  translateInto(addresses: BigUint64Array, values: BigUint64Array, infos: Uint32Array): Promise<void> {
    return this.drive(translateIntoJob(this.engine.core, this.slot, addresses, values, infos));
  }

  async *translateRange({ start, end }: AddressRange): AsyncIterable<TranslatedRun> {
    const { core } = this.engine;
    if (start < 0n || end > TOP) throw wrongUse(`${start} to ${end} is not within 0 to 2^64`);
    let at = start;
    let open: TranslatedRun | undefined;
    while (at < end) {
      // 2^64 bytes are more than a length can say.
      const half = at + (1n << 63n) < end ? at + (1n << 63n) : end;
      const steps = this.steps((take) =>
        coreJob(core, {
          // Runs that were taken are final: after another job, this one goes on behind them.
          begin: () => {
            core.addresses[0] = at;
            core.lengths[0] = half - at;
            return core.exports.read(this.slot(), 1);
          },
          take: () => {
            const last = take().at(-1);
            if (last !== undefined) at = last.virtual + last.size;
          },
        }),
      );
      for await (const runs of steps) {
        for (const run of runs) {
          const next = translatedRunOf(core, this.facts, run);
          const joined = open && joinRuns(open, next);
          if (open !== undefined && joined === undefined) yield open;
          open = joined ?? next;
        }
      }
    }
    if (open !== undefined) yield open;
  }

  pages(options: PageOptions = {}): AsyncIterable<PageRun> {
    const expand = options.expand === true ? 1 : 0;
    return this.list(options, (first, last) =>
      this.engine.core.exports.enumerate(this.slot(), first, last, expand),
    );
  }

  virtualOf(physical: bigint, size = 1n, options: SearchOptions = {}): AsyncIterable<PageRun> {
    if (physical < 0n || size < 1n || physical + size > TOP) {
      throw wrongUse(`${size} bytes at ${physical} are not physical memory`);
    }
    return this.list(options, (first, last) =>
      this.engine.core.exports.aliases(this.slot(), first, last, physical, physical + size - 1n),
    );
  }

  /** What `begin` lists of the halves of the space that the range touches. */
  private async *list(
    options: SearchOptions,
    begin: (first: bigint, last: bigint) => number,
  ): AsyncIterable<PageRun> {
    const { core, enumerations } = this.engine;
    for (const { start, end } of this.halves(options.range)) {
      const enumeration: Enumeration = {};
      const steps = this.steps(
        (take) =>
          enumerations.job(
            enumeration,
            () => begin(start, end - 1n),
            this.slot,
            () => void take(),
          ),
        options.signal,
      );
      try {
        for await (const runs of steps) {
          for (const run of runs) {
            if (statusOf(run.info) === STATUS.missingTable) {
              const reason = missingReason(core, run.info, run.value);
              options.onMissing?.({ start: run.virtual, size: run.size, reason });
            } else yield pageRunOf(this.facts, run);
          }
        }
      } finally {
        enumerations.end(enumeration);
      }
    }
  }

  /** Runs a job whose runs are given while it goes on. `make` gets what takes the runs of a step, for the job to call. */
  private async *steps(
    make: (take: () => readonly Run[]) => IoJob<void>,
    signal?: AbortSignal,
  ): AsyncGenerator<readonly Run[], void> {
    const { atOnce, core, connector } = this.engine;
    let taken: readonly Run[] = [];
    const job = make(() => {
      const runs = takeRuns(core);
      taken = taken.length === 0 ? runs : taken.concat(runs);
      return runs;
    });
    for (;;) {
      throwIfAborted(signal);
      const step = job.next();
      const reads = step.done === true ? [] : step.value;
      // At once: who gets the runs may begin other jobs, which take the lines that these pages are read into.
      if (reads.length > 0) atOnce?.(reads);
      const runs = taken;
      taken = [];
      yield runs;
      if (step.done === true) return;
      await this.engine.breathe();
      if (atOnce === undefined && reads.length > 0) await connector.read(reads, signal);
    }
  }

  private *runBatches(
    options: PageOptions,
    readSync: NonNullable<Connector['readSync']>,
  ): Generator<RunBatch, void> {
    const { core, enumerations } = this.engine;
    const expand = options.expand === true ? 1 : 0;
    for (const { start, end } of this.halves(options.range)) {
      const enumeration: Enumeration = {};
      const begin: Begin = () => core.exports.enumerate(this.slot(), start, end - 1n, expand);
      let count = 0;
      const job = enumerations.job(enumeration, begin, this.slot, () => {
        count = core.exports.outputs();
      });
      try {
        for (let ended = false; !ended;) {
          const step = job.next();
          ended = step.done === true;
          if (step.done !== true && step.value.length > 0) readSync(step.value);
          if (count > 0) {
            yield {
              count,
              virtual: core.runVirtual.subarray(0, count),
              physical: core.runPhysical.subarray(0, count),
              size: core.runSize.subarray(0, count),
              value: core.runValue.subarray(0, count),
              infos: core.runInfo.subarray(0, count),
            };
          }
          count = 0;
        }
      } finally {
        enumerations.end(enumeration);
      }
    }
  }

  /** The halves, cut to a range. */
  private halves(range: AddressRange = { start: 0n, end: TOP }): AddressRange[] {
    if (this.facts.bits > 64) return [];
    return this.ranges
      .map(({ start, end }) => ({
        start: range.start > start ? range.start : start,
        end: range.end < end ? range.end : end,
      }))
      .filter(({ start, end }) => start < end);
  }

  override async *stretches(options: SearchOptions): AsyncIterable<AddressRange> {
    let stretch: { start: bigint; end: bigint } | undefined;
    const runs = this.absent === undefined ? this.present(options) : this.held(this.absent, options);
    for await (const { virtual, size } of runs) {
      if (stretch?.end === virtual) stretch.end += size;
      else {
        if (stretch !== undefined) yield stretch;
        stretch = { start: virtual, end: virtual + size };
      }
    }
    if (stretch !== undefined) yield stretch;
  }

  private async *present(options: SearchOptions): AsyncIterable<HeldRun> {
    for await (const run of this.pages(options)) if (run.repeatOf === undefined) yield run;
  }

  /** What is mapped, and the absent pages that are kept elsewhere. */
  private async *held(absent: AbsentPages, options: SearchOptions): AsyncIterable<HeldRun> {
    for (const half of this.halves(options.range)) {
      for await (const run of this.translateRange(half)) {
        throwIfAborted(options.signal);
        if (run.ok) yield run;
        else if (run.reason.kind === 'missing-page')
          options.onMissing?.({ start: run.virtual, size: run.size, reason: run.reason });
        else yield* await this.drive(keptJob({ absent, root: this.root, shifts: this.facts.shifts }, run));
      }
    }
  }
}

/** Throws kind `usage` for a root that is no physical address. */
function checkRoot(root: bigint | undefined): void {
  if (root !== undefined && (root < 0n || root >= ROOTS))
    throw wrongUse(`root ${root} is outside 0 to 2^56 - 1`);
}

/** Which addresses a mode translates, given which roots there are. */
function rangesOf(facts: PagingFacts, low: boolean, high: boolean): AddressRange[] {
  const size = 1n << BigInt(facts.halves === 'shared' ? facts.bits - 1 : facts.bits);
  const ranges: AddressRange[] = [];
  if (low) ranges.push({ start: 0n, end: size });
  if (facts.halves === 'shared' || (facts.halves === 'split' && high))
    ranges.push({ start: TOP - size, end: TOP });
  return ranges;
}

/** One run where `b` goes on as `a` does. */
function joinRuns(a: TranslatedRun, b: TranslatedRun): TranslatedRun | undefined {
  if (a.virtual + a.size !== b.virtual) return undefined;
  const same =
    a.ok && b.ok
      ? a.physical + a.size === b.physical &&
        a.pageSize === b.pageSize &&
        JSON.stringify(a.permissions) === JSON.stringify(b.permissions)
      : !a.ok && !b.ok && sameReason(a.reason, b.reason);
  return same ? { ...a, size: a.size + b.size } : undefined;
}

function sameReason(a: Missing['reason'], b: Missing['reason']): boolean {
  if (a.kind === 'not-present') return b.kind === a.kind && a.level === b.level && a.entry === b.entry;
  if (a.kind === 'missing-page') return b.kind === a.kind && a.phys === b.phys;
  return b.kind === a.kind;
}
