/** Structures inside the dump that lie: page tables that loop, lists that cycle. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pagewalk } from '../kit/cli.js';
import { expectOrderly, fileOffset, LIMIT, memberOffset, records, Victim, type Listed } from './damage.js';

const TABLE_FLAGS = 0x67n; // present, writable, user, accessed, dirty
let victim: Victim;
let processes: readonly Listed[];

beforeEach(async () => {
  victim = await Victim.sample();
  processes = await records<Listed>(['ps', victim.path]);
});
afterEach(() => victim.remove());

/** The sample's process of that name, with its place in the list. */
function named(name: string): Listed {
  const found = processes.findLast((process) => process.name === name && process.root !== null);
  if (found === undefined) throw new Error(`no ${name} in the sample`);
  return found;
}

describe('page tables that loop', () => {
  for (const [name, entries] of [
    ['one entry', 1],
    ['all entries of the user half', 256],
    ['all entries', 512],
  ] as const) {
    test(`${name} of the root pointing at the root`, { timeout: 200_000 }, async () => {
      const root = Number(named('victim').root);
      victim.words(root, Array<bigint>(entries).fill(BigInt(root) | TABLE_FLAGS));
      const at = ['--root', `0x${root.toString(16)}`];
      expectOrderly(await pagewalk(['pages', victim.path, ...at], LIMIT), [0, 3]);
      expectOrderly(await pagewalk(['vtop', victim.path, '0x1000', ...at], LIMIT), [0, 3]);
      expectOrderly(await pagewalk(['read', victim.path, '0x1000', '64', ...at], LIMIT), [0, 3]);
      expectOrderly(await pagewalk(['ps', victim.path], LIMIT), [0, 3]);
    });
  }
});

describe('a task list that cycles', () => {
  /** Makes the list run from one process to another, by their place in the listing. */
  async function link(from: number, to: number): Promise<void> {
    const offset = BigInt(await memberOffset(victim.path, 'task_struct', 'tasks'));
    const address = (index: number) => BigInt(processes.at(index)?.address ?? 0) + offset;
    victim.words(await fileOffset(victim.path, address(from)), [address(to)]);
  }
  for (const [name, from, to] of [
    ['back to itself', 10, 10],
    ['back to an earlier one', 20, 5],
  ] as const) {
    test(name, { timeout: 200_000 }, async () => {
      await link(from, to);
      const run = await pagewalk(['ps', victim.path, '--format', 'json'], LIMIT);
      expectOrderly(run, [3]);
      const listed = JSON.parse(run.out) as Listed[];
      expect(new Set(listed.map(({ pid }) => pid)).size).toBe(listed.length);
      expect(listed.length).toBeGreaterThanOrEqual(from);
      expectOrderly(await pagewalk(['ps', '--tree', victim.path], LIMIT), [3]);
    });
  }

  test('out of the kernel', { timeout: 200_000 }, async () => {
    const offset = BigInt(await memberOffset(victim.path, 'task_struct', 'tasks'));
    const at = await fileOffset(victim.path, BigInt(processes[10]?.address ?? 0) + offset);
    victim.words(at, [0x4141414141414141n]);
    expectOrderly(await pagewalk(['ps', victim.path], LIMIT), [3]);
  });
});

describe('parents in a ring', () => {
  test('ps --tree ends and lists both', { timeout: 200_000 }, async () => {
    const offset = BigInt(await memberOffset(victim.path, 'task_struct', 'real_parent'));
    const [a, b] = [named('victim'), named('sleep')].map(({ address }) => BigInt(address));
    victim.words(await fileOffset(victim.path, (a ?? 0n) + offset), [b ?? 0n]);
    victim.words(await fileOffset(victim.path, (b ?? 0n) + offset), [a ?? 0n]);
    const run = await pagewalk(['ps', '--tree', victim.path], LIMIT);
    expectOrderly(run, [0, 3]);
    expect(run.out).toContain('victim');
  });
});

describe("a process's tree of mappings", () => {
  test('the root node holding itself: maps ends and says so', { timeout: 200_000 }, async () => {
    const task = named('victim');
    const mm = victim.word(
      await fileOffset(
        victim.path,
        BigInt(task.address) + BigInt(await memberOffset(victim.path, 'task_struct', 'mm')),
      ),
    );
    const tree = mm + BigInt(await memberOffset(victim.path, 'mm_struct', 'mm_mt'));
    const root = victim.word(
      await fileOffset(victim.path, tree + BigInt(await memberOffset(victim.path, 'maple_tree', 'ma_root'))),
    );
    const node = await fileOffset(victim.path, root & ~0xffn);
    // A maple_arange_64 node: parent, 9 pivots, then 10 slots (include/linux/maple_tree.h). All slots become the root.
    victim.words(node + 8 * 10, Array<bigint>(10).fill(root));
    const run = await pagewalk(['maps', victim.path, '--pid', String(task.pid)], LIMIT);
    expectOrderly(run, [3]);
  });
});
