/**
 * Tasks by process id: the first pid namespace numbers every task, those of other namespaces too. Sources: kernel/pid.c,
 * include/linux/pid.h (struct pid).
 */
import type { LinuxKernel } from '../kernel.js';
import { StructReader } from '../structs.js';
import { Xarrays } from '../xarray.js';
import type { TaskReader } from './task-reader.js';

/** What the idr leads to, and why some may be missing. */
export interface PidTasks {
  readonly tasks: { readonly pid: number; readonly address: bigint }[];
  readonly reasons: string[];
}

/** Every task that has a number. */
export async function pidTasks(
  kernel: LinuxKernel,
  tasks: TaskReader,
  signal?: AbortSignal,
): Promise<PidTasks> {
  const namespace = kernel.symbols.address('init_pid_ns');
  if (namespace === undefined) return { tasks: [], reasons: ['the kernel has no symbol init_pid_ns'] };
  if (!tasks.reader.has('pid_links')) return { tasks: [], reasons: ['task_struct.pid_links is unknown'] };
  const namespaces = new StructReader(kernel, 'pid_namespace', ['idr.idr_rt.xa_head']);
  const root = (await namespaces.at(namespace))?.word('idr.idr_rt.xa_head');
  if (root === undefined) return { tasks: [], reasons: ['init_pid_ns cannot be read'] };
  const { entries, reason } = await new Xarrays(kernel).entries(root, signal);
  const reasons = reason === undefined ? [] : [`the pid idr: ${reason}`];
  const pids = new StructReader(kernel, 'pid', ['tasks']);
  const found: { pid: number; address: bigint }[] = [];
  const link = BigInt(tasks.reader.offset('pid_links'));
  const structs = await pids.many(entries.map(({ value }) => value));
  let lost = 0;
  structs.forEach((struct, i) => {
    // The first word of hlist number PIDTYPE_PID: the task's pid_links, or nothing for a number that only groups use.
    const first = struct?.word('tasks');
    if (first === undefined) lost++;
    else if (first !== 0n) found.push({ pid: entries[i]?.index ?? 0, address: first - link });
  });
  if (lost > 0) reasons.push(`${lost} struct pid cannot be read`);
  return { tasks: found, reasons };
}
