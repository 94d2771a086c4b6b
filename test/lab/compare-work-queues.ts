/** Compares work queues with the guest's list of kernel threads: each rescuer is named after its queue. */
import type { LinuxOs } from '../../os/index.js';
import { verdictOf, type Verdict } from './compare.js';
import type { Truth } from './truth.js';

/** How kernels name the thread of a rescuer: kernel/workqueue.c, init_rescuer; the second until 6.7, cut to 15 characters until 5.16. */
const namesOf = (queue: string): string[] => [`kworker/R-${queue}`, queue, queue.slice(0, 15)];

/** Every thread that is named as a rescuer is one of a queue, and every rescuer is such a thread. */
export async function compareWorkQueues(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const { items, complete } = await os.workQueues();
  const rescued = new Map(
    items.flatMap(({ rescuer, name }) => (rescuer === null ? [] : [[rescuer, name] as const])),
  );
  const threads = new Map(truth.processes.map(({ pid, name }) => [pid, name]));
  const rescuers = [...rescued].map(([pid, name]) => ({
    name: `rescuer ${pid} of ${name}`,
    want: true,
    got: namesOf(name).some((one) => one.slice(0, 15) === threads.get(pid)?.slice(0, 15)),
  }));
  const named = truth.processes
    .filter(({ name }) => name.startsWith('kworker/R-'))
    .map(({ pid, name }) => ({ name: `thread ${pid} ${name}`, want: true, got: rescued.has(pid) }));
  const queues = ['events', 'events_unbound', 'mm_percpu_wq'].map((name) => ({
    name: `queue ${name}`,
    want: true,
    got: items.some((queue) => queue.name === name && queue.complete),
  }));
  return verdictOf([{ name: 'whole', want: true, got: complete }, ...queues, ...rescuers, ...named]);
}
