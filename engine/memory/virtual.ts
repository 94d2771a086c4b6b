/** The virtual memory of one page-table root. */
import { coreJob, runAsync, throwIfAborted, type IoJob } from '../core/drain.js';
import { STATUS } from '../core/exports.js';
import type { Core } from '../core/load.js';
import type { Engine } from '../engine.js';
import { BaseView } from './base-view.js';
import type { Enumeration } from './enumeration.js';
import { gather, type Piece } from './gather.js';
import { missingReason, outputRecord, pageRun, permissions, type OutputRecord } from './records.js';
import type {
  AddressRange,
  AddressSpace,
  Missing,
  PageRun,
  PagingMode,
  PartialRead,
  ReadRange,
  SearchOptions,
  Translation,
} from './view.js';

const PAGE = 4096;
const TOP = 1n << 64n;
const LEVELS: Record<PagingMode, number> = { 'x86-64-4level': 4, 'x86-64-5level': 5 };

/** Address space: reads go through the core's walker. */
export class VirtualMemory extends BaseView implements AddressSpace {
  readonly ranges: readonly AddressRange[];
  private readonly levels: number;
  /** Where the core had this space last; kept by the engine. */
  lastSlot = -1;

  constructor(
    engine: Engine,
    readonly root: bigint,
    readonly mode: PagingMode,
  ) {
    super(engine);
    const half = 1n << BigInt(11 + 9 * LEVELS[mode]);
    this.levels = LEVELS[mode];
    this.ranges = [
      { start: 0n, end: half },
      { start: TOP - half, end: TOP },
    ];
  }

  private slot(): number {
    return this.engine.slotOf(this, this.levels);
  }

  protected override locate(address: bigint): number {
    return address < 0n || address >= TOP ? 0 : this.engine.core.exports.locate(this.slot(), address);
  }

  protected override *readJob(ranges: readonly ReadRange[], into?: Uint8Array): IoJob<PartialRead[]> {
    const results = ranges.map(({ length }) => ({
      data: into ?? new Uint8Array(length),
      missing: [] as Missing[],
    }));
    const pieces: (Piece & { range: number; virtual: bigint })[] = [];
    for (const batch of this.batches(ranges)) {
      for (const run of yield* this.resolve(batch)) {
        const part = batch[run.index] as Part;
        const result = results[part.range];
        if (run.status !== STATUS.ok) {
          result?.missing.push({
            start: run.virtual,
            size: run.size,
            reason: missingReason(this.engine.core, run),
          });
          continue;
        }
        const at = Number(run.virtual - (ranges[part.range] as ReadRange).address);
        pieces.push({
          range: part.range,
          virtual: run.virtual,
          phys: Number(run.physical),
          into: (result as PartialRead).data.subarray(at, at + Number(run.size)),
        });
      }
    }
    for (const gap of yield* gather(this.engine.core, this.engine.connector, pieces)) {
      const piece = pieces[gap.piece] as (typeof pieces)[number];
      results[piece.range]?.missing.push({
        start: piece.virtual + BigInt(gap.at),
        size: BigInt(gap.length),
        reason: {
          kind: 'missing-page',
          phys: BigInt(piece.phys + gap.at) & ~4095n,
          table: false,
          why: gap.why,
        },
      });
    }
    for (const result of results)
      result.missing.sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
    ranges.forEach(({ address, length }, i) => {
      const room = TOP - address;
      if (room >= BigInt(length)) return;
      results[i]?.missing.push({
        start: TOP,
        size: BigInt(length) - room,
        reason: { kind: 'not-canonical' },
      });
    });
    return results;
  }

  /** Splits ranges so that each batch spans no more pages than one core job takes. */
  private *batches(ranges: readonly ReadRange[]): Generator<Part[]> {
    const limit = this.engine.core.layout.output.count;
    let batch: Part[] = [];
    let pages = 0;
    for (let range = 0; range < ranges.length; range++) {
      const { address, length } = ranges[range] as ReadRange;
      let left = TOP - address < BigInt(length) ? Number(TOP - address) : length;
      let at = address;
      while (left > 0) {
        if (pages >= limit - 1 || batch.length === limit) {
          yield batch;
          batch = [];
          pages = 0;
        }
        const offset = Number(at & 4095n);
        const size = Math.min(left, (limit - pages) * PAGE - offset);
        batch.push({ range, address: at, length: size });
        pages += Math.ceil((offset + size) / PAGE);
        at += BigInt(size);
        left -= size;
      }
    }
    if (batch.length > 0) yield batch;
  }

