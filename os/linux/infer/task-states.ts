/**
 * Members of task_struct that say what a task is and does. Sources for what is invariant: include/linux/sched.h
 * (TASK_*, PF_*), kernel/fork.c (copy_process), kernel/kthread.c, include/linux/sched/signal.h.
 */
import { wordsOf } from './dentries.js';
import type { DerivedLayouts } from './layouts.js';
import type { Sampler } from './sample.js';
import type { SampledTasks } from './tasks.js';
import { clearOffset, offsetsWhere, Votes } from './votes.js';

const TASK_INTERRUPTIBLE = 1;
/** TASK_UNINTERRUPTIBLE | TASK_NOLOAD. */
const TASK_IDLE = 0x402;
/** Bits of a state that tell one task from another, and all that there are. */
const SLEEPING = 0xff;
const STATE_BITS = 0xffff;
const PF_WQ_WORKER = 0x20;
const PF_KTHREAD = 0x00200000;
/** The least that must sleep in one way for the state to be told. */
const MIN_SLEEPERS = 3;
const SIGCHLD = 17;
const PAGE = 4096n;
/** Clocks that are read one after the other when a task starts differ by less, ns; but for time spent suspended. */
const READ_APART = 1_000_000_000n;
const NAME_BYTES = 16;
const KTHREAD_BYTES = 0x100;
const FULL_NAME = 64;

/** Derives them. */
export async function deriveTaskStates(
  tasks: SampledTasks,
  sampler: Sampler,
  layouts: DerivedLayouts,
): Promise<void> {
  // State, stack and flags lie before the list.
  const to = layouts.offset('task_struct', 'tasks') ?? 0;
  deriveState(tasks, layouts, to);
  deriveFlags(tasks, layouts, to);
  deriveExit(tasks, layouts);
  deriveStart(tasks, layouts);
  await deriveThreadCount(tasks, sampler, layouts);
  await deriveFullName(tasks, sampler, layouts);
}

/** Most processes sleep interruptibly, idle workers in their own way, the idle task never; no other value looks so. */
function deriveState(
  { leaders, idle, kernelThreads, userTasks }: SampledTasks,
  layouts: DerivedLayouts,
  to: number,
): void {
  const offsets = offsetsWhere(leaders, { from: 0, to, step: 4 }, (block, offset) => {
    const value = block.u32(offset) ?? -1;
    const sleep = value & SLEEPING;
    return value >= 0 && value <= STATE_BITS && (sleep & (sleep - 1)) === 0;
  }).filter(({ offset }) => {
    const sleepers = userTasks.filter((b) => ((b.u32(offset) ?? 0) & SLEEPING) === TASK_INTERRUPTIBLE);
    const workers = kernelThreads.filter((b) => ((b.u32(offset) ?? 0) & TASK_IDLE) === TASK_IDLE);
    return (
      idle.u32(offset) === 0 && sleepers.length >= userTasks.length / 2 && workers.length >= MIN_SLEEPERS
    );
  });
  const [state] = offsets;
  if (state === undefined || offsets.length > 1) return;
  layouts.set('task_struct', '__state', { ...state, size: 4 });
}

/** The bit of kernel threads, and of workers among them. */
function deriveFlags(
  { leaders, idle, kernelThreads, comm }: SampledTasks,
  layouts: DerivedLayouts,
  to: number,
): void {
  const kernel = new Set([idle, ...kernelThreads]);
  const flags = clearOffset([idle, ...leaders], { from: 0, to, step: 4 }, (block, offset) => {
    const value = block.u32(offset) ?? 0;
    const isWorker = (value & PF_WQ_WORKER) !== 0;
    if ((value & PF_KTHREAD) === 0) return !kernel.has(block) && !isWorker;
    // A work queue's rescuer is a worker by another name.
    const named = block.text(comm, NAME_BYTES)?.startsWith('kworker/') === true;
    return kernel.has(block) && (isWorker || !named);
  });
  if (flags === undefined) return;
  layouts.set('task_struct', 'flags', { ...flags, size: 4 });
  const from = layouts.offset('task_struct', '__state');
  if (from === undefined) return;
  const { wordSize: step } = idle;
  // The only pages of its own that a task has between the two.
  const between = { from: Math.ceil((from + 4) / step) * step, to: flags.offset, step };
  const stack = clearOffset(
    leaders,
    between,
    (block, at) => (block.word(at) ?? 1n) % PAGE === 0n && block.word(at) !== 0n,
  );
  if (stack !== undefined) layouts.set('task_struct', 'stack', stack);
}

