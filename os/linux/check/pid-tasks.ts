/**
 * Tasks by process id: the first pid namespace numbers every task, those of other namespaces too. Sources: kernel/pid.c,
 * include/linux/pid.h (struct pid), include/linux/idr.h, include/linux/xarray.h (struct xa_node).
 */
import { throwIfAborted } from '../../../engine/index.js';
import type { LinuxKernel } from '../kernel.js';
import { StructReader } from '../structs.js';
import type { TaskReader } from './task-reader.js';

/** include/linux/threads.h, PID_MAX_LIMIT, with room for pids that only groups and sessions hold. */
const MAX_ENTRIES = 1 << 23;

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
  const { entries, reasons } = await idrEntries(kernel, root, signal);
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

/** Entries of an idr by index. */
async function idrEntries(
  kernel: LinuxKernel,
  head: bigint,
  signal?: AbortSignal,
): Promise<{ entries: { index: number; value: bigint }[]; reasons: string[] }> {
  const reader = new StructReader(kernel, 'xa_node', ['shift', 'slots']);
  const { size } = reader.field('slots');
  const slots = Math.floor(size / kernel.wordSize);
  const bits = Math.log2(slots);
  const entries: { index: number; value: bigint }[] = [];
  const seen = new Set<bigint>();
  let lost = 0;
  // Nodes are marked by binary 10 in the low bits (xa_is_node); a single entry at index 0 may stand in the head itself.
  const isNode = (entry: bigint): boolean => (entry & 3n) === 2n && entry > 4096n;
  if (!isNode(head)) return { entries: head === 0n ? [] : [{ index: 0, value: head }], reasons: [] };
  for (const waiting = [{ entry: head, base: 0, above: 64 }]; waiting.length > 0;) {
    throwIfAborted(signal);
    const { entry, base, above } = waiting.pop() as { entry: bigint; base: number; above: number };
    const node = seen.has(entry) ? undefined : await reader.at(entry - 2n);
    const shift = node?.number('shift') ?? above;
    if (node === undefined || shift >= above || shift % bits !== 0 || entries.length > MAX_ENTRIES) {
      lost++;
      continue;
    }
    seen.add(entry);
    for (let i = slots - 1; i >= 0; i--) {
      const slot = node.word('slots', i);
      if (slot === 0n) continue;
      const index = base + i * 2 ** shift;
      if (shift > 0 && isNode(slot)) waiting.push({ entry: slot, base: index, above: shift });
      else if (shift === 0 && slot >= kernel.kernelStart) entries.push({ index, value: slot });
    }
  }
  return {
    entries,
    reasons: lost === 0 ? [] : [`${lost} nodes of the pid idr cannot be read or make no sense`],
  };
}
