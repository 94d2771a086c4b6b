/** Namespaces and control groups made by hand, at offsets of the test's own. */
import { expect, test } from 'vitest';
import { deriveControlGroups } from '../../../../os/linux/infer/control-groups.js';
import { DerivedLayouts } from '../../../../os/linux/infer/layouts.js';
import { deriveNamespaces } from '../../../../os/linux/infer/namespaces.js';
import { Sampler, type Block } from '../../../../os/linux/infer/sample.js';
import { FakeMemory, fakeKernel } from '../../../kit/fake-kernel.js';

const TASKS = 0xffff888001000000n;
const OTHERS = 0xffff888002000000n;
const COMM = 0x100;
const place = (i: number) => OTHERS + BigInt(i) * 0x1000n;

/** `count` tasks, and `write` for what they have. */
async function tasksWith(
  count: number,
  write: (memory: FakeMemory, tasks: readonly bigint[]) => void,
): Promise<{ sampler: Sampler; leaders: Block[]; layouts: DerivedLayouts }> {
  const memory = new FakeMemory();
  const tasks = Array.from({ length: count }, (_, i) => TASKS + BigInt(i) * 0x1000n);
  for (const task of tasks) memory.write(task, new Uint8Array(0x1000));
  for (let i = 0; i < 12; i++) memory.write(place(i), new Uint8Array(0x1000));
  write(memory, tasks);
  const sampler = new Sampler(fakeKernel(memory, {}));
  return { sampler, leaders: await sampler.many(tasks, 0x400), layouts: new DerivedLayouts(8) };
}

/** A set of groups that all tasks share, its group, the group's directory and the file of its processes. */
function groups(memory: FakeMemory, tasks: readonly bigint[]): void {
  const [set, group, node, file] = [place(0), place(1), place(2), place(3)];
  const links = (i: number) => (tasks[i] === undefined ? set + 0x90n : tasks[i] + 0x208n);
  tasks.forEach((task, i) => memory.words(task + 0x200n, [set, links(i + 1), links(i - 1)]));
  memory.words(set + 0x90n, [links(0), links(tasks.length - 1)]);
  memory.word(set + 0x80n, group);
  memory.words(group, [group]);
  memory.words(group + 0x120n, [node, file]);
  memory.word(node + 0x68n, group);
  memory.words(file + 8n, [node, place(4)]);
  memory.text(place(4), 'cgroup.procs');
}

test('a task leads to its control group by the list that it is on', async () => {
  const { sampler, leaders, layouts } = await tasksWith(4, groups);
  await deriveControlGroups(sampler, { leaders, comm: COMM }, layouts);
  const found = [
    ['task_struct', 'cgroups'],
    ['css_set', 'tasks'],
    ['css_set', 'dfl_cgrp'],
    ['cgroup', 'kn'],
    ['kernfs_node', 'parent'],
    ['kernfs_node', 'name'],
    ['kernfs_node', 'priv'],
  ].map(([type = '', path = '']) => layouts.offset(type, path));
  expect(found).toEqual([0x200, 0x90, 0x80, 0x120, 8, 16, 0x68]);
});

test('a set that one task alone names is none', async () => {
  const { sampler, leaders, layouts } = await tasksWith(1, groups);
  await deriveControlGroups(sampler, { leaders, comm: COMM }, layouts);
  expect(layouts.struct('css_set')).toBeUndefined();
});

test('a directory without the file of processes has no known name', async () => {
  const { sampler, leaders, layouts } = await tasksWith(3, (memory, tasks) => {
    groups(memory, tasks);
    memory.text(place(4), 'cgroup.other');
  });
  await deriveControlGroups(sampler, { leaders, comm: COMM }, layouts);
  expect(layouts.offset('css_set', 'dfl_cgrp')).toBe(0x80);
  expect(layouts.struct('kernfs_node')).toBeUndefined();
});

/** Numbers of kthreadd's namespaces as include/linux/proc_ns.h fixes them, and of those that are given in turn. */
const NUMBERS = { uts: 0xeffffffen, ipc: 0xefffffffn, mnt: 0xf0000000n, pid: 0xeffffffcn } as const;

function namespaces(names: readonly string[]) {
  return tasksWith(2, (memory, tasks) => {
    const [proxy, pid] = [place(0), place(8)];
    memory.word((tasks[1] as bigint) + 0x80n, 2n);
    for (const task of tasks) memory.words(task + 0x200n, [proxy, pid]);
    memory.words(pid, [1n]);
    memory.words(pid + 0x40n, [2n, place(4)]);
    Object.values(NUMBERS).forEach((number, i) => {
      const [at, table] = [place(i + 1), place(9) + BigInt(i) * 0x100n];
      memory.word(proxy + BigInt(8 * (i + 1)), at);
      memory.words(at + BigInt(0x18 * (i + 1)), [table, number]);
      memory.words(table, [table + 0x80n]);
      memory.text(table + 0x80n, names[i] ?? '');
    });
  });
}

async function numbers(names: readonly string[]) {
  const { sampler, leaders, layouts } = await namespaces(names);
  const set = (type: string, path: string, offset: number) =>
    layouts.set(type, path, { offset, witnesses: 1 });
  set('task_struct', 'pid', 0x80);
  set('task_struct', 'nsproxy', 0x200);
  set('task_struct', 'thread_pid', 0x208);
  set('pid', 'numbers', 0x40);
  ['uts_ns', 'ipc_ns', 'mnt_ns'].forEach((name, i) => set('nsproxy', name, 8 * (i + 1)));
  const symbols = fakeKernel(new FakeMemory(), {}, { init_pid_ns: place(4) }).symbols;
  await deriveNamespaces({ symbols }, sampler, { leaders }, layouts);
  return [
    ...['uts', 'ipc', 'mnt', 'pid'].map((name) => layouts.offset(`${name}_namespace`, 'ns.inum')),
    layouts.offset('pid', 'level'),
  ];
}

test('a namespace has its number behind the operations of its kind', async () => {
  expect(await numbers(['uts', 'ipc', 'mnt', 'pid'])).toEqual([0x20, 0x38, 0x50, 0x68, 4]);
});

test('operations of another name are of another kind', async () => {
  expect(await numbers(['uts', 'mnt', '', 'user'])).toEqual([
    0x20,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
