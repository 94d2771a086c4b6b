/** Processes that a torn task list leaves out: the table of process ids leads to them as well. */
import { PagewalkError } from '../../engine/index.js';
import { pidTasks } from './check/pid-tasks.js';
import { TaskReader } from './check/task-reader.js';
import type { LinuxKernel } from './kernel.js';

/** Addresses of the thread-group leaders that have a number, by number; none where the types do not lead there. */
export async function leadersByPid(kernel: LinuxKernel, signal?: AbortSignal): Promise<bigint[]> {
  try {
    const reader = new TaskReader(kernel);
    const { tasks } = await pidTasks(kernel, reader, signal);
    const live = await reader.live(tasks.map(({ address }) => address));
    return live.filter(({ pid, tgid }) => pid === tgid).map(({ address }) => address);
  } catch (error) {
    if (error instanceof PagewalkError && error.kind === 'unsupported') return [];
    throw error;
  }
}
