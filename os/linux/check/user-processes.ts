/** The processes with memory of their own that checks look into: each memory once. */
import type { AddressSpace } from '../../../engine/index.js';
import type { Mapping } from '../../types.js';
import type { Task } from '../tasks.js';
import type { Facts } from './facts.js';
import type { Report } from './report.js';

/** A process, its mappings and its memory. */
export interface UserProcess {
  readonly task: Task;
  readonly mappings: readonly Mapping[];
  readonly memory: AddressSpace;
}

/** Gives each process that runs a program; what cannot be read is told, under the name of the check. */
export async function* userProcesses(
  facts: Facts,
  report: Report,
  check: string,
): AsyncIterable<UserProcess> {
  const { processes, mappings: maker } = facts.layer;
  const maps = maker();
  const seen = new Set<bigint>();
  const { leaders, reason } = await facts.tasks();
  if (reason !== undefined) report.unchecked(`${check}: ${reason}`);
  for (const task of leaders) {
    // A child of vfork shares its parent's.
    if (task.mm === 0n || seen.has(task.mm)) continue;
    seen.add(task.mm);
    const memory = await processes().memory(task);
    const { items: mappings, complete, reason: why } = await maps.list(task.mm);
    if (!complete) report.unchecked(`${check}: pid ${task.pid}: ${why ?? 'its mappings cannot be read'}`);
    if (memory === undefined) report.unchecked(`${check}: the memory of pid ${task.pid} cannot be read`);
    else yield { task, mappings, memory };
  }
}
