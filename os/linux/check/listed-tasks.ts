/** All tasks that the kernel's lists name: processes and their threads. */
import { sideBySide } from '../../side-by-side.js';
import type { LinuxKernel } from '../kernel.js';
import type { Task, Tasks } from '../tasks.js';

/** The lists, and how far they can be trusted. */
export interface ListedTasks {
  /** Thread-group leaders in list order. */
  readonly leaders: readonly Task[];
  /** Addresses of all task_structs, the first idle task's among them. */
  readonly addresses: ReadonlySet<bigint>;
  /** Their process and thread ids. */
  readonly pids: ReadonlySet<number>;
  /** Set when the list of processes is not whole: then nothing that it lacks is hidden. */
  readonly reason?: string;
  /** Process ids whose list of threads is not whole. */
  readonly torn: ReadonlySet<number>;
}

/** Walks every list. */
export async function listTasks(
  kernel: LinuxKernel,
  tasks: Tasks,
  signal?: AbortSignal,
): Promise<ListedTasks> {
  const { tasks: leaders, reason } = await tasks.leaders(signal);
  const addresses = new Set(leaders.map(({ address }) => address));
  const init = kernel.symbols.address('init_task');
  if (init !== undefined) addresses.add(init);
  const pids = new Set(leaders.map(({ pid }) => pid));
  const torn = new Set<number>();
  const threads = await sideBySide(leaders, (leader) => tasks.threads(leader, signal));
  for (const [i, { tasks: listed, reason: why }] of threads.entries()) {
    for (const { address, pid } of listed) {
      addresses.add(address);
      pids.add(pid);
    }
    if (why !== undefined) torn.add((leaders[i] as Task).tgid);
  }
  return { leaders, addresses, pids, torn, ...(reason !== undefined && { reason }) };
}
