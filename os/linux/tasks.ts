/** Processes and threads. Sources: include/linux/sched.h, include/linux/sched/signal.h, fs/proc/array.c. */
import type { LinuxKernel } from './kernel.js';
import { KernelThreadNames } from './kernel-thread-names.js';
import { LikelyLeaders } from './likely-leaders.js';
import { structsOnList } from './lists.js';
import { leadersByPid } from './tasks-by-pid.js';
import { StructReader, type Struct } from './structs.js';

/** Highest process id that Linux gives: include/linux/threads.h, PID_MAX_LIMIT. */
const MAX_PID = 4 << 20;
/** fs/proc/array.c, task_state_array: the letter of each state bit, R for none. */
const STATE_LETTERS = 'RSDTtXZPI';
/** include/linux/sched.h: TASK_REPORT, TASK_IDLE (TASK_UNINTERRUPTIBLE | TASK_NOLOAD). */
const TASK_REPORT = 0x7f;
const TASK_IDLE = 0x402;

/** What stands for the letter of a state that is not known. */
export const UNKNOWN_STATE = '?';

/** A task_struct as read, with what several listings need of it. */
export interface Task {
  readonly struct: Struct;
  readonly address: bigint;
  readonly pid: number;
  readonly tgid: number;
  readonly name: string;
  readonly state: string;
  readonly mm: bigint;
}

/** Reads task lists. */
export class Tasks {
  private readonly task: StructReader;
  private readonly signal: StructReader;
  private readonly names: KernelThreadNames;
  private readonly likely: LikelyLeaders;

  constructor(private readonly kernel: LinuxKernel) {
    this.task = new StructReader(kernel, 'task_struct', [
      'tasks',
      'pid',
      'tgid',
      'comm',
      '__state|state?',
      'exit_state?',
      'real_parent',
      'mm',
      'signal',
      'cred',
      'thread_node',
      'flags',
      'worker_private|set_child_tid?',
    ]);
    this.signal = new StructReader(kernel, 'signal_struct', ['thread_head', 'nr_threads']);
    this.names = new KernelThreadNames(kernel);
    this.likely = new LikelyLeaders(kernel, this.task);
  }

  /** Thread-group leaders, in the order of the kernel's list, without the idle task. */
  async leaders(signal?: AbortSignal): Promise<{ readonly tasks: Task[]; readonly reason?: string }> {
    const init = this.kernel.symbols.address('init_task');
    if (init === undefined) return { tasks: [], reason: 'the kernel has no symbol init_task' };
    const listed = await this.collect(init + BigInt(this.task.offset('tasks')), 'tasks', signal);
    return listed.reason === undefined ? listed : this.withNumbered(listed.tasks, listed.reason, signal);
  }

  /** What a torn list still gives, and the processes that it leaves out, found by their numbers; all by number. */
  private async withNumbered(
    listed: readonly Task[],
    reason: string,
    signal?: AbortSignal,
  ): Promise<{ readonly tasks: Task[]; readonly reason: string }> {
    const known = new Set(listed.map(({ address }) => address));
    const addresses = (await leadersByPid(this.kernel, signal)).filter((address) => !known.has(address));
    const structs = await this.task.many(addresses);
    const found = await this.withFullNames(
      structs.flatMap((s) => (s === undefined ? [] : (asTask(s) ?? []))),
    );
    if (found.length === 0) return { tasks: [...listed], reason };
    const tasks = [...listed, ...found].sort((a, b) => a.pid - b.pid);
    return { tasks, reason: `${reason}; ${found.length} more were found by their process ids` };
  }

  /** Threads of a process, the leader among them. */
  async threads(
    leader: Task,
    signal?: AbortSignal,
  ): Promise<{ readonly tasks: Task[]; readonly reason?: string }> {
    const head = leader.struct.word('signal') + BigInt(this.signal.offset('thread_head'));
    return this.collect(head, 'thread_node', signal);
  }

  /** A task by address; undefined when it is unreadable or no task. */
  async at(address: bigint): Promise<Task | undefined> {
    const struct = await this.task.at(address);
    return struct === undefined ? undefined : asTask(struct);
  }

  /** Number of threads that the kernel counts for each task's process. */
  async threadCounts(tasks: readonly Task[]): Promise<(number | null)[]> {
    const signals = await this.signal.many(tasks.map((t) => t.struct.word('signal')));
    return signals.map((s) => s?.number('nr_threads') ?? null);
  }

  /** Names as /proc shows them: kernel/kthread.c, get_kthread_comm; kernel/workqueue.c, wq_worker_comm. */
  private async withFullNames(tasks: readonly Task[]): Promise<Task[]> {
    const names = await this.names.of(tasks);
    return tasks.map((task, i) => ({ ...task, name: names[i] ?? task.name }));
  }

  /** Tasks linked by a list_head inside task_struct. */
  private async collect(
    head: bigint,
    member: 'tasks' | 'thread_node',
    signal?: AbortSignal,
  ): Promise<{ tasks: Task[]; reason?: string }> {
    const read = member === 'tasks' ? await this.likely.read(signal) : undefined;
    const { structs, reason } = await structsOnList(this.kernel, this.task, head, member, signal, read);
    const tasks = await this.withFullNames(structs.flatMap((struct) => asTask(struct) ?? []));
    const bad = structs.length - tasks.length;
    const reasons = [
      reason,
      bad > 0 ? `${bad} entries of task_struct.${member} hold no sensible task` : undefined,
    ].filter((r) => r !== undefined);
    return reasons.length === 0 ? { tasks } : { tasks, reason: reasons.join('; ') };
  }
}

function asTask(struct: Struct): Task | undefined {
  const pid = struct.number('pid');
  const tgid = struct.number('tgid');
  const name = struct.text('comm');
  if (pid > MAX_PID || tgid > MAX_PID || /[\0-\x08]/.test(name)) return undefined;
  return {
    struct,
    address: struct.address,
    pid,
    tgid,
    name,
    state: stateOf(struct),
    mm: struct.word('mm'),
  };
}

/** The letter; {@link UNKNOWN_STATE} where damage has hit the types that tell of it. */
function stateOf(struct: Struct): string {
  const known = struct.has('__state|state') && struct.has('exit_state');
  return known ? stateLetter(struct.number('__state|state'), struct.number('exit_state')) : UNKNOWN_STATE;
}

/** include/linux/sched.h, __task_state_index. */
function stateLetter(state: number, exit: number): string {
  if ((state & TASK_IDLE) === TASK_IDLE) return 'I';
  const bits = (state | exit) & TASK_REPORT;
  return STATE_LETTERS[bits === 0 ? 0 : 32 - Math.clz32(bits)] ?? '?';
}
