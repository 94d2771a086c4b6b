/** Writes physical pieces, and sees to it that no cache gives the old bytes afterwards. */
import type { PhysicalWrite } from '../connector.js';
import { WriteTrip, type ConnectorJob } from '../connector-jobs.js';
import type { Engine } from '../engine.js';
import { nextPresent, type Gap } from './gather.js';

/** Writes all pieces in order; what stops early goes on behind the gap. Gives what was not written. */
export function* scatter(engine: Engine, pieces: readonly PhysicalWrite[]): ConnectorJob<Gap[]> {
  const gaps: Gap[] = [];
  let left = pieces.map((write, piece) => ({ piece, at: 0, write }));
  while (left.length > 0) {
    const writes = left.map(({ write }) => write);
    engine.forget(writes);
    try {
      yield new WriteTrip(writes);
    } finally {
      engine.forget(writes);
    }
    const rest: typeof left = [];
    for (const { piece, at, write } of left) {
      const { phys, from, put, reason } = write;
      if (put >= from.length) continue;
      const stop = phys + put;
      const end = phys + from.length;
      const next = Math.min(end, nextPresent(engine.connector, stop));
      gaps.push({ piece, at: at + put, length: next - stop, why: reason ?? 'not in the source' });
      if (next === end) continue;
      const skip = next - phys;
      rest.push({ piece, at: at + skip, write: { phys: next, from: from.subarray(skip), put: 0 } });
    }
    left = rest;
  }
  return gaps;
}
