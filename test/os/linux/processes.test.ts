/** Processes, threads and command lines of a kernel built by hand, and of damaged ones. */
import { describe, expect, test } from 'vitest';
import { Paths } from '../../../os/linux/paths.js';
import { Processes } from '../../../os/linux/processes.js';
import { Tasks } from '../../../os/linux/tasks.js';
import { FakeMemory, fakeKernel, type Layout } from '../../kit/fake-kernel.js';
import { LAYOUTS } from '../../kit/fake-layouts.js';

const AT = 0xffff888000000000n;
const INIT = AT;
const PF_KTHREAD = 0x200000n;

interface Spec {
  readonly pid: number;
  readonly name: string;
  readonly parent?: number;
  readonly state?: number;
  readonly exit?: number;
  readonly flags?: bigint;
  readonly uid?: number;
  /** Memory of arguments and environment; a process without is a kernel thread. */
  readonly args?: string;
  readonly environment?: string;
  readonly threads?: readonly string[];
}

const ARGS = 0x7ffd00000f00n;
/** Everything of task i lies at page i: task, signal, cred, mm; threads have pages of their own. */
const place = (i: number) => AT + BigInt(i) * 0x10000n;
const SIGNAL = 0x1000n;
const CRED = 0x2000n;
const MM = 0x3000n;
const THREADS = 0x4000n;
const PGD = 0x5000n;

class Machine {
  readonly memory = new FakeMemory();
  readonly users = new Map<bigint, FakeMemory>();
  constructor(readonly specs: readonly Spec[]) {
    const all = [{ pid: 0, name: 'swapper/0' }, ...specs];
    const tasks = all.map((_, i) => place(i));
    const linked = (list: readonly bigint[], at: bigint, i: number) =>
      this.memory.words(at, [
        list[(i + 1) % list.length] as bigint,
        list[(i + list.length - 1) % list.length] as bigint,
      ]);
    all.forEach((spec: Spec, i) => {
      const task = place(i);
      const parent = Math.max(
        0,
        all.findIndex(({ pid }) => pid === (spec.parent ?? 0)),
      );
      this.task(task, spec, spec.pid, place(parent), task);
      linked(tasks, task, i);
      const others = (spec.threads ?? []).map((_, n) => task + THREADS + BigInt(n) * 0x100n);
      const nodes = [task + SIGNAL, ...[task, ...others].map((t) => t + 16n)];
      nodes.forEach((node, n) => linked(nodes, node, n));
      this.memory.word(task + SIGNAL + 16n, BigInt(nodes.length - 1));
      others.forEach((thread, n) =>
        this.task(
          thread,
          { ...spec, name: spec.threads?.[n] ?? '', pid: spec.pid + n + 1 },
          spec.pid,
          place(parent),
          task,
        ),
      );
      this.memory.word(task + CRED + 8n, BigInt(spec.uid ?? 0), 4);
      if (spec.args !== undefined) this.user(task, spec.args, spec.environment ?? '');
    });
  }
  private task(at: bigint, spec: Spec, tgid: number, parent: bigint, owner: bigint): void {
    const number = (offset: bigint, value: number | bigint) =>
      this.memory.word(at + offset, BigInt(value), 4);
    number(32n, spec.pid);
    number(36n, tgid);
    this.memory.write(at + 40n, new Uint8Array(16)).text(at + 40n, spec.name.slice(0, 15));
    number(56n, spec.state ?? 1);
    number(60n, spec.exit ?? 0);
    number(96n, spec.flags ?? 0n);
    const mm = spec.args === undefined ? 0n : owner + MM;
    this.memory.words(at + 64n, [parent, mm, owner + SIGNAL, owner + CRED]).word(at + 104n, 0n);
  }
  private user(task: bigint, args: string, environment: string): void {
    const bytes = new TextEncoder().encode(args + environment);
    const [end, last] = [ARGS + BigInt(args.length), ARGS + BigInt(bytes.length)];
    this.memory.words(task + MM, [task + PGD, ARGS, end, end, last, 0n]).word(task + PGD, 0n);
    this.users.set(task + PGD, new FakeMemory().write(ARGS, new Uint8Array(0x2000)).write(ARGS, bytes));
  }
  parts(layouts: Readonly<Record<string, Layout>> = LAYOUTS) {
    const kernel = fakeKernel(this.memory, layouts, { init_task: INIT }, this.users);
    const tasks = new Tasks(kernel);
    return { tasks, processes: new Processes(kernel, tasks, new Paths(kernel)) };
  }
  list = () => this.parts().processes.list();
  async command(): Promise<string | null | undefined> {
    return (await this.list()).items[0]?.command;
  }
}
const one = (args: string, environment = '') => new Machine([{ pid: 1, name: 'x', args, environment }]);

