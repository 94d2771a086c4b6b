/** Tasks that are alive but not in the kernel's lists: pid idr, run queues and all of memory against the lists. */
import type { Evidence } from '../../types.js';
import { carveTasks } from './carve-tasks.js';
import type { Check } from './check.js';
import { pidTasks } from './pid-tasks.js';
import { hex, type NewFinding } from './report.js';
import { queuedTasks } from './run-queues.js';
import { TaskReader, type FoundTask } from './task-reader.js';

/** Compares four views of the tasks. Exited tasks and the idle tasks are in no list and not hidden. */
export const hiddenProcesses: Check = {
  name: 'hidden processes',
  async run(facts, report, signal) {
    const { kernel } = facts;
    kernel.symbols.find(['runqueues', 'init_pid_ns']);
    const listed = await facts.tasks(signal);
    if (listed.reason !== undefined) {
      report.unchecked(`hidden processes: the list of processes is not whole (${listed.reason})`);
      return;
    }
    const reader = new TaskReader(kernel);
    const seen = new Map<bigint, Evidence[]>();
    const note = (address: bigint, evidence: Evidence): void => {
      if (listed.addresses.has(address)) return;
      seen.set(address, [...(seen.get(address) ?? []), evidence]);
    };

    const pids = await pidTasks(kernel, reader, signal);
    for (const reason of pids.reasons) report.unchecked(`hidden processes: ${reason}`);
    for (const { pid, address } of pids.tasks)
      note(address, { what: 'pid idr', where: hex(address), value: `pid ${pid}` });

    const queued = await queuedTasks(kernel, reader, signal);
    for (const reason of queued.reasons) report.unchecked(`hidden processes: ${reason}`);
    for (const { address, where } of queued.tasks)
      note(address, { what: 'run queue', where: hex(address), value: where });

    const known = [...listed.addresses];
    const carved = await carveTasks(kernel, reader, known, signal);
    if (carved.reason !== undefined) report.unchecked(`hidden processes: ${carved.reason}`);
    for (const task of carved.tasks)
      note(task.address, {
        what: 'memory',
        where: hex(task.address),
        value: `task_struct of pid ${task.pid}`,
      });

    if (seen.size === 0) return;
    // A guest that runs on may have started or ended processes meanwhile: what the lists have now is not hidden.
    const again = await facts.tasksAgain(signal);
    const tasks = await reader.live([...seen.keys()].filter((address) => !again.addresses.has(address)));
    for (const task of tasks) {
      // A second structure of a listed task is a copy of its page.
      if (again.pids.has(task.pid)) continue;
      if (again.torn.has(task.tgid) && task.pid !== task.tgid) {
        report.unchecked(`hidden processes: the threads of pid ${task.tgid} cannot all be listed`);
        continue;
      }
      report.found(finding(task, seen.get(task.address) ?? []));
    }
  },
};

function finding(task: FoundTask, evidence: readonly Evidence[]): NewFinding {
  const leader = task.pid === task.tgid;
  const views = [...new Set(evidence.map(({ what }) => what))].join(', ');
  return {
    kind: leader ? 'hidden-process' : 'hidden-thread',
    what: leader ? `pid ${task.pid} (${task.name})` : `thread ${task.pid} (${task.name}) of pid ${task.tgid}`,
    address: task.address,
    detail: leader
      ? `the list of processes lacks this live process; seen in: ${views}`
      : `the list of threads of its process lacks this live thread; seen in: ${views}`,
    evidence,
  };
}
