/**
 * Members of task_struct and signal_struct, from the idle task and the list that it heads. Sources for what is invariant:
 * include/linux/sched.h, include/linux/sched/signal.h, kernel/fork.c, init/init_task.c.
 */
import type { DerivedLayouts } from './layouts.js';
import type { Block, Sampler, Source } from './sample.js';
import { clearOffset, offsetsWhere, Votes, type Winner } from './votes.js';

/** No task_struct is larger. */
const MAX_TASK = 0x4000;
/** What is looked for lies within this distance behind the name. */
const BEHIND_NAME = 0x400;
const NAME_BYTES = 16;
const MAX_LISTED = 1 << 14;
/** Tasks that are looked at: at most so many, and of those with like names so many, as crowds tell nothing new. */
const SAMPLE = 160;
const SAMPLE_OF_A_NAME = 8;
/** include/linux/threads.h, PID_MAX_LIMIT. */
const MAX_PID = 4 << 20;
const KTHREADD = 2;
/** No signal_struct has thread_head further in. */
const MAX_HEAD = 128n;

/** The tasks that the rest of the derivation looks at. */
export interface SampledTasks {
  /** The idle task. */
  readonly idle: Block;
  /** Some thread-group leaders. */
  readonly leaders: readonly Block[];
  /** Of those, the ones that are kernel threads and the ones that are not. */
  readonly kernelThreads: readonly Block[];
  readonly userTasks: readonly Block[];
  /** Offset of the name, the anchor of what is near it. */
  readonly comm: number;
}

/** Derives the members that name and link tasks; undefined when there is no list of tasks. */
export async function deriveTasks(
  { symbols }: Source,
  sampler: Sampler,
  layouts: DerivedLayouts,
): Promise<SampledTasks | undefined> {
  const init = symbols.address('init_task');
  if (init === undefined) return undefined;
  const start = await sampler.one(init, MAX_TASK);
  const comm = nameOffset(start, sampler.wordSize);
  if (comm === undefined) return undefined;
  const list = await longestList(sampler, start, comm);
  if (list === undefined) return undefined;
  const { wordSize: word } = sampler;
  const all = list.nodes.map(({ at }) => at - BigInt(list.offset));
  const chosen = sampleOf(list.nodes).map(({ at }) => at - BigInt(list.offset));
  const length = comm + BEHIND_NAME;
  const leaders = (await sampler.many(chosen, length)).filter((b) => b.text(comm, NAME_BYTES) !== undefined);
  const idle = await sampler.one(init, length);
  const witnesses = leaders.length;
  layouts.set('task_struct', 'comm', { offset: comm, size: NAME_BYTES, count: NAME_BYTES, witnesses });
  layouts.set('task_struct', 'tasks', { offset: list.offset, size: 2 * word, witnesses: all.length });
  const pid = pidOffset(leaders, idle);
  if (pid === undefined) return undefined;
  layouts.set('task_struct', 'pid', { ...pid, size: 4 });
  layouts.set('task_struct', 'tgid', { offset: pid.offset + 4, size: 4, witnesses });
  const byPid = new Map(leaders.map((b) => [b.u32(pid.offset), b]));
  const parents = deriveParents({ leaders, idle, kthreadd: byPid.get(KTHREADD) }, word, layouts);
  if (parents === undefined) return undefined;
  const isKernel = (block: Block): boolean =>
    block.u32(pid.offset) === KTHREADD || block.word(parents) === byPid.get(KTHREADD)?.address;
  const tasks: SampledTasks = {
    idle,
    leaders,
    kernelThreads: leaders.filter(isKernel),
    userTasks: leaders.filter((block) => !isKernel(block)),
    comm,
  };
  deriveSignal(tasks, sampler, layouts);
  return tasks;
}

/** Where the idle task has its name: init/init_task.c, INIT_TASK_COMM, and the CPU's number with more than one. */
function nameOffset(task: Block, step: number): number | undefined {
  return clearOffset([task], { from: 0, to: task.length, step: Math.min(step, 4) }, (block, offset) =>
    /^swapper(\/0)?$/.test(block.text(offset, NAME_BYTES) ?? ''),
  )?.offset;
}

/** A node of the list, and the name of the task that it is in. */
interface Node {
  readonly at: bigint;
  readonly name: string;
}

/** Nodes of tasks with names of many kinds, the last of each kind, in the list's order. */
function sampleOf(nodes: readonly Node[]): Node[] {
  const counts = new Map<string, number>();
  const chosen = [...nodes].reverse().filter(({ name }) => {
    const kind = name.replace(/[\d:/].*$/, '');
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return count <= SAMPLE_OF_A_NAME;
  });
  // init and kthreadd come first in the list.
  const rest = chosen.filter((node) => !nodes.slice(0, 2).includes(node));
  return [...nodes.slice(0, 2), ...rest.slice(0, SAMPLE).reverse()];
}

/** The list through the idle task that has a name in every entry; of several the longest. */
async function longestList(
  sampler: Sampler,
  start: Block,
  comm: number,
): Promise<{ offset: number; nodes: Node[] } | undefined> {
  const { wordSize: word } = sampler;
  let best: { offset: number; nodes: Node[] } | undefined;
  for (let offset = 0; offset < start.length - word; offset += word) {
    const next = start.word(offset);
    const self = start.address + BigInt(offset);
    if (!sampler.isPointer(next) || !sampler.isPointer(start.word(offset + word)) || next === self) continue;
    const nodes = await listOf(sampler, self, comm - offset);
    if (nodes.length > (best?.nodes.length ?? 1)) best = { offset, nodes };
  }
  return best;
}

