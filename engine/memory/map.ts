/** Maps of physical memory: cutting a hole into a connector whose file leaves it out. */
import type { Connector, PhysicalRange, PhysicalRead } from '../connector.js';

/** Sorts ranges and merges neighbours; empty ones are dropped. */
export function normalRanges(ranges: readonly PhysicalRange[]): PhysicalRange[] {
  const merged: { start: number; size: number }[] = [];
  for (const { start, size } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (size <= 0) continue;
    if (last !== undefined && last.start + last.size >= start)
      last.size = Math.max(last.size, start + size - last.start);
    else merged.push({ start, size });
  }
  return merged;
}

/**
 * The same memory with everything from `lowEnd` on moved up to `highStart`: x86 machines with much memory have a hole
 * for devices below 4 GiB, and some dumps simply leave it out. Both are page-aligned byte addresses.
 */
export function splitAtHole(connector: Connector, lowEnd: number, highStart: number): Connector {
  const shift = highStart - lowEnd;
  const moved = connector.ranges.flatMap(({ start, size }) => [
    { start, size: Math.min(size, lowEnd - start) },
    { start: Math.max(start, lowEnd) + shift, size: start + size - Math.max(start, lowEnd) },
  ]);
  const why = `in the hole between 0x${lowEnd.toString(16)} and 0x${highStart.toString(16)}`;

  /** Reads of the file's own addresses; what straddles the low end is cut there. */
  function below(reads: readonly PhysicalRead[]): { inner: PhysicalRead; outer: PhysicalRead }[] {
    const pairs: { inner: PhysicalRead; outer: PhysicalRead }[] = [];
    for (const outer of reads) {
      const inHole = outer.phys >= lowEnd && outer.phys < highStart;
      const low = outer.phys < lowEnd;
      const length = low ? Math.min(outer.into.length, lowEnd - outer.phys) : outer.into.length;
      outer.got = 0;
      outer.reason = why;
      if (inHole) continue;
      const inner: PhysicalRead = {
        phys: low ? outer.phys : outer.phys - shift,
        into: outer.into.subarray(0, length),
        got: 0,
      };
      pairs.push({ inner, outer });
    }
    return pairs;
  }
  function finish(pairs: readonly { inner: PhysicalRead; outer: PhysicalRead }[]): void {
    for (const { inner, outer } of pairs) {
      outer.got = inner.got;
      if (inner.got < inner.into.length) outer.reason = inner.reason;
      else if (inner.got === outer.into.length) outer.reason = undefined;
    }
  }

  const { readSync } = connector;
  return {
    format: connector.format,
    name: connector.name,
    identity: connector.identity,
    ranges: normalRanges(moved),
    cost: connector.cost,
    live: connector.live,
    notes: [
      ...connector.notes,
      `memory from 0x${lowEnd.toString(16)} on lies at 0x${highStart.toString(16)}`,
    ],
    read: async (reads, signal) => {
      const pairs = below(reads);
      await connector.read(
        pairs.map((p) => p.inner),
        signal,
      );
      finish(pairs);
    },
    ...(readSync && {
      readSync: (reads: readonly PhysicalRead[]) => {
        const pairs = below(reads);
        readSync(pairs.map((p) => p.inner));
        finish(pairs);
      },
    }),
    close: () => connector.close(),
  };
}
