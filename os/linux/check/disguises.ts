/** Programs that are named like kernel threads. Source: kernel/kthread.c; ps(1) puts such names in brackets. */
import type { Check } from './check.js';

/** include/linux/sched.h: PF_KTHREAD. */
const PF_KTHREAD = 0x00200000;
/** Families of kernel threads whose members carry numbers. */
const FAMILIES =
  /^(kworker|ksoftirqd|migration|cpuhp|idle_inject|rcu_\w+|rcuo[bgps]|irq|kswapd|kcompactd|jbd2|card\d|scsi_eh|scsi_tmf)[/_:\d-]|^(kthreadd|khugepaged|ksmd|kdevtmpfs|kauditd|khungtaskd|oom_reaper|writeback|kblockd|kswapd0|kcompactd0)$/;

/** Compares what processes are called with what they run. */
export const disguises: Check = {
  name: 'process names',
  async run(facts, report, signal) {
    const { items, complete, reason } = await facts.layer.processes().list(signal);
    if (!complete) report.unchecked(`process names: ${reason ?? 'the list of processes is not whole'}`);
    const { leaders } = await facts.tasks(signal);
    const kernelNames = new Set(
      leaders
        .filter(({ struct }) => (struct.number('flags') & PF_KTHREAD) !== 0)
        .map(({ name }) => name.slice(0, 15)),
    );
    for (const { pid, name, command, exe, root, address } of items) {
      if (root === null || exe === null || exe === '') continue;
      const first = command?.split(' ')[0] ?? '';
      const bracketed = /^\[.*\]$/.test(first) || /^\[.*\]?$/.test(name ?? '');
      const plain = (name ?? '').replace(/^\[|\]$/g, '');
      if (!bracketed && !kernelNames.has(plain) && !FAMILIES.test(plain)) continue;
      report.found({
        kind: 'disguised-process',
        what: `pid ${pid} (${name ?? '?'})`,
        address,
        detail: `it is named like a kernel thread but runs ${exe}`,
        evidence: [
          { what: 'name', where: 'comm', value: name ?? '?' },
          { what: 'command', where: 'arguments', value: command ?? '?' },
          { what: 'program', where: 'exe', value: exe },
        ],
      });
    }
  },
};
