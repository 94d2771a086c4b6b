/**
 * Which control group a task is in, and what the groups are called. Sources for what is invariant: include/linux/cgroup-defs.h
 * (css_set, cgroup), kernel/cgroup/cgroup.c, include/linux/kernfs.h.
 */
import { wordsOf } from './dentries.js';
import type { DerivedLayouts } from './layouts.js';
import type { Block, Sampler } from './sample.js';
import type { SampledTasks } from './tasks.js';
import { clearOffset, Votes } from './votes.js';

const SET_BYTES = 0x140;
const GROUP_BYTES = 0x400;
const NODE_BYTES = 0xa0;
const NAME_BYTES = 32;
/** No structure that has a cgroup in it has it further in. */
const INSIDE = 0x1000n;

/** Derives them. */
export async function deriveControlGroups(
  sampler: Sampler,
  tasks: Pick<SampledTasks, 'leaders' | 'comm'>,
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const sets = await deriveSets(sampler, tasks, layouts);
  const to = layouts.offset('css_set', 'tasks');
  if (to === undefined) return;
  // A group starts with its own state, which starts with the group that it is of.
  const targets = wordsOf(sets, to, sampler);
  const groups = await sampler.many(
    targets.map(({ pointer }) => pointer),
    GROUP_BYTES,
  );
  const selves = new Map(
    groups.filter((group) => group.word(0) === group.address).map((group) => [group.address, group]),
  );
  const own = clearOffset(sets, { from: 0, to, step: word }, (set, at) => selves.has(set.word(at) ?? 0n));
  if (own === undefined) return;
  layouts.set('css_set', 'dfl_cgrp', own);
  const found = sets.flatMap((set) => selves.get(set.word(own.offset) ?? 0n) ?? []);
  await deriveNodes(sampler, [...new Set(found)], layouts);
}

/** A task is on the list of its set of groups, and names the set in the word before. */
async function deriveSets(
  sampler: Sampler,
  { leaders, comm }: Pick<SampledTasks, 'leaders' | 'comm'>,
  layouts: DerivedLayouts,
): Promise<Block[]> {
  const { wordSize: word } = sampler;
  const isNode = (task: Block, at: number): boolean =>
    sampler.isPointer(task.word(at + word)) && sampler.isPointer(task.word(at + 2 * word));
  const places = wordsOf(leaders, Number.POSITIVE_INFINITY, sampler).filter(
    ({ block, offset }) => offset > comm && isNode(block, offset),
  );
  const byAddress = new Map(leaders.map((leader) => [leader.address, leader]));
  // Sets are shared, by kernel threads at least: what one task alone names is its own.
  const namers = new Map<bigint, Set<Block>>();
  for (const { block, pointer } of places) namers.set(pointer, (namers.get(pointer) ?? new Set()).add(block));
  const pointers = [...namers].flatMap(([pointer, tasks]) => (tasks.size > 1 ? [pointer] : []));
  const sets = new Map((await sampler.many(pointers, SET_BYTES)).map((set) => [set.address, set]));
  const votes = new Votes<{ task: number; list: number }>();
  const counted = new Set<string>();
  for (const { offset, pointer } of places) {
    if (counted.has(`${offset} ${pointer}`)) continue;
    counted.add(`${offset} ${pointer}`);
    const set = sets.get(pointer);
    for (const { offset: list, pointer: node } of set ? wordsOf([set], SET_BYTES, sampler) : []) {
      const first = byAddress.get(node - BigInt(offset + word));
      const names = first?.word(offset) === pointer;
      if (names && first.word(offset + 2 * word) === pointer + BigInt(list))
        votes.add(`${offset} ${list}`, { task: offset, list });
    }
  }
  const best = votes.winner();
  if (best === undefined) return [];
  const { witnesses } = best;
  const { task, list } = best.value;
  layouts.set('task_struct', 'cgroups', { offset: task, witnesses });
  layouts.set('task_struct', 'cg_list', { offset: task + word, size: 2 * word, witnesses });
  layouts.set('css_set', 'tasks', { offset: list, size: 2 * word, witnesses });
  const own = new Set(leaders.flatMap((leader) => leader.word(task) ?? []));
  return (await sampler.many([...own], SET_BYTES)).filter(({ length }) => length === SET_BYTES);
}

/** A group's directory names the group; the file of its processes names the directory. */
async function deriveNodes(
  sampler: Sampler,
  groups: readonly Block[],
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  // What holds the group, or is in it, names it too.
  const outside = wordsOf(groups, GROUP_BYTES, sampler).filter(({ block, pointer }) => {
    const distance = pointer - block.address;
    return distance >= INSIDE || -distance >= INSIDE;
  });
  const nodes = await sampler.many(
    outside.map(({ pointer }) => pointer),
    NODE_BYTES,
  );
  const texts = await sampler.many(
    nodes.flatMap((node) => [node.word(8 + word) ?? 0n]),
    NAME_BYTES,
  );
  const votes = new Votes<{ kn: number; priv: number; parent: number }>();
  outside.forEach(({ block: group, offset }, i) => {
    const priv = wordsOf([nodes[i] as Block], NODE_BYTES, sampler).find(
      ({ pointer }) => pointer === group.address,
    );
    if (priv === undefined) return;
    // Two counts of four bytes are before the parent, the name is behind it.
    const file = outside.find(
      ({ block }, k) =>
        block === group &&
        nodes[k]?.word(8) === nodes[i]?.address &&
        texts[k]?.text(0, NAME_BYTES) === 'cgroup.procs',
    );
    if (file !== undefined)
      votes.add(`${offset} ${priv.offset}`, { kn: offset, priv: priv.offset, parent: 8 });
  });
  const best = votes.winner();
  if (best === undefined || best.witnesses < groups.length * 0.9) return;
  const { witnesses } = best;
  const { kn, priv, parent } = best.value;
  layouts.set('cgroup', 'kn', { offset: kn, witnesses });
  layouts.set('kernfs_node', 'parent', { offset: parent, witnesses });
  layouts.set('kernfs_node', 'name', { offset: parent + word, witnesses });
  layouts.set('kernfs_node', 'priv', { offset: priv, witnesses });
}
