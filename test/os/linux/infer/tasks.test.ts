/** Layouts of tasks that were made by hand, at offsets of the test's own. */
import { describe, expect, test } from 'vitest';
import { inferLayouts } from '../../../../os/linux/infer/index.js';
import { DerivedLayouts } from '../../../../os/linux/infer/layouts.js';
import { FakeMemory, fakeKernel } from '../../../kit/fake-kernel.js';

const INIT = 0xffffffff82000000n;
const HEAP = 0xffff888001000000n;
const TASK = 0x1000n;
/** Where the test puts what is to be found. */
interface Places {
  readonly state: number;
  readonly flags: number;
  readonly tasks: number;
  readonly pid: number;
  readonly parent: number;
  readonly node: number;
  readonly comm: number;
  readonly signal: number;
  readonly cred: number;
  readonly usage: 4 | 8;
}
const USUAL: Places = {
  state: 0x18,
  flags: 0x2c,
  tasks: 0x400,
  pid: 0x4c0,
  parent: 0x4d0,
  node: 0x560,
  comm: 0x700,
  signal: 0x780,
  cred: 0x6e8,
  usage: 4,
};
const FULL = (1n << 41n) - 1n;

/** A kernel with an idle task, init, kthreadd, eight threads of the kernel and four processes. */
function kernelWith(places: Places) {
  const memory = new FakeMemory();
  const number = (at: bigint, value: number) => {
    const bytes = new Uint8Array(new Uint32Array([value]).buffer);
    memory.write(at, bytes);
  };
  const pids = [0, 1, 2, ...Array.from({ length: 8 }, (_, i) => 10 + i), 101, 103, 107, 109];
  const tasks = pids.map((pid, i) => ({
    pid,
    at: pid === 0 ? INIT : HEAP + BigInt(i) * TASK,
    user: pid === 1 || pid > 100,
  }));
  const [idle, init, kthreadd] = tasks as [(typeof tasks)[0], (typeof tasks)[0], (typeof tasks)[0]];
  tasks.forEach(({ pid, at, user }, i) => {
    const link = (task: { at: bigint } | undefined) => (task?.at ?? 0n) + BigInt(places.tasks);
    const signal = HEAP + 0x100000n + BigInt(i) * 0x200n;
    const cred = HEAP + 0x200000n + (user && pid > 1 ? BigInt(pid) * 0x100n : 0n);
    const parent = pid < 3 ? idle : user ? init : kthreadd;
    memory.write(at, new Uint8Array(0x1000));
    number(at + BigInt(places.state), pid === 0 ? 0 : user || pid === 2 ? 1 : 0x402);
    number(at + BigInt(places.flags), user ? 0x400000 : pid > 2 ? 0x200060 : 0x200040);
    memory.word(at + BigInt(places.state) + 8n, HEAP + 0x800000n + BigInt(i) * 0x4000n);
    memory.words(at + BigInt(places.tasks), [
      link(tasks[(i + 1) % tasks.length]),
      link(tasks[(i + tasks.length - 1) % tasks.length]),
    ]);
    number(at + BigInt(places.pid), pid);
    number(at + BigInt(places.pid) + 4n, pid);
    const lists = [2n, 4n].flatMap((n) => Array<bigint>(2).fill(at + BigInt(places.parent) + 8n * n));
    memory.words(at + BigInt(places.parent), [parent.at, parent.at, ...lists, at]);
    memory.words(at + BigInt(places.node), [signal + 16n, signal + 16n]);
    memory.text(at + BigInt(places.comm), pid === 0 ? 'swapper/0' : user ? `user-${pid}` : `kworker/${pid}`);
    memory.word(at + BigInt(places.signal), signal);
    memory.write(signal, new Uint8Array(0x80));
    [1, 1, 1, 0].forEach((value, k) => number(signal + BigInt(4 * k), value));
    memory.words(signal + 16n, [at + BigInt(places.node), at + BigInt(places.node)]);
    memory.words(at + BigInt(places.cred), [cred, cred]);
    memory.write(cred, new Uint8Array(0x100));
    number(cred, 3);
    for (let id = 0; id < 8; id++) number(cred + BigInt(places.usage + 4 * id), user && pid > 1 ? 1000 : 0);
    const capabilities = cred + BigInt(places.usage === 4 ? 40 : 48);
    memory.words(capabilities, pid > 100 ? [0n, 0n, 0n, FULL, 0n] : [0n, FULL, FULL, FULL, 0n]);
  });
  return { memory, tasks, kernel: fakeKernel(memory, {}, { init_task: INIT }) };
}

