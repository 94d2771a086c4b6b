/** JSON records of virtual machines inside the machine. */
import { completeness, hexAddress, type JsonRecord } from '../records.js';
import type { GuestMachine } from '../types.js';

/** Record of `guests`. */
export function guestRecord(g: GuestMachine): JsonRecord {
  return {
    pid: g.pid,
    name: g.name,
    foundBy: g.foundBy,
    size: Number(g.ranges.reduce((sum, { size }) => sum + size, 0n)),
    ranges: g.ranges.map(({ start, size, host }) => ({
      start: hexAddress(start),
      size: Number(size),
      host: hexAddress(host),
    })),
    ...completeness(g),
  };
}
