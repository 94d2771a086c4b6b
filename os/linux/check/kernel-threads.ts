/**
 * Kernel threads that run code which is not the kernel's or a listed module's. Source: kernel/kthread.c, to_kthread
 * (worker_private since 5.17, set_child_tid before) and struct kthread.
 */
import { StructReader } from '../structs.js';
import type { Check } from './check.js';
import { isForeign, UNKNOWN } from './code-map.js';
import { hex } from './report.js';

/** include/linux/sched.h: PF_KTHREAD. */
const PF_KTHREAD = 0x00200000;

/** Judges the function that each kernel thread was started with. */
export const kernelThreads: Check = {
  name: 'kernel threads',
  async run(facts, report, signal) {
    const { kernel } = facts;
    const tasks = new StructReader(kernel, 'task_struct', [
      'pid',
      'comm',
      'flags',
      'worker_private|set_child_tid',
    ]);
    const threads = new StructReader(kernel, 'kthread', ['threadfn']);
    const code = await facts.code(signal);
    const { leaders } = await facts.tasks(signal);
    const kernelTasks = (await tasks.many(leaders.map(({ address }) => address))).filter(
      (task) => task !== undefined && (task.number('flags') & PF_KTHREAD) !== 0,
    );
    const own = await threads.many(
      kernelTasks.map((task) => task?.word('worker_private|set_child_tid') ?? 0n),
    );
    // kthreadd itself and threads made by older calls have none.
    const functions = own.map((thread) => thread?.word('threadfn') ?? 0n);
    const targets = await code.targets(functions);
    for (const [i, task] of kernelTasks.entries()) {
      const target = targets[i];
      const address = functions[i] ?? 0n;
      if (address !== 0n && target === 'unknown') report.unchecked(`kernel threads: ${UNKNOWN}`);
      if (task === undefined || address === 0n || !isForeign(target)) continue;
      report.found({
        kind: 'orphan-thread',
        what: `pid ${task.number('pid')} (${task.text('comm')})`,
        address: task.address,
        detail: `it runs ${code.describe(address)}`,
        evidence: [{ what: 'function', where: hex(own[i]?.address ?? 0n), value: hex(address) }],
      });
    }
  },
};
