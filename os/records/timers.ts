/** JSON records of pending timers. */
import { completeness, hexAddress, type JsonRecord } from '../records.js';
import type { KernelTimer } from '../types.js';

/** Record of `timers`. */
export function timerRecord(t: KernelTimer): JsonRecord {
  return {
    kind: t.kind,
    cpu: t.cpu,
    clock: t.clock,
    expires: t.expires,
    function: t.function,
    code: hexAddress(t.code),
    address: hexAddress(t.address),
    ...completeness(t),
  };
}
