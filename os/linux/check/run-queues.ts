/** Tasks on the processors and in their run queues. Source: kernel/sched/sched.h (struct rq, struct rt_prio_array). */
import type { LinuxKernel } from '../kernel.js';
import { readLinks } from '../lists.js';
import { perCpuAddress, possibleCpus, type Cpu } from '../per-cpu.js';
import { StructReader } from '../structs.js';
import { variable } from '../variables/index.js';
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

/** Where the run queues are: each processor's names its idle task, `swapper/0`. Users: kernel/sched/core.c. */
function placeOfQueues(
  kernel: LinuxKernel,
  cpus: readonly Cpu[],
  tasks: TaskReader,
): Promise<bigint | undefined> {
  const reader = new StructReader(kernel, 'rq', ['cpu?', 'idle?']);
  return variable(kernel, {
    name: 'runqueues',
    users: ['idle_cpu', 'resched_cpu', 'task_rq_lock', 'scheduler_tick', 'sched_tick'],
    fits: async (address) => {
      if (!reader.has('idle')) return false;
      const queues = await reader.many(cpus.map((cpu) => perCpuAddress(kernel, address, cpu)));
      const idle = await tasks.reader.many(queues.map((queue) => queue?.word('idle') ?? 0n));
      return idle.length > 0 && idle.every((task, i) => task?.text('comm') === `swapper/${cpus[i]?.cpu}`);
    },
  });
}

/** What all processors run and are about to run, and why some may be missing. */
export async function queuedTasks(
  kernel: LinuxKernel,
  tasks: TaskReader,
  signal?: AbortSignal,
): Promise<{ tasks: QueuedTask[]; reasons: string[] }> {
  if (kernel.types.struct('rq') === undefined)
    return { tasks: [], reasons: ["the kernel's types have no struct rq"] };
  const reader = new StructReader(kernel, 'rq', ['curr', 'stop?', 'cfs_tasks?', 'rt.active.queue?']);
  const found: QueuedTask[] = [];
  const reasons: string[] = [];
  const cpus = await possibleCpus(kernel);
  if (cpus === undefined) reasons.push('the processors cannot be told');
  const runqueues = await placeOfQueues(kernel, cpus ?? [], tasks);
  if (runqueues === undefined) return { tasks: [], reasons: ['the kernel has no symbol runqueues'] };
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
