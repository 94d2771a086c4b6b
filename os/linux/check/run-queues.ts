/** Tasks on the processors and in their run queues. Source: kernel/sched/sched.h (struct rq, struct rt_prio_array). */
import type { LinuxKernel } from '../kernel.js';
import { readLinks } from '../lists.js';
import { perCpuAddress, possibleCpus } from '../per-cpu.js';
import { StructReader } from '../structs.js';
import { walkList } from '../../walk.js';
import type { TaskReader } from './task-reader.js';

/** include/linux/sched/prio.h, MAX_RT_PRIO. */
const REAL_TIME_LEVELS = 100;

/** A task_struct in use by a processor. */
export interface QueuedTask {
  readonly address: bigint;
  /** `CPU 1, current`. */
  readonly where: string;
}

/** What all processors run and are about to run, and why some may be missing. */
export async function queuedTasks(
  kernel: LinuxKernel,
  tasks: TaskReader,
  signal?: AbortSignal,
): Promise<{ tasks: QueuedTask[]; reasons: string[] }> {
  const runqueues = kernel.symbols.address('runqueues');
  if (runqueues === undefined) return { tasks: [], reasons: ['the kernel has no symbol runqueues'] };
  const reader = new StructReader(kernel, 'rq', ['curr', 'stop?', 'cfs_tasks?', 'rt.active.queue?']);
  const found: QueuedTask[] = [];
  const reasons: string[] = [];
  const cpus = await possibleCpus(kernel);
  if (cpus === undefined) reasons.push('the processors cannot be told');
  for (const one of cpus ?? []) {
    const { cpu } = one;
    const address = perCpuAddress(kernel, runqueues, one);
    const queue = await reader.at(address);
    if (queue === undefined) {
      reasons.push(`the run queue of CPU ${cpu} cannot be read`);
      continue;
    }
    found.push({ address: queue.word('curr'), where: `CPU ${cpu}, current` });
    if (reader.has('stop')) found.push({ address: queue.word('stop'), where: `CPU ${cpu}, stopper` });
    const lists: { head: bigint; member: string; what: string }[] = [];
    if (reader.has('cfs_tasks') && tasks.reader.has('se.group_node'))
      lists.push({
        head: queue.addressOf('cfs_tasks'),
        member: 'se.group_node',
        what: `CPU ${cpu}, fair queue`,
      });
    if (reader.has('rt.active.queue') && tasks.reader.has('rt.run_list')) {
      const start = queue.addressOf('rt.active.queue');
      for (let level = 0; level < REAL_TIME_LEVELS; level++)
        lists.push({
          head: start + BigInt(2 * kernel.wordSize * level),
          member: 'rt.run_list',
          what: `CPU ${cpu}, real-time queue ${level}`,
        });
    }
    for (const { head, member, what } of lists) {
      const offset = BigInt(tasks.reader.offset(member));
      const walk = await walkList(head, what, (node) => readLinks(kernel, node), signal);
      if (walk.reason !== undefined) reasons.push(walk.reason);
      for (const node of walk.entries) found.push({ address: node - offset, where: what });
    }
  }
  return { tasks: found.filter(({ address }) => address !== 0n), reasons };
}
