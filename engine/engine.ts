/** The engine: one core instance over one connector, and the views on it. */
import type { Connector, PhysicalRead, PhysicalWrite } from './connector.js';
import { wrapCache } from './cache/block-cache.js';
import { LIVE, Validity, type Ages } from './cache/validity.js';
import { Core, type CoreModule } from './core/load.js';
import { PagewalkError } from './errors.js';
import { clipRange } from './memory/checks.js';
import { DirectMemory } from './memory/direct-memory.js';
import { EnumerationTurns } from './memory/enumeration.js';
import { PhysicalMemory } from './memory/physical.js';
import { VirtualMemory } from './memory/virtual.js';
import type { AbsentPages } from './memory/absent-pages.js';
import type { AddressSpace } from './memory/address-space.js';
import type { PagingMode } from './memory/paging-modes.js';
import type { AddressRange, SearchOptions } from './memory/view.js';
import { lookThrough, type Segment } from './memory/windows.js';
import { SharedTrips } from './shared-trips.js';
import { observeReads } from './wrap.js';

/** What the engine is made of. */
export interface EngineOptions {
  /** core.wasm, as bytes or compiled. */
  readonly core: CoreModule;
  readonly connector: Connector;
  /** Lets views write, where the connector can; default: all writes are refused. */
  readonly write?: boolean;
  /** How long cached pages may be used; absent: for ever over a dump, {@link LIVE} over live memory. */
  readonly ages?: Ages;
}

/** A page-table root and how to walk it. At least one root must be given. */
export interface SpaceOptions {
  readonly mode: PagingMode;
  /** Physical address of the top table; of the low half's where the halves have a root each (TTBR0_EL1). */
  readonly root?: bigint;
  /** Physical address of the high half's top table (TTBR1_EL1), in modes that have one. */
  readonly highRoot?: bigint;
  /** Where pages are that the tables call absent: reads find them too, translation does not. */
  readonly absent?: AbsentPages;
}

/** How often the source was asked, and how the caches did. */
export interface Statistics {
  /** Calls of the connector. */
  readonly trips: number;
  /** Reads in those calls. */
  readonly reads: number;
  /** Bytes that the connector delivered. */
  readonly bytes: number;
  readonly pageHits: number;
  readonly pageMisses: number;
  /** Pages that gave way to others. */
  readonly evictions: number;
  /** Translations from a cache, and those that walked. */
  readonly tlbHits: number;
  readonly tlbMisses: number;
}

/** One delta of the vote of the self pointers. */
export interface Vote {
  /** Virtual address minus physical address, modulo 2^64. */
  readonly delta: bigint;
  readonly count: number;
  /** Physical addresses of the first and the last self pointer with this delta. */
  readonly first: bigint;
  readonly last: bigint;
}

/** Page of the cache in the core, in bytes. */
const PAGE = 4096;
/** Bytes of larger blocks that are kept for a source whose calls are costly. */
const BLOCKS = 32 << 20;
/** From this latency on a call of the source is worth waiting for with a promise. */
const COSTLY_MS = 0.1;

/** After this long without a turn of the event loop, long work gives it one, so that an abort can arrive. */
const BREATH_MS = 40;

/** Drives one core over one connector. Not shared between workers. */
export class Engine {
  readonly core: Core;
  readonly connector: Connector;
  readonly physical: PhysicalMemory;
  /** The connector's memory where it lies in this process's. */
  readonly direct: DirectMemory | undefined;
  /** The connector's reads without promises; undefined where a call takes so long that jobs had better share it. */
  readonly atOnce: Connector['readSync'];
  /** Runs jobs where they wait for the source. */
  readonly trips: SharedTrips;
  /** Whether views may write. */
  readonly writable: boolean;
  /** The clock of the core's caches. */
  readonly validity: Validity;
  private readonly module: CoreModule;
  private readonly ages: Ages | undefined;
  private readonly counters = { trips: 0, reads: 0, bytes: 0 };
  private readonly slots: (VirtualMemory | undefined)[] = [];
  private nextSlot = 0;
  private lastBreath = performance.now();
  /** Whose page-table enumeration the core has at work. */
  readonly enumerations: EnumerationTurns;
  private readonly spaces = new Map<string, VirtualMemory>();
  /** Ends when the vote before has: the core counts for one at a time. */
  private voting: Promise<void> = Promise.resolve();

  private constructor({ core, connector, ages, write = false }: EngineOptions) {
    this.module = core;
    this.writable = write;
    this.ages = ages;
    const { block, latency = 0 } = connector.cost;
    const { readSync } = connector;
    const waits = readSync === undefined || latency >= COSTLY_MS;
    this.core = new Core(core, connector.ranges, !waits);
    this.validity = new Validity(this.core, ages ?? (connector.live ? LIVE : undefined));
    this.core.beforeJob = () => this.validity.tick();
    const counted = this.counted(connector);
    this.connector =
      block > PAGE && !connector.live ? wrapCache(counted, { block, capacity: BLOCKS / block }) : counted;
    this.atOnce = waits ? undefined : this.connector.readSync;
    this.trips = new SharedTrips(this.connector);
    this.direct = this.connector.direct && new DirectMemory(this.connector.direct);
    this.core.direct = this.direct;
    this.enumerations = new EnumerationTurns(this.core);
    this.physical = new PhysicalMemory(this);
  }

  /** Makes an engine. Rejects with kind `malformed` when the module is not a core of this ABI. */
  static create(options: EngineOptions): Promise<Engine> {
    return Promise.resolve().then(() => new Engine(options));
  }

