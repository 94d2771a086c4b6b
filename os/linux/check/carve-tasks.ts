/**
 * Finds task_structs anywhere in physical memory by a pointer that each of them holds: its scheduling class, one of a
 * handful of constants of the kernel. Source: include/linux/sched.h (sched_class), kernel/sched/sched.h.
 */
import type { LinuxKernel } from '../kernel.js';
import type { FoundTask, TaskReader } from './task-reader.js';

/** Places that are looked at; a large machine has some ten thousand tasks. */
const MAX_HITS = 1 << 20;
/** Structures read at a time. */
const STEP = 1024;

/** Tasks found in memory, and why some may be missing. */
export interface CarvedTasks {
  readonly tasks: FoundTask[];
  readonly reason?: string;
}

/**
 * Live tasks anywhere in memory. `known` are some task_structs: they tell where the linear map lies and which classes
 * there are.
 */
export async function carveTasks(
  kernel: LinuxKernel,
  tasks: TaskReader,
  known: readonly bigint[],
  signal?: AbortSignal,
): Promise<CarvedTasks> {
  const { reader } = tasks;
  if (!reader.has('sched_class'))
    return { tasks: [], reason: 'task_struct.sched_class is unknown: memory cannot be searched for tasks' };
  const delta = await linearDelta(kernel, known);
  const classes = await schedulingClasses(kernel, tasks, known);
  if (delta === undefined || classes.length === 0)
    return { tasks: [], reason: 'no task can be read that would tell what to search memory for' };
  const offset = BigInt(reader.offset('sched_class'));
  const found: FoundTask[] = [];
  const lost: string[] = [];
  let addresses: bigint[] = [];
  let hits = 0;
  const ranges = classes.map((start) => ({ start, end: start + 1n }));
  for await (const batch of kernel.engine.physical.scanPointers(
    { ranges, width: kernel.wordSize },
    {
      ...(signal && { signal }),
      onMissing: ({ start }) => lost.push(`0x${start.toString(16)}`),
    },
  )) {
    for (const hit of batch.addresses) {
      addresses.push(BigInt.asUintN(8 * kernel.wordSize, hit - offset + delta));
      hits++;
    }
    if (hits > MAX_HITS)
      return { tasks: found, reason: 'memory holds too many copies of scheduling classes' };
    if (addresses.length >= STEP) {
      found.push(...(await tasks.live(addresses)));
      addresses = [];
    }
  }
  found.push(...(await tasks.live(addresses)));
  if (lost.length === 0) return { tasks: found };
  return { tasks: found, reason: `${lost.length} ranges of memory could not be searched for tasks` };
}

/** Virtual minus physical address in the linear map, where task_structs lie; by majority of the known ones. */
async function linearDelta(kernel: LinuxKernel, known: readonly bigint[]): Promise<bigint | undefined> {
  const votes = new Map<bigint, number>();
  for (const result of await kernel.space.translate(known.slice(0, 64))) {
    if (!result.ok) continue;
    const delta = result.virtual - result.physical;
    votes.set(delta, (votes.get(delta) ?? 0) + 1);
  }
  return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** The classes that known tasks are of; those that lie in the kernel's image are all of them. */
async function schedulingClasses(
  kernel: LinuxKernel,
  tasks: TaskReader,
  known: readonly bigint[],
): Promise<bigint[]> {
  const named = [
    'fair_sched_class',
    'rt_sched_class',
    'dl_sched_class',
    'stop_sched_class',
    'ext_sched_class',
  ];
  kernel.symbols.find(named);
  const classes = new Set(named.flatMap((name) => kernel.symbols.address(name) ?? []));
  const votes = new Map<bigint, number>();
  for (const struct of await tasks.reader.many(known)) {
    const value = struct?.word('sched_class') ?? 0n;
    if (value >= kernel.kernelStart) votes.set(value, (votes.get(value) ?? 0) + 1);
  }
  // One odd value among many tasks is damage, not a class.
  for (const [value, count] of votes) if (count > 1 || known.length < 8) classes.add(value);
  return [...classes];
}
