/** Live tasks that the lists lack, and all that must not be taken for one. */
import { expect, test } from 'vitest';
import { hiddenProcesses } from '../../../../os/linux/check/hidden-processes.js';
import { Tasks } from '../../../../os/linux/tasks.js';
import { fakeKernel, FakeMemory } from '../../../kit/fake-kernel.js';
import { briefly, CheckWorld } from '../../../kit/check-world.js';
import { LAYOUTS } from '../../../kit/fake-layouts.js';

const BASE = 0xffff888000000000n;
const task = (pid: number) => BASE + BigInt(pid) * 0x1000n;
const [FAIR, PIDS, NODE, QUEUE] = [BASE + 0x800000n, BASE + 0x801000n, BASE + 0x802000n, BASE + 0x803000n];

class Machine extends CheckWorld {
  constructor(
    readonly pids: readonly number[],
    readonly hidden: readonly number[] = [],
  ) {
    super();
    Object.assign(this.layouts, LAYOUTS, {
      task_struct: {
        ...LAYOUTS['task_struct'],
        group_leader: [112, 8],
        parent: [120, 8],
        sched_class: [128, 8],
        pid_links: [136, 64],
        'se.group_node': [200, 16],
      },
      pid_namespace: { 'idr.idr_rt.xa_head': [0, 8] },
      xa_node: { shift: [0, 1], slots: [16, 512] },
      pid: { tasks: [0, 32] },
      rq: { curr: [0, 8], cfs_tasks: [8, 16] },
    });
    Object.assign(this.symbols, {
      init_task: task(0),
      fair_sched_class: FAIR,
      init_pid_ns: PIDS,
      runqueues: QUEUE,
    });
    const all = [0, ...pids];
    all.forEach((pid, i) => {
      this.task(pid, pid === 0 ? 'swapper/0' : `task${pid}`);
      const next = task(all[(i + 1) % all.length] as number);
      const before = task(all[(i + all.length - 1) % all.length] as number);
      this.memory.words(task(pid), [next, before]);
    });
    for (const pid of hidden) this.task(pid, `ghost${pid}`).words(task(pid), [task(pid), task(pid)]);
    this.memory.word(PIDS, NODE + 2n).write(NODE, new Uint8Array(16 + 512));
    this.memory.words(QUEUE, [task(1), QUEUE + 8n, QUEUE + 8n]);
    this.layer = { tasks: () => new Tasks(fakeKernel(this.memory, this.layouts, this.symbols)) };
  }

  task(pid: number, name: string): FakeMemory {
    const at = task(pid);
    const signal = at + 0x800n;
    return this.memory
      .write(at, new Uint8Array(256))
      .words(at + 16n, [signal, signal])
      .word(at + 32n, BigInt(pid) | (BigInt(pid) << 32n))
      .text(at + 40n, name)
      .words(at + 64n, [task(0), 0n, signal])
      .words(at + 112n, [at, task(0), pid === 0 ? 0n : FAIR])
      .words(signal, [at + 16n, at + 16n, 1n]);
  }

  /** Gives a task a number in the idr. */
  number(pid: number): this {
    const object = BASE + 0x900000n + BigInt(pid) * 0x100n;
    this.memory.word(NODE + 16n + 8n * BigInt(pid), object).word(object, task(pid) + 136n);
    return this;
  }
}

const detailsOf = async (machine: Machine) =>
  (await machine.run(hiddenProcesses)).items.map(
    ({ what, detail }) => `${what}: ${detail.split('seen in: ')[1]}`,
  );

test('listed tasks are not hidden, whatever else names them', async () => {
  const machine = new Machine([1, 2, 3]).number(1).number(2).number(3);
  expect(await machine.run(hiddenProcesses)).toEqual({ items: [], complete: true });
});

test('a task off the list is found in the idr and in memory; one without a number in memory alone', async () => {
  expect(await detailsOf(new Machine([1, 2, 3], [5, 6]).number(1).number(5))).toEqual([
    'pid 5 (ghost5): pid idr, memory',
    'pid 6 (ghost6): memory',
  ]);
});

test('a running task is found on its processor', async () => {
  const machine = new Machine([1, 2], [5]);
  machine.memory.word(QUEUE, task(5));
  expect(await detailsOf(machine)).toEqual(['pid 5 (ghost5): run queue, memory']);
});

test('exited and half-made tasks, and what only looks like a task, are not hidden processes', async () => {
  const machine = new Machine([1, 2], [5, 6, 7, 8]);
  machine.memory.word(task(5) + 56n, 0x80n | (0x10n << 32n)); // TASK_DEAD, EXIT_DEAD
  machine.memory.word(task(6) + 56n, 0x800n); // TASK_NEW
  machine.memory.word(task(7) + 112n, task(1)); // a leader that is of another process
  machine.memory.write(task(8) + 40n, Uint8Array.of(1, 2, 3)); // no name
  expect(await machine.run(hiddenProcesses)).toEqual({ items: [], complete: true });
});

test('a list of processes that is torn hides nobody', async () => {
  const machine = new Machine([1, 2], [5]);
  machine.memory.word(task(2), 0x1234n);
  const { items, complete, reason } = await machine.run(hiddenProcesses);
  expect({ items, complete }).toEqual({ items: [], complete: false });
  expect(reason).toContain('the list of processes is not whole');
});

test('an idr that cannot be followed is told; the rest is still looked at', async () => {
  const machine = new Machine([1, 2], [5]);
  machine.memory.word(PIDS, 0xffff999000000002n);
  const listing = await machine.run(hiddenProcesses);
  expect(briefly(listing)).toEqual(['hidden-process: pid 5 (ghost5)']);
  expect(listing.reason).toContain('the pid idr: 1 nodes');
});