/** Nodes of a list from its head on, from both ends where it is torn. A node counts when a name lies `name` bytes from it. */
async function listOf(sampler: Sampler, head: bigint, name: number): Promise<Node[]> {
  const { wordSize: word } = sampler;
  const seen = new Map<bigint, string>();
  for (const [forth, back] of [
    [0, word],
    [word, 0],
  ] as const) {
    let from = head;
    let links = await sampler.one(head, 2 * word);
    while (seen.size <= MAX_LISTED) {
      const to = links.word(forth);
      if (!sampler.isPointer(to) || to === head || seen.has(to)) {
        if (to === head) return nodesOf(seen);
        break;
      }
      const [node, text] = await sampler.many([to, to + BigInt(name)], Math.max(2 * word, NAME_BYTES));
      const found = text?.text(0, NAME_BYTES);
      if (node?.word(back) !== from || found === undefined) break;
      seen.set(to, found);
      from = to;
      links = node;
    }
  }
  return nodesOf(seen);
}

const nodesOf = (seen: ReadonlyMap<bigint, string>): Node[] => [...seen].map(([at, name]) => ({ at, name }));

/** The two equal numbers that are distinct over the leaders of thread groups; 0 for the idle task. */
function pidOffset(leaders: readonly Block[], idle: Block): Winner | undefined {
  const sane = offsetsWhere(leaders, { from: 0, to: MAX_TASK, step: 4 }, (block, offset) => {
    const value = block.u32(offset) ?? 0;
    return value > 0 && value <= MAX_PID && value === block.u32(offset + 4);
  }).filter(({ offset }) => idle.u32(offset) === 0 && idle.u32(offset + 4) === 0);
  const distinct = sane.filter(({ offset, witnesses }) => {
    const values = new Set(leaders.map((block) => block.u32(offset)));
    return values.size >= witnesses && values.has(KTHREADD) && values.has(1);
  });
  return distinct.length === 1 ? distinct[0] : undefined;
}

/** real_parent, parent, children, sibling, group_leader lie in this order; returns the first one's offset. */
function deriveParents(
  tasks: { leaders: readonly Block[]; idle: Block; kthreadd: Block | undefined },
  word: number,
  layouts: DerivedLayouts,
): number | undefined {
  const { leaders, idle, kthreadd } = tasks;
  const listed = new Set([idle.address, ...leaders.map(({ address }) => address)]);
  const pairs = offsetsWhere(leaders, { from: 0, to: MAX_TASK, step: word }, (block, offset) => {
    const parent = block.word(offset);
    return parent !== undefined && listed.has(parent) && block.word(offset + word) === parent;
  }).filter(
    ({ offset }) =>
      idle.word(offset) === idle.address &&
      (kthreadd === undefined || kthreadd.word(offset) === idle.address) &&
      leaders.filter((block) => block.word(offset) === kthreadd?.address).length >= 3,
  );
  const [parents] = pairs;
  if (parents === undefined || pairs.length > 1) return undefined;
  const { offset, witnesses } = parents;
  layouts.set('task_struct', 'real_parent', { offset, witnesses });
  layouts.set('task_struct', 'parent', { offset: offset + word, witnesses });
  // Of words that hold a task's own address the leader of its group is the one behind its parents.
  const behind = { from: offset + 2 * word, to: offset + 10 * word, step: word };
  const group = clearOffset(leaders, behind, (block, at) => block.word(at) === block.address);
  // The lists between them: two list_heads, one behind the other.
  if (group?.offset === offset + 6 * word) {
    layouts.set('task_struct', 'children', { offset: offset + 2 * word, size: 2 * word, witnesses });
    layouts.set('task_struct', 'sibling', { offset: offset + 4 * word, size: 2 * word, witnesses });
  }
  if (group !== undefined) layouts.set('task_struct', 'group_leader', group);
  return offset;
}

/** A task that is alone in its process is the only node on the list in its signal_struct, at the same place in all. */
function deriveSignal({ leaders }: SampledTasks, sampler: Sampler, layouts: DerivedLayouts): void {
  const { wordSize: word } = sampler;
  const range = { from: 0, to: MAX_TASK, step: word };
  const inside = (block: Block, at: bigint): boolean =>
    at >= block.address && at < block.address + BigInt(block.length);
  const pointers = offsetsWhere(leaders, range, (block, offset) => {
    const word = block.word(offset);
    return sampler.isPointer(word) && !inside(block, word);
  });
  const votes = new Votes<{ node: number; signal: number; head: number }>();
  for (const block of leaders) {
    const lonely = pointers.filter(({ offset }) => block.word(offset) === block.word(offset + word));
    if (lonely.length === 0) continue;
    // By where they lead, as most pairs are far apart: what is near a head is in its stretch or the one before.
    const signals = new Map<bigint, number[]>();
    for (const { offset } of pointers) {
      const stretch = (block.word(offset) ?? 0n) / MAX_HEAD;
      signals.set(stretch, [...(signals.get(stretch) ?? []), offset]);
    }
    for (const { offset: node } of lonely) {
      const head = block.word(node) ?? 0n;
      const stretch = head / MAX_HEAD;
      for (const signal of [stretch - 1n, stretch].flatMap((near) => signals.get(near) ?? [])) {
        const distance = head - (block.word(signal) ?? 0n);
        if (distance < BigInt(word) || distance >= MAX_HEAD) continue;
        const value = { node, signal, head: Number(distance) };
        votes.add(`${node} ${signal} ${value.head}`, value);
      }
    }
  }
  const best = votes.winner(3);
  if (best === undefined) return;
  const { node, signal, head } = best.value;
  const { witnesses } = best;
  layouts.set('task_struct', 'thread_node', { offset: node, size: 2 * word, witnesses });
  layouts.set('task_struct', 'signal', { offset: signal, witnesses });
  layouts.set('signal_struct', 'thread_head', { offset: head, size: 2 * word, witnesses });
}