  /** An engine of the same core module over another connector; statistics go on. */
  async withConnector(connector: Connector): Promise<Engine> {
    const engine = await Engine.create({
      core: this.module,
      connector,
      write: this.writable,
      ...(this.ages && { ages: this.ages }),
    });
    Object.assign(engine.counters, this.counters);
    return engine;
  }

  /** The address space of a page-table root. Throws kind `usage` for a mode that does not exist or has no such root. */
  space(options: SpaceOptions): AddressSpace {
    const { mode, root, highRoot, absent } = options;
    const key = `${mode} ${root} ${highRoot}`;
    const known = this.spaces.get(key);
    const space = known?.absent === absent && known !== undefined ? known : new VirtualMemory(this, options);
    this.spaces.set(key, space);
    return space;
  }

  /** Counts self pointers of the kernel half per delta over physical memory; most frequent first. Source: include/linux/list.h, INIT_LIST_HEAD. */
  async voteSelfPointers(options: SearchOptions = {}): Promise<Vote[]> {
    const before = this.voting;
    let finish = (): void => undefined;
    this.voting = new Promise((resolve) => (finish = resolve));
    await before;
    try {
      return await this.countVotes(options);
    } finally {
      finish();
    }
  }

  private async countVotes(options: SearchOptions): Promise<Vote[]> {
    const { exports, layout, words } = this.core;
    exports.voteClear();
    const look = ({ address, from, to }: Segment): readonly never[] => {
      const skip = Number(-address & 7n);
      if (from + skip < to) exports.vote(from + skip, to, address + BigInt(skip));
      return [];
    };
    const count = lookThrough<never>(this, this.physical, { ...options, keep: 8, look });
    await count.next();
    const votes: Vote[] = [];
    for (let i = 0; i < layout.votes.count; i++) {
      const at = layout.votes.at + i * layout.votes.size;
      const count = words.getUint32(at + 24, true);
      if (count === 0) continue;
      votes.push({
        delta: words.getBigUint64(at, true),
        first: words.getBigUint64(at + 8, true),
        last: words.getBigUint64(at + 16, true),
        count,
      });
    }
    return votes.sort((a, b) => b.count - a.count);
  }

  /** Counters since the engine was made. */
  statistics(): Statistics {
    const of = (which: number): number => Number(this.core.exports.statistic(which));
    return {
      ...this.counters,
      pageHits: of(0),
      pageMisses: of(1),
      evictions: of(2),
      tlbHits: of(3),
      tlbMisses: of(4),
    };
  }

  /** Forgets all cached pages and translations; of one space its translations; of a range of it also tables and pages. */
  flush(space?: AddressSpace, range?: AddressRange): void {
    this.core.epoch++;
    const slot = this.slots.indexOf(space as VirtualMemory | undefined);
    if (space === undefined) this.core.exports.flush();
    else if (slot < 0) return;
    else if (range === undefined) this.core.exports.flushSpace(slot);
    else {
      const { start, end } = clipRange(range);
      if (start < end) this.core.exports.flushRange(slot, start, end - 1n);
    }
  }

  /** Throws kind `usage` when views may not write, kind `unsupported` when the source cannot be written. */
  checkWritable(): void {
    if (!this.writable)
      throw new PagewalkError('engine', 'usage', 'this engine was made for reading only', {
        hint: 'create it with write: true',
      });
    if (this.connector.write === undefined)
      throw new PagewalkError('engine', 'unsupported', `${this.connector.name} cannot be written`);
  }

  /** Forgets what the caches hold of written memory, and all translations; jobs under way begin again. */
  forget(writes: readonly PhysicalWrite[]): void {
    const { core } = this;
    core.writes.wrote(writes);
    core.epoch++;
    core.exports.cancel();
    for (const { phys, from } of writes) core.exports.forget(BigInt(phys), BigInt(from.length));
  }

  /** Whether the core still has a space in its last slot. */
  holds(space: VirtualMemory): boolean {
    return this.slots[space.lastSlot] === space;
  }

  /** Gives a space a slot of the core; `set` puts it there, which the core answers with 1. Throws kind `usage` when it does not. */
  giveSlot(space: VirtualMemory, set: (slot: number) => number): number {
    const slot = this.nextSlot;
    if (set(slot) !== 1) {
      throw new PagewalkError('engine', 'usage', `the core has no ${space.mode} with these roots`, {
        expected: 'a root, and a high root only in modes that have one',
      });
    }
    this.nextSlot = (slot + 1) % SLOTS;
    this.slots[slot] = space;
    space.lastSlot = slot;
    return slot;
  }

  /** Lets the event loop turn when it has not for a while. */
  async breathe(): Promise<void> {
    if (performance.now() - this.lastBreath < BREATH_MS) return;
    await new Promise<void>((resolve) => void setTimeout(resolve, 0));
    this.lastBreath = performance.now();
  }

  /** Closes the connector. */
  close(): Promise<void> {
    return this.connector.close();
  }

  private counted(connector: Connector): Connector {
    const count = (reads: readonly PhysicalRead[]): void => {
      if (reads.length === 0) return;
      this.counters.trips++;
      this.counters.reads += reads.length;
      for (const read of reads) this.counters.bytes += read.got;
    };
    return observeReads<PhysicalRead, Connector>(connector, count);
  }
}

/** Address spaces that the core knows at a time (core-as/layout.ts). */
const SLOTS = 256;
