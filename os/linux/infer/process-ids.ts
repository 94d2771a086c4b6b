/**
 * How process ids lead to tasks, and which namespaces a task is in. Sources for what is invariant: include/linux/pid.h,
 * kernel/pid.c, include/linux/nsproxy.h, include/linux/pid_namespace.h, include/linux/xarray.h.
 */
import { wordsOf } from './dentries.js';
import type { DerivedLayouts } from './layouts.js';
import type { Block, Sampler, Source } from './sample.js';
import type { SampledTasks } from './tasks.js';
import { clearOffset, Votes } from './votes.js';

/** Tasks that are looked at: the latest. */
const SAMPLE = 32;
const PID_BYTES = 0x100;
const NAMESPACE_BYTES = 0x100;
const PROXY_BYTES = 0x60;
/** How far behind a task's name its namespaces are. */
const BEHIND_NAME = 0x200;
/** include/linux/pid.h, enum pid_type: PID, TGID, PGID, SID. */
const TYPES = 4;
const MAX_LEVELS = 6;
/** include/linux/nsproxy.h, from uts_ns on. */
const NAMESPACES = [
  'uts_ns',
  'ipc_ns',
  'mnt_ns',
  'pid_ns_for_children',
  'net_ns',
  'time_ns',
  'time_ns_for_children',
  'cgroup_ns',
];

/** Derives them. */
export async function deriveProcessIds(
  { symbols }: Source,
  sampler: Sampler,
  { leaders, comm }: SampledTasks,
  layouts: DerivedLayouts,
): Promise<void> {
  const tasks = { leaders: leaders.slice(-SAMPLE), comm };
  const names = ['init_pid_ns', 'init_uts_ns', 'init_net'];
  const [pids, uts, net] = names.map((name) => symbols.address(name));
  await deriveProxy(sampler, tasks, { uts, net, pids }, layouts);
  const found = await derivePid(sampler, tasks, pids, layouts);
  if (pids !== undefined && found.length > 0) await deriveTree(sampler, pids, found, layouts);
}

/** A task's namespaces: most tasks are in the first of each kind. */
async function deriveProxy(
  sampler: Sampler,
  { leaders, comm }: Pick<SampledTasks, 'leaders' | 'comm'>,
  first: {
    readonly uts: bigint | undefined;
    readonly net: bigint | undefined;
    readonly pids: bigint | undefined;
  },
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const places = wordsOf(leaders, comm + BEHIND_NAME, sampler).filter(({ offset }) => offset > comm);
  const addresses = [...new Set(places.map(({ pointer }) => pointer))];
  const blocks = new Map((await sampler.many(addresses, PROXY_BYTES)).map((block) => [block.address, block]));
  const votes = new Votes<{ task: number; uts: number }>();
  for (const { offset: task, pointer } of places) {
    const block = blocks.get(pointer);
    for (let uts = 0; uts < 3 * word; uts += word) {
      const fits =
        block?.word(uts) === first.uts &&
        block?.word(uts + 3 * word) === first.pids &&
        block?.word(uts + 4 * word) === first.net;
      if (fits && first.uts !== undefined && first.net !== undefined)
        votes.add(`${task} ${uts}`, { task, uts });
    }
  }
  const best = votes.winner(2);
  if (best === undefined) return;
  const { witnesses, value } = best;
  layouts.set('task_struct', 'nsproxy', { offset: value.task, witnesses });
  NAMESPACES.forEach((name, i) => layouts.set('nsproxy', name, { offset: value.uts + i * word, witnesses }));
}

