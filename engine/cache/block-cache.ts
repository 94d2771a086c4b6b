/** A cache of blocks over a connector: for sources whose calls are costly whatever their size, and for live ones with a validity. */
import type { Connector, PhysicalRange, PhysicalRead, PhysicalWrite } from '../connector.js';
import { WriteTrip, type ConnectorJob } from '../connector-jobs.js';
import { PagewalkError } from '../errors.js';
import { wrapConnector } from '../wrap.js';
import { WriteLog } from './write-log.js';

const PAGE = 4096;

/** How large blocks are, how many are kept and for how long. */
export interface CacheOptions {
  /** Bytes of a block, a power of two from 4096 on; default 256 KiB. Reads of this size or more go past the cache. */
  readonly block?: number;
  /** Blocks kept, least recently used go first; default 128 (32 MiB). */
  readonly capacity?: number;
  /** A block is asked for again this many milliseconds after it was read; default: never. */
  readonly validMs?: number;
  /** A block is asked for again after it has served this many reads; default: never. */
  readonly validReads?: number;
  /** The clock of `validMs`, in milliseconds; default: `performance.now`. */
  readonly now?: () => number;
}

/** A part of one range, aligned inside. */
interface Block {
  readonly start: number;
  readonly bytes: Uint8Array;
  /** When it was asked for. */
  readonly since: number;
  got: number;
  /** Reads served. */
  served: number;
}

/** A read and the blocks that it touches. */
interface Wanted {
  readonly read: PhysicalRead;
  readonly blocks: readonly PhysicalRange[];
}

/**
 * The same memory with blocks kept, so that neighbouring small reads cost one call. Writes go through and drop the
 * blocks that they touch. Throws kind `usage` for a live connector without a validity, and for sizes out of range.
 */
export function wrapCache(connector: Connector, options: CacheOptions = {}): Connector {
  const { block = 256 * 1024, capacity = 128, validMs, validReads, now = () => performance.now() } = options;
  check(connector, block, capacity, validMs, validReads);
  const kept = new Map<number, Block>();
  const log = new WriteLog();

  /** The blocks, cut to their range, that a read touches; undefined when it had better be read as it is. */
  const blocksOf = (read: PhysicalRead): PhysicalRange[] | undefined => {
    const range = rangeOf(connector.ranges, read.phys);
    const end = read.phys + read.into.length;
    if (range === undefined || read.into.length >= block || end > range.start + range.size) return undefined;
    const blocks: PhysicalRange[] = [];
    for (let at = read.phys - (read.phys % block); at < end; at += block) {
      const start = Math.max(at, range.start);
      blocks.push({ start, size: Math.min(at + block, range.start + range.size) - start });
    }
    return blocks;
  };
  /** A kept block that is still valid, now the most recently used. */
  const touch = (start: number): Block | undefined => {
    const found = kept.get(start);
    if (found === undefined) return undefined;
    kept.delete(start);
    const old =
      (validMs !== undefined && now() - found.since >= validMs) ||
      (validReads !== undefined && found.served >= validReads);
    if (old) return undefined;
    kept.set(start, found);
    return found;
  };

  /** First trip: reads that go past the cache, and blocks that are not kept. Then: what blocks could not serve. */
  function* read(reads: readonly PhysicalRead[]): ConnectorJob<void> {
    const straight: PhysicalRead[] = [];
    const wanted: Wanted[] = [];
    const blocks = new Map<number, Block>();
    const trip: PhysicalRead[] = [];
    const { moment } = log;
    for (const one of reads) {
      const touched = blocksOf(one);
      if (touched === undefined) {
        trip.push(one);
        continue;
      }
      wanted.push({ read: one, blocks: touched });
      for (const { start, size } of touched) {
        if (blocks.has(start)) continue;
        const known = touch(start);
        blocks.set(start, known ?? { start, bytes: new Uint8Array(size), since: now(), got: 0, served: 0 });
        if (known === undefined) trip.push({ phys: start, into: (blocks.get(start) as Block).bytes, got: 0 });
      }
    }
    if (trip.length > 0) yield trip;
    for (const fetched of trip) {
      const { phys, into, got } = fetched;
      const one = blocks.get(phys);
      if (one?.bytes !== into) continue;
      one.got = got;
      if (got === into.length && !log.touched(moment, [fetched])) kept.set(phys, one);
    }
    while (kept.size > capacity) kept.delete(kept.keys().next().value as number);
    for (const { read: one, blocks: touched } of wanted) {
      const whole = touched.every(({ start }) => copy(blocks.get(start) as Block, one));
      if (whole) {
        one.got = one.into.length;
        one.reason = undefined;
      } else straight.push(one);
    }
    if (straight.length > 0) yield straight;
  }

  const drop = (writes: readonly PhysicalWrite[]): void => {
    log.wrote(writes);
    for (const [start, { bytes }] of kept) {
      const hit = writes.some(({ phys, from }) => phys < start + bytes.length && phys + from.length > start);
      if (hit) kept.delete(start);
    }
  };
  function* write(writes: readonly PhysicalWrite[]): ConnectorJob<void> {
    drop(writes);
    try {
      yield new WriteTrip(writes);
    } finally {
      drop(writes);
    }
  }

  // What is kept makes small reads cheap; whoever wraps this connector need not do it again.
  const cost = { ...connector.cost, block: PAGE };
  return wrapConnector(connector, { read, write, close: () => kept.clear() }, { cost });
}

function check(
  { live, name }: Connector,
  block: number,
  capacity: number,
  validMs: number | undefined,
  validReads: number | undefined,
): void {
  const bad = (what: string): never => {
    throw new PagewalkError('engine', 'usage', `cache over ${name}: ${what}`);
  };
  if (!(Number.isInteger(Math.log2(block)) && block >= PAGE && block <= 2 ** 30))
    bad(`a block of ${block} bytes is no power of two from 4096 to 2^30`);
  if (!(Number.isInteger(capacity) && capacity > 0)) bad(`a capacity of ${capacity} blocks`);
  if (validMs !== undefined && !(validMs > 0)) bad(`a validity of ${validMs} ms`);
  if (validReads !== undefined && !(Number.isInteger(validReads) && validReads > 0))
    bad(`a validity of ${validReads} reads`);
  if (live && validMs === undefined && validReads === undefined)
    bad('the memory is live: say how long a block is valid');
}

/** The range that holds an address. */
function rangeOf(ranges: readonly PhysicalRange[], phys: number): PhysicalRange | undefined {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle] as PhysicalRange;
    if (range.start + range.size <= phys) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low];
  return range !== undefined && range.start <= phys ? range : undefined;
}

/** Copies what block and read share; false when the block lacks a byte of it. */
function copy(block: Block, read: PhysicalRead): boolean {
  const { start, bytes, got } = block;
  const from = Math.max(start, read.phys);
  const to = Math.min(start + bytes.length, read.phys + read.into.length);
  if (to - start > got) return false;
  read.into.set(bytes.subarray(from - start, to - start), from - read.phys);
  block.served++;
  return true;
}