  private *resolve(batch: readonly Part[]): IoJob<OutputRecord[]> {
    const { core } = this.engine;
    const { input } = core.layout;
    return yield* coreJob(core, {
      begin: () => {
        for (let i = 0; i < batch.length; i++) {
          const { address, length } = batch[i] as Part;
          core.words.setBigUint64(input.at + i * input.size, address, true);
          core.words.setBigUint64(input.at + i * input.size + 16, BigInt(length), true);
        }
        return core.exports.read(this.slot(), batch.length);
      },
      take: (done) => (done ? records(this.engine) : []),
    });
  }

  async translate(addresses: readonly bigint[]): Promise<Translation[]> {
    const limit = this.engine.core.layout.input.count;
    const all: Translation[] = [];
    for (let i = 0; i < addresses.length; i += limit) {
      all.push(...(await this.drive(this.translateJob(addresses.slice(i, i + limit)))));
    }
    return all;
  }

  private *translateJob(addresses: readonly bigint[]): IoJob<Translation[]> {
    const { core } = this.engine;
    const { input } = core.layout;
    return yield* coreJob(core, {
      begin: () => {
        addresses.forEach((address, i) => core.words.setBigUint64(input.at + i * input.size, address, true));
        return core.exports.translate(this.slot(), addresses.length);
      },
      take: (done) => (done ? records(this.engine).map((record) => translation(core, record)) : []),
    });
  }

  async *pages(options: SearchOptions = {}): AsyncIterable<PageRun> {
    const range = options.range ?? { start: 0n, end: TOP };
    for (const half of this.ranges) {
      const start = range.start > half.start ? range.start : half.start;
      const end = range.end < half.end ? range.end : half.end;
      if (start >= end) continue;
      const enumeration: Enumeration = {};
      try {
        yield* this.enumerate(enumeration, start, end - 1n, options);
      } finally {
        this.engine.enumerations.end(enumeration);
      }
    }
  }

  private async *enumerate(
    enumeration: Enumeration,
    first: bigint,
    last: bigint,
    options: SearchOptions,
  ): AsyncIterable<PageRun> {
    const { core, connector } = this.engine;
    let begun = false;
    let taken: OutputRecord[] = [];
    const job = coreJob(core, {
      begin: () => {
        this.engine.enumerations.take(enumeration);
        if (begun) return core.exports.enumerateAgain(this.slot());
        begun = true;
        return core.exports.enumerate(this.slot(), first, last, 0);
      },
      take: () => {
        taken.push(...records(this.engine));
      },
    });
    let run: PageRun | undefined;
    for (;;) {
      throwIfAborted(options.signal);
      const step = job.next();
      const got = taken;
      taken = [];
      for (const record of got) {
        if (record.status === STATUS.missingTable) {
          options.onMissing?.({
            start: record.virtual,
            size: record.size,
            reason: missingReason(core, record),
          });
          continue;
        }
        const next = pageRun(record);
        const joined = run && join(run, next);
        if (run !== undefined && joined === undefined) yield run;
        run = joined ?? next;
      }
      if (step.done === true) break;
      await this.engine.breathe();
      await runAsync(once(step.value), connector, options.signal);
    }
    if (run !== undefined) yield run;
  }

  override async *stretches(options: SearchOptions): AsyncIterable<AddressRange> {
    let stretch: { start: bigint; end: bigint } | undefined;
    for await (const run of this.pages(options)) {
      if (run.repeatOf !== undefined) continue;
      if (stretch?.end === run.virtual) stretch.end += run.size;
      else {
        if (stretch !== undefined) yield stretch;
        stretch = { start: run.virtual, end: run.virtual + run.size };
      }
    }
    if (stretch !== undefined) yield stretch;
  }
}

interface Part {
  readonly range: number;
  readonly address: bigint;
  readonly length: number;
}

function* once(reads: Parameters<Engine['connector']['read']>[0]): IoJob<void> {
  yield reads;
}

function records(engine: Engine): OutputRecord[] {
  return Array.from({ length: engine.core.exports.outputs() }, (_, i) => outputRecord(engine.core, i));
}

function translation(core: Core, record: OutputRecord): Translation {
  if (record.status !== STATUS.ok)
    return { virtual: record.virtual, ok: false, reason: missingReason(core, record) };
  return {
    virtual: record.virtual,
    ok: true,
    physical: record.physical,
    pageSize: record.pageSize,
    level: record.level,
    permissions: permissions(record.permissions),
  };
}

/** One run where `b` continues `a` on both sides with the same page size and permissions. */
function join(a: PageRun, b: PageRun): PageRun | undefined {
  const continues =
    a.repeatOf === undefined &&
    b.repeatOf === undefined &&
    a.virtual + a.size === b.virtual &&
    a.physical + a.size === b.physical &&
    a.pageSize === b.pageSize &&
    a.permissions.write === b.permissions.write &&
    a.permissions.execute === b.permissions.execute &&
    a.permissions.user === b.permissions.user;
  return continues ? { ...a, size: a.size + b.size } : undefined;
}