/** A task's struct pid names the task's own link, and the task names it. */
async function derivePid(
  sampler: Sampler,
  { leaders }: Pick<SampledTasks, 'leaders'>,
  namespace: bigint | undefined,
  layouts: DerivedLayouts,
): Promise<Block[]> {
  const { wordSize: word } = sampler;
  const from = layouts.offset('task_struct', 'group_leader');
  const to = layouts.offset('task_struct', 'thread_node');
  const number = layouts.offset('task_struct', 'pid');
  if (from === undefined || to === undefined || number === undefined) return [];
  // Heads of lists point into the task itself.
  const places = wordsOf(leaders, to, sampler).filter(({ block, offset, pointer }) => {
    const inside = pointer >= block.address && pointer < block.address + BigInt(block.length);
    return offset > from && !inside;
  });
  const blocks = await sampler.many(
    places.map(({ pointer }) => pointer),
    PID_BYTES,
  );
  const votes = new Votes<{ task: number; list: number; link: number }>();
  places.forEach(({ block: task, offset }, i) => {
    if (blocks[i] === undefined) return;
    for (const { offset: list, pointer } of wordsOf([blocks[i]], PID_BYTES, sampler)) {
      const link = Number(pointer - task.address);
      if (link > from && link < to) votes.add(`${offset} ${list} ${link}`, { task: offset, list, link });
    }
  });
  // A leader's first link is that of its own number. The links point back into the struct pid: the pointer from which
  // the list is furthest is at its start.
  const [best] = votes.leaders().sort(({ value: a }, { value: b }) => a.link - b.link || b.list - a.list);
  if (best === undefined || best.witnesses < leaders.length / 2) return [];
  const { witnesses } = best;
  const { task, list, link } = best.value;
  layouts.set('task_struct', 'thread_pid', { offset: task, witnesses });
  layouts.set('task_struct', 'pid_links', { offset: link, size: TYPES * 2 * word, count: TYPES, witnesses });
  layouts.set('pid', 'tasks', { offset: list, size: TYPES * word, count: TYPES, witnesses });
  const pids = leaders.map(
    (leader) => blocks[places.findIndex((p) => p.block === leader && p.offset === task)],
  );
  const known = new Map(
    pids.flatMap((block, i) => (block === undefined ? [] : [[block, leaders[i]?.u32(number)]])),
  );
  const numbers = clearOffset(
    [...known.keys()],
    { from: list + TYPES * word, to: PID_BYTES, step: word },
    (block, at) => block.u32(at) === known.get(block) && block.word(at + word) === namespace,
  );
  if (numbers !== undefined) {
    layouts.set('pid', 'numbers', { offset: numbers.offset, size: 0, witnesses: numbers.witnesses });
    layouts.set('upid', 'nr', { offset: 0, size: 4, witnesses: numbers.witnesses });
    layouts.set('upid', 'ns', { offset: word, witnesses: numbers.witnesses });
  }
  return [...known.keys()];
}

/** The tree of ids in the first namespace, in whose first leaf a struct pid hangs that a task names. */
async function deriveTree(
  sampler: Sampler,
  namespace: bigint,
  pids: readonly Block[],
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const known = new Set(pids.map(({ address }) => address));
  const slots = layouts.offset('xa_node', 'slots') ?? 0;
  const leads = async (entry: bigint, level: number): Promise<boolean> => {
    if (known.has(entry)) return true;
    if ((entry & 3n) !== 2n || level > MAX_LEVELS) return false;
    const node = await sampler.one(entry - 2n, slots + 64 * word);
    for (let i = 0; i < 64; i++) if (await leads(node.word(slots + i * word) ?? 0n, level + 1)) return true;
    return false;
  };
  const block = await sampler.one(namespace, NAMESPACE_BYTES);
  const found: number[] = [];
  for (let at = 0; at < block.length; at += word) {
    const entry = block.word(at) ?? 0n;
    if ((entry & 3n) === 2n && sampler.isPointer(entry & ~3n) && (await leads(entry, 0))) found.push(at);
  }
  const [head] = found;
  if (head !== undefined && found.length === 1)
    layouts.set('pid_namespace', 'idr.idr_rt.xa_head', { offset: head, witnesses: 1 });
}
