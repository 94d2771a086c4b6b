/** Maps of physical memory: cutting a hole into a connector whose file leaves it out, and moving all of it. */
import type { Connector, PhysicalRange, PhysicalRead, PhysicalWrite } from '../connector.js';
import { WriteTrip, type ConnectorJob } from '../connector-jobs.js';
import { wrapConnector } from '../wrap.js';
import { wrongUse } from './checks.js';

const PAGE = 4096;
/** Highest physical address plus one that connectors have. */
const LIMIT = 2 ** 52;

/** Sorts ranges and merges neighbours; empty ones are dropped. */
export function normalRanges(ranges: readonly PhysicalRange[]): PhysicalRange[] {
  const merged: { start: number; size: number }[] = [];
  for (const { start, size } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (!(size > 0)) continue;
    if (last !== undefined && last.start + last.size >= start)
      last.size = Math.max(last.size, start + size - last.start);
    else merged.push({ start, size });
  }
  return merged;
}

/**
 * The same memory, `by` bytes higher: a flat file starts with the first byte of memory, which on many machines does not
 * lie at address 0. What lies lower is missing.
 */
export function movedBy(connector: Connector, by: number): Connector {
  const why = `below 0x${by.toString(16)}, where the memory of this machine starts`;
  function* read(reads: readonly PhysicalRead[]): ConnectorJob<void> {
    const pairs = reads.map((outer) => {
      const inner: PhysicalRead = { phys: outer.phys - by, into: outer.into, got: 0 };
      return { outer, inner };
    });
    yield pairs.flatMap(({ inner }) => (inner.phys < 0 ? [] : inner));
    for (const { outer, inner } of pairs) {
      outer.got = inner.got;
      outer.reason = inner.phys < 0 ? why : inner.reason;
    }
  }
  function* write(writes: readonly PhysicalWrite[]): ConnectorJob<void> {
    const pairs = writes.map((outer) => {
      const inner: PhysicalWrite = { phys: outer.phys - by, from: outer.from, put: 0 };
      return { outer, inner };
    });
    yield new WriteTrip(pairs.flatMap(({ inner }) => (inner.phys < 0 ? [] : inner)));
    for (const { outer, inner } of pairs) {
      outer.put = inner.put;
      outer.reason = inner.phys < 0 ? why : inner.reason;
    }
  }
  return wrapConnector(
    connector,
    { read, write },
    {
      ranges: connector.ranges.map(({ start, size }) => ({ start: start + by, size })),
      notes: [...connector.notes, `the memory of this machine starts at 0x${by.toString(16)}`],
    },
  );
}

/**
 * The same memory with everything from `lowEnd` on moved up to `highStart`: x86 machines with much memory have a hole
 * for devices below 4 GiB, and some dumps simply leave it out. Throws kind `usage` for addresses that are not multiples of
 * 4096, in order and at most 2^52.
 */
export function splitAtHole(connector: Connector, lowEnd: number, highStart: number): Connector {
  const aligned = lowEnd % PAGE === 0 && highStart % PAGE === 0;
  if (!(aligned && lowEnd >= 0 && lowEnd <= highStart && highStart <= LIMIT))
    throw wrongUse(`there is no hole from ${lowEnd} to ${highStart}`);
  const shift = highStart - lowEnd;
  const moved = connector.ranges.flatMap(({ start, size }) => [
    { start, size: Math.min(size, lowEnd - start) },
    { start: Math.max(start, lowEnd) + shift, size: start + size - Math.max(start, lowEnd) },
  ]);
  const why = `in the hole between 0x${lowEnd.toString(16)} and 0x${highStart.toString(16)}`;

  /** Where a piece lies in the file's own addresses, and how much of it; what straddles the low end is cut there. */
  const place = (phys: number, length: number): PhysicalRange | undefined => {
    if (phys < lowEnd) return { start: phys, size: Math.min(length, lowEnd - phys) };
    return phys < highStart ? undefined : { start: phys - shift, size: length };
  };

  function* read(reads: readonly PhysicalRead[]): ConnectorJob<void> {
    const pairs: { inner: PhysicalRead; outer: PhysicalRead }[] = [];
    for (const outer of reads) {
      const at = place(outer.phys, outer.into.length);
      outer.got = 0;
      outer.reason = why;
      if (at !== undefined)
        pairs.push({ outer, inner: { phys: at.start, into: outer.into.subarray(0, at.size), got: 0 } });
    }
    yield pairs.map(({ inner }) => inner);
    for (const { inner, outer } of pairs) {
      outer.got = inner.got;
      outer.reason = stopped(inner.got, inner.into.length, outer.into.length, inner.reason, why);
    }
  }

  function* write(writes: readonly PhysicalWrite[]): ConnectorJob<void> {
    const pairs: { inner: PhysicalWrite; outer: PhysicalWrite }[] = [];
    for (const outer of writes) {
      const at = place(outer.phys, outer.from.length);
      outer.put = 0;
      outer.reason = why;
      if (at !== undefined)
        pairs.push({ outer, inner: { phys: at.start, from: outer.from.subarray(0, at.size), put: 0 } });
    }
    yield new WriteTrip(pairs.map(({ inner }) => inner));
    for (const { inner, outer } of pairs) {
      outer.put = inner.put;
      outer.reason = stopped(inner.put, inner.from.length, outer.from.length, inner.reason, why);
    }
  }

  return wrapConnector(
    connector,
    { read, write },
    {
      ranges: normalRanges(moved),
      notes: [
        ...connector.notes,
        `memory from 0x${lowEnd.toString(16)} on lies at 0x${highStart.toString(16)}`,
      ],
    },
  );
}

/** Why a piece ended where it did: the inner reason, the hole behind its cut, or nothing when it is whole. */
function stopped(
  done: number,
  inner: number,
  outer: number,
  reason: string | undefined,
  hole: string,
): string | undefined {
  if (done < inner) return reason;
  return inner < outer ? hole : undefined;
}
