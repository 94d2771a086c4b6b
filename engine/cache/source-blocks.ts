/** A cache of large blocks over a connector whose calls are costly whatever their size (a tab's files, remote ones). */
import type { Connector, PhysicalRange, PhysicalRead } from '../connector.js';

const PAGE = 4096;

/** How large blocks are and how many are kept. */
export interface BlockOptions {
  /** Bytes of a block, a power of two; default 256 KiB. Reads of this size or more go past the cache. */
  readonly block?: number;
  /** Blocks kept, least recently used go first; default 128 (32 MiB). */
  readonly capacity?: number;
}

/** A part of one range, aligned inside. */
interface Block {
  readonly start: number;
  readonly bytes: Uint8Array;
  got: number;
}

/** A read and the blocks that it touches. */
interface Wanted {
  readonly read: PhysicalRead;
  readonly blocks: readonly PhysicalRange[];
}

/** The same memory with blocks kept, so that neighbouring small reads cost one call. Not for live memory: nothing expires. */
export function withBlocks(
  connector: Connector,
  { block = 256 * 1024, capacity = 128 }: BlockOptions = {},
): Connector {
  const kept = new Map<number, Block>();

  /** The range that holds an address. */
  const rangeOf = (phys: number): PhysicalRange | undefined => {
    let low = 0;
    let high = connector.ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const range = connector.ranges[middle] as PhysicalRange;
      if (range.start + range.size <= phys) low = middle + 1;
      else high = middle;
    }
    const range = connector.ranges[low];
    return range !== undefined && range.start <= phys ? range : undefined;
  };
  /** The blocks, cut to their range, that a read touches; undefined when it had better be read as it is. */
  const blocksOf = (read: PhysicalRead): PhysicalRange[] | undefined => {
    const range = rangeOf(read.phys);
    const end = read.phys + read.into.length;
    if (range === undefined || read.into.length >= block || end > range.start + range.size) return undefined;
    const blocks: PhysicalRange[] = [];
    for (let at = read.phys - (read.phys % block); at < end; at += block) {
      const start = Math.max(at, range.start);
      blocks.push({ start, size: Math.min(at + block, range.start + range.size) - start });
    }
    return blocks;
  };
  const touch = (start: number): Block | undefined => {
    const found = kept.get(start);
    if (found !== undefined) {
      kept.delete(start);
      kept.set(start, found);
    }
    return found;
  };

  /** First trip: reads that go past the cache, and blocks that are not kept. Then: what blocks could not serve. */
  function* serve(reads: readonly PhysicalRead[]): Generator<readonly PhysicalRead[], void, void> {
    const straight: PhysicalRead[] = [];
    const wanted: Wanted[] = [];
    const fetched = new Map<number, Block>();
    const trip: PhysicalRead[] = [];
    for (const read of reads) {
      const blocks = blocksOf(read);
      if (blocks === undefined) {
        trip.push(read);
        continue;
      }
      wanted.push({ read, blocks });
      for (const { start, size } of blocks) {
        if (fetched.has(start)) continue;
        const known = touch(start);
        const one = known ?? { start, bytes: new Uint8Array(size), got: 0 };
        fetched.set(start, one);
        if (known === undefined) trip.push({ phys: start, into: one.bytes, got: 0 });
      }
    }
    if (trip.length > 0) yield trip;
    for (const { phys, into, got } of trip) {
      const one = fetched.get(phys);
      if (one?.bytes !== into) continue;
      one.got = got;
      if (got === into.length) kept.set(phys, one);
    }
    while (kept.size > capacity) kept.delete(kept.keys().next().value as number);
    for (const { read, blocks } of wanted) {
      const whole = blocks.every(({ start }) => copy(fetched.get(start) as Block, read));
      if (whole) read.got = read.into.length;
      else straight.push(read);
    }
    if (straight.length > 0) yield straight;
  }

  const { readSync } = connector;
  return {
    format: connector.format,
    name: connector.name,
    identity: connector.identity,
    ranges: connector.ranges,
    // What is kept makes small reads cheap; whoever wraps this connector need not do it again.
    cost: { ...connector.cost, block: PAGE },
    live: connector.live,
    notes: connector.notes,
    read: async (reads, signal) => {
      for (const trip of serve(reads)) await connector.read(trip, signal);
    },
    ...(readSync && {
      readSync: (reads: readonly PhysicalRead[]) => {
        for (const trip of serve(reads)) readSync(trip);
      },
    }),
    close: () => {
      kept.clear();
      return connector.close();
    },
  };
}

/** Copies what block and read share; false when the block lacks a byte of it. */
function copy({ start, bytes, got }: Block, read: PhysicalRead): boolean {
  const from = Math.max(start, read.phys);
  const to = Math.min(start + bytes.length, read.phys + read.into.length);
  if (to - start > got) return false;
  read.into.set(bytes.subarray(from - start, to - start), from - read.phys);
  return true;
}