/** exit_state, exit_code, exit_signal: what a parent hears of its child, behind the memory and before the number. */
function deriveExit({ leaders }: SampledTasks, layouts: DerivedLayouts): void {
  const from = layouts.offset('task_struct', 'active_mm');
  const to = layouts.offset('task_struct', 'pid');
  if (from === undefined || to === undefined) return;
  const children = leaders.filter((block) => (block.u32(to) ?? 0) > 2);
  const found = clearOffset(
    children,
    { from: from + 12, to, step: 4 },
    (block, offset) => block.u32(offset) === SIGCHLD,
  );
  if (found === undefined) return;
  const { offset, witnesses } = found;
  layouts.set('task_struct', 'exit_state', { offset: offset - 8, size: 4, witnesses });
  layouts.set('task_struct', 'exit_code', { offset: offset - 4, size: 4, witnesses });
  layouts.set('task_struct', 'exit_signal', { offset, size: 4, witnesses });
}

/** Two clocks, read one after the other, which grow with a task's place in the list. */
function deriveStart({ leaders, comm }: SampledTasks, layouts: DerivedLayouts): void {
  const from = layouts.offset('task_struct', 'thread_node');
  if (from === undefined) return;
  const before = new Map(leaders.map((block, i) => [block, leaders[i - 1]]));
  const start = clearOffset(leaders, { from, to: comm, step: 4 }, (block, offset) => {
    const monotonic = block.u64(offset) ?? 0n;
    const boot = block.u64(offset + 8) ?? 0n;
    const last = before.get(block)?.u64(offset) ?? 0n;
    return monotonic > 0n && boot >= monotonic && boot - monotonic < READ_APART && monotonic >= last;
  });
  if (start === undefined) return;
  const { offset, witnesses } = start;
  layouts.set('task_struct', 'start_time', { offset, size: 8, witnesses });
  layouts.set('task_struct', 'start_boottime', { offset: offset + 8, size: 8, witnesses });
}

/** The third of the counters that signal_struct starts with counts the threads on its list: sigcnt, live, nr_threads. */
async function deriveThreadCount(
  { leaders }: SampledTasks,
  sampler: Sampler,
  layouts: DerivedLayouts,
): Promise<void> {
  const signal = layouts.offset('task_struct', 'signal');
  const head = layouts.offset('signal_struct', 'thread_head');
  if (signal === undefined || head === undefined) return;
  const { wordSize } = sampler;
  const blocks = await sampler.many(
    leaders.flatMap((block) => block.word(signal) ?? []),
    head + 2 * wordSize,
  );
  const count = 8;
  const found = clearOffset(blocks, { from: count, to: count + 4, step: 4 }, (block, offset) => {
    const value = block.u32(offset) ?? 0;
    const alone = block.word(head) === block.word(head + wordSize);
    return alone ? value === 1 : value > 1;
  });
  if (found !== undefined) layouts.set('signal_struct', 'nr_threads', { ...found, size: 4 });
}

/** Where kernel threads whose name does not fit have all of it: since 5.17. */
async function deriveFullName(
  { kernelThreads, comm }: SampledTasks,
  sampler: Sampler,
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const named = kernelThreads.filter((block) => {
    const name = block.text(comm, NAME_BYTES) ?? '';
    return name.length === NAME_BYTES - 1 && !name.startsWith('kworker/');
  });
  const owners = wordsOf(named, comm + 0x200, sampler);
  const kthreads = await sampler.many(
    owners.map(({ pointer }) => pointer),
    KTHREAD_BYTES,
  );
  const texts = kthreads.flatMap((kthread, i) =>
    wordsOf([kthread], KTHREAD_BYTES, sampler, 1).map((place) => ({
      ...place,
      owner: owners[i] as (typeof owners)[number],
    })),
  );
  const read = await sampler.many(
    texts.map(({ pointer }) => pointer),
    FULL_NAME,
  );
  const votes = new Votes<{ owner: number; text: number }>();
  texts.forEach(({ offset, owner }, i) => {
    const name = owner.block.text(comm, NAME_BYTES) ?? '';
    const text = read[i]?.text(0, FULL_NAME) ?? '';
    if (text.length > name.length && text.startsWith(name))
      votes.add(`${owner.offset} ${offset}`, { owner: owner.offset, text: offset });
  });
  // vfork_done points at a member of the same structure: the lower pointer, from which the text is further, is its start.
  const [best] = votes.leaders().sort((a, b) => b.value.text - a.value.text);
  if (best === undefined) return;
  const { witnesses, value } = best;
  layouts.set('task_struct', 'worker_private', { offset: value.owner, size: word, witnesses });
  layouts.set('kthread', 'full_name', { offset: value.text, size: word, witnesses });
}
