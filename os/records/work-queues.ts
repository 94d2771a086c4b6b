/** JSON records of work queues. */
import { completeness, hexAddress, type JsonRecord } from '../records.js';
import type { WorkQueue } from '../types.js';

/** Record of `workqueues`. */
export function workQueueRecord(queue: WorkQueue): JsonRecord {
  return {
    name: queue.name,
    flags: queue.flags,
    maxActive: queue.maxActive,
    rescuer: queue.rescuer,
    works: queue.works.map(({ state, function: called, code, cpu, pid, address }) => ({
      state,
      function: called,
      code: hexAddress(code),
      cpu,
      pid,
      address: hexAddress(address),
    })),
    address: hexAddress(queue.address),
    ...completeness(queue),
  };
}