describe('processes', () => {
  test('without types of state and credentials: listed all the same, and told', async () => {
    const { cred: _, ...layouts } = LAYOUTS;
    const { __state, exit_state, ...task_struct } = layouts.task_struct ?? {};
    expect([__state, exit_state]).not.toContain(undefined);
    const { items } = await one('x\0')
      .parts({ ...layouts, task_struct })
      .processes.list();
    expect(items).toMatchObject([
      {
        pid: 1,
        name: 'x',
        state: '?',
        uid: null,
        command: 'x',
        complete: false,
        reason: 'cannot be read: uid, state',
      },
    ]);
  });

  test('the whole record of a user process and of a kernel thread', async () => {
    const machine = new Machine([
      { pid: 1, name: 'init', args: '/sbin/init\0--quiet\0' },
      { pid: 2, name: 'kthreadd', flags: PF_KTHREAD },
      { pid: 9, name: 'worker', parent: 1, args: 'worker\0', uid: 1000, state: 0, threads: ['io', 'net'] },
    ]);
    expect(await machine.list()).toEqual({
      complete: true,
      items: [
        {
          pid: 1,
          ppid: 0,
          name: 'init',
          threads: 1,
          uid: 0,
          state: 'S',
          command: '/sbin/init --quiet',
          exe: '',
          root: place(1) + PGD,
          address: place(1),
          complete: true,
        },
        {
          pid: 2,
          ppid: 0,
          name: 'kthreadd',
          threads: 1,
          uid: 0,
          state: 'S',
          command: '',
          exe: '',
          root: null,
          address: place(2),
          complete: true,
        },
        {
          pid: 9,
          ppid: 1,
          name: 'worker',
          threads: 3,
          uid: 1000,
          state: 'R',
          command: 'worker',
          exe: '',
          root: place(3) + PGD,
          address: place(3),
          complete: true,
        },
      ],
    });
  });

  test('letters of states', async () => {
    const states = [
      [0, 0, 'R'],
      [1, 0, 'S'],
      [2, 0, 'D'],
      [4, 0, 'T'],
      [8, 0, 't'],
      [0x80, 0x10, 'X'],
      [0x80, 0x20, 'Z'],
      [0x40, 0, 'P'],
      [0x402, 0, 'I'],
      [0x102, 0, 'D'],
    ] as const;
    const machine = new Machine(states.map(([state, exit], i) => ({ pid: i + 1, name: 'x', state, exit })));
    expect((await machine.list()).items.map(({ state }) => state)).toEqual(
      states.map(([, , letter]) => letter),
    );
  });

  test('many processes are read in few trips', async () => {
    const specs = Array.from({ length: 200 }, (_, i) => ({ pid: i + 1, name: 'x' }));
    const machine = new Machine(specs);
    await machine.list();
    expect(machine.memory.trips).toBeLessThan(200 + 12);
  });

  test('full names of kernel threads; workers and false names keep their comm', async () => {
    const machine = new Machine([
      { pid: 3, name: 'a-very-long-kernel-thread', flags: PF_KTHREAD },
      { pid: 4, name: 'kworker/0:1', flags: PF_KTHREAD | 0x20n },
      { pid: 5, name: 'short', flags: PF_KTHREAD },
    ]);
    const texts = ['a-very-long-kernel-thread', 'kworker/0:1 is no kthread', 'something else'];
    texts.forEach((text, i) => {
      const own = place(i + 1) + 0x6000n;
      machine.memory
        .word(place(i + 1) + 104n, own)
        .word(own, own + 64n)
        .text(own + 64n, text);
      machine.memory.write(own + 127n, new Uint8Array(1));
    });
    expect((await machine.list()).items.map(({ name }) => name)).toEqual([
      'a-very-long-kernel-thread',
      'kworker/0:1',
      'short',
    ]);
  });
});