const derived = async (places: Places) => inferLayouts({ ...kernelWith(places).kernel, delta: 0n });
const offsets = (layouts: DerivedLayouts, type: string, ...paths: string[]) =>
  paths.map((path) => layouts.offset(type, path));

describe('layouts of tasks', () => {
  test.each([
    ['one order', USUAL],
    ['another', { ...USUAL, state: 0x10, flags: 0x24, tasks: 0x380, pid: 0x448, parent: 0x458, node: 0x4e0 }],
  ])('are found in %s', async (_, places) => {
    const layouts = await derived(places);
    expect(offsets(layouts, 'task_struct', 'comm', 'tasks', 'pid', 'tgid', 'real_parent', 'parent')).toEqual([
      places.comm,
      places.tasks,
      places.pid,
      places.pid + 4,
      places.parent,
      places.parent + 8,
    ]);
    expect(
      offsets(layouts, 'task_struct', 'group_leader', 'thread_node', 'signal', '__state', 'flags', 'cred'),
    ).toEqual([places.parent + 48, places.node, places.signal, places.state, places.flags, places.cred + 8]);
    expect(offsets(layouts, 'signal_struct', 'thread_head', 'nr_threads')).toEqual([16, 8]);
  });

  test.each([4, 8] as const)('ids behind a count of %i bytes', async (usage) => {
    const layouts = await derived({ ...USUAL, usage });
    expect(offsets(layouts, 'cred', 'uid', 'fsgid', 'cap_permitted')).toEqual([
      usage,
      usage + 28,
      usage === 4 ? 48 : 56,
    ]);
  });

  test('a torn list is followed from both ends', async () => {
    const { memory, tasks, kernel } = kernelWith(USUAL);
    memory.lose(tasks[6]?.at ?? 0n);
    const layouts = await inferLayouts({ ...kernel, delta: 0n });
    expect(offsets(layouts, 'task_struct', 'tasks', 'pid')).toEqual([USUAL.tasks, USUAL.pid]);
  });

  test('what two places would fit stays unknown', async () => {
    const { memory, tasks, kernel } = kernelWith(USUAL);
    for (const { pid, at } of tasks)
      memory.write(at + 0x600n, new Uint8Array(new Uint32Array([pid, pid]).buffer));
    const layouts = await inferLayouts({ ...kernel, delta: 0n });
    expect(offsets(layouts, 'task_struct', 'pid', 'real_parent')).toEqual([undefined, undefined]);
  });

  test('without an idle task there is nothing', async () => {
    const kernel = fakeKernel(new FakeMemory(), {}, {});
    const layouts = await inferLayouts({ ...kernel, delta: 0n });
    expect(layouts.struct('task_struct')).toBeUndefined();
    const lost = fakeKernel(new FakeMemory(), {}, { init_task: INIT });
    expect((await inferLayouts({ ...lost, delta: 0n })).struct('task_struct')).toBeUndefined();
  });

  test('what was kept is the same', async () => {
    const layouts = await derived(USUAL);
    const again = new DerivedLayouts(8, layouts.kept());
    expect(again.kept()).toEqual(layouts.kept());
    expect(again.struct('task_struct')?.field('pid')).toMatchObject({ offset: USUAL.pid, size: 4 });
    expect(again.describe()).toBeUndefined();
  });
});