describe('command lines', () => {
  test('arguments with empty ones among them', async () => {
    expect(await one('a\0\0b c\0').command()).toBe('a  b c');
  });
  test('one that is longer than 64 KiB', async () => {
    expect(await one(`x\0${'y'.repeat(80_000)}\0`).command()).toBe(`x ${'y'.repeat(80_000)}`);
  });
  test('none', async () => {
    expect(await one('').command()).toBe('');
  });
  test('overwritten by the process: up to the first NUL', async () => {
    expect(await one('worker: idle\0zzz').command()).toBe('worker: idle');
  });
  test('overwritten and gone on into the environment', async () => {
    expect(await one('worker: is', ' very busy\0HOME=/\0').command()).toBe('worker: is very busy');
  });
  test('on a page that is not there: null, and the record says so', async () => {
    const machine = one('a\0');
    machine.users.clear();
    const [process] = (await machine.list()).items;
    expect(process).toMatchObject({ command: null, complete: false, reason: 'cannot be read: command' });
  });
  test('with bounds that make no sense', async () => {
    const machine = one('a\0');
    machine.memory.word(place(1) + MM + 16n, ARGS + (1n << 40n));
    expect(await machine.command()).toBeNull();
    machine.memory.word(place(1) + MM + 16n, ARGS - 1n);
    expect(await machine.command()).toBeNull();
  });
});

describe('damage', () => {
  const three = () => new Machine([1, 2, 3, 4, 5].map((pid) => ({ pid, name: `p${pid}`, args: 'a\0' })));
  const pids = (items: readonly { pid: number }[]) => items.map(({ pid }) => pid);

  test('a task on a missing page: the others are found from both ends', async () => {
    const machine = three();
    machine.memory.lose(place(3));
    const { items, complete, reason } = await machine.list();
    expect(pids(items)).toEqual([1, 2, 4, 5]);
    expect(complete).toBe(false);
    expect(reason).toContain('cannot be read');
  });

  test('a task of garbage is not listed', async () => {
    const machine = three();
    machine.memory.word(place(3) + 32n, 0xdeadbeefn, 4);
    const { items, complete, reason } = await machine.list();
    expect(pids(items)).toEqual([1, 2, 4, 5]);
    expect(complete).toBe(false);
    expect(reason).toContain('1 entries of task_struct.tasks hold no sensible task');
  });

  test('fields behind bad pointers are null, each named', async () => {
    const machine = three();
    machine.memory.words(place(2) + 64n, [0x41n, 0xffff999900000000n, 0x43n, 0x44n]);
    const [, bad, good] = (await machine.list()).items;
    expect(bad).toMatchObject({
      ppid: null,
      threads: null,
      uid: null,
      command: null,
      exe: null,
      root: null,
      complete: false,
      reason: 'cannot be read: ppid, uid, threads, root, command, exe'.replace(
        'root, command, exe',
        'command, exe, root',
      ),
    });
    expect(good?.complete).toBe(true);
  });

  test('an absurd number of threads is none', async () => {
    const machine = three();
    machine.memory.word(place(1) + SIGNAL + 16n, 0xfffffff0n, 4);
    expect((await machine.list()).items[0]).toMatchObject({ threads: null, complete: false });
  });

  test('threads of a process whose list is cut', async () => {
    const machine = new Machine([{ pid: 1, name: 'x', threads: ['a', 'b', 'c'] }]);
    machine.memory.word(place(1) + THREADS + 16n, 0x41n);
    const { tasks } = machine.parts();
    const [leader] = (await tasks.leaders()).tasks;
    const { tasks: threads, reason } = await tasks.threads(leader as NonNullable<typeof leader>);
    expect(threads.map(({ name }) => name)).toEqual(['x', 'a', 'b', 'c']);
    expect(reason).toContain('task_struct.thread_node');
  });

  test('no init_task', async () => {
    const kernel = fakeKernel(new FakeMemory(), LAYOUTS);
    expect(await new Tasks(kernel).leaders()).toEqual({
      tasks: [],
      reason: 'the kernel has no symbol init_task',
    });
  });
});
