/** Pending timers of every processor. Sources: kernel/time/timer.c (timer_bases), kernel/time/hrtimer.c (hrtimer_bases), include/linux/timerqueue.h. */
import type { KernelTimer, Listing } from '../types.js';
import type { CodeNames } from './code-names.js';
import { enumNames } from './enum-names.js';
import { headsOf, structsOnChains } from './hlist.js';
import { readWord, type LinuxKernel } from './kernel.js';
import { perCpuAddress, possibleCpus, type Cpu } from './per-cpu.js';
import { structsInTree } from './rb-tree.js';
import { StructReader } from './structs.js';
import { variable } from './variables/index.js';

const NANOSECONDS = 1e9;
/** kernel/time/timer.c, NR_BASES: local, global and deferrable timers have wheels of their own. */
const MAX_WHEELS = 3;

interface Found {
  readonly items: KernelTimer[];
  readonly reasons: (string | undefined)[];
}

/** Timers of wheels, then of queues, by processor. Throws kind `unsupported` when the kernel's types lack them. */
export async function kernelTimers(
  kernel: LinuxKernel,
  names: CodeNames,
  signal?: AbortSignal,
): Promise<Listing<KernelTimer>> {
  const cpus = await possibleCpus(kernel);
  if (cpus === undefined)
    return { items: [], complete: false, reason: 'the copies of variables per processor cannot be found' };
  kernel.symbols.find(['timer_bases', 'hrtimer_bases']);
  const parts = [await wheels(kernel, cpus, names, signal), await queues(kernel, cpus, names, signal)];
  const items = parts.flatMap((part) => part.items);
  const reasons = parts.flatMap((part) => part.reasons).filter((reason) => reason !== undefined);
  return reasons.length === 0
    ? { items, complete: true }
    : { items, complete: false, reason: [...new Set(reasons)].join('; ') };
}

async function wheels(
  kernel: LinuxKernel,
  cpus: readonly Cpu[],
  names: CodeNames,
  signal?: AbortSignal,
): Promise<Found> {
  const symbol = await placeOfWheels(kernel, cpus);
  if (symbol === undefined) return { items: [], reasons: ['the kernel has no symbol timer_bases'] };
  const base = new StructReader(kernel, 'timer_base', ['vectors']);
  const reader = new StructReader(kernel, 'timer_list', ['entry', 'expires', 'function']);
  const { offset, size } = base.field('vectors');
  const stride = kernel.types.struct('timer_base')?.size ?? 0;
  // The next variable begins behind the last wheel.
  const within = async (i: number): Promise<boolean> => {
    const at = symbol + BigInt(i * stride);
    const name = kernel.symbols.at(at)?.name;
    return name === 'timer_bases' || (name === undefined && (await areWheels(kernel, cpus, at)));
  };
  const starts = [0];
  for (let i = 1; i < MAX_WHEELS && (await within(i)); i++) starts.push(i);
  const items: KernelTimer[] = [];
  const reasons: (string | undefined)[] = [];
  for (const cpu of cpus) {
    const first = perCpuAddress(kernel, symbol, cpu);
    for (const i of starts) {
      const address = first + BigInt(i * stride + offset);
      const heads = await headsOf(kernel, { address, count: Math.floor(size / kernel.wordSize) });
      const timers = await structsOnChains(reader, heads.firsts, 'entry', signal);
      reasons.push(heads.reason, timers.reason);
      for (const timer of timers.structs)
        items.push({
          kind: 'timer',
          cpu: cpu.cpu,
          clock: 'jiffies',
          expires: Number(timer.word('expires')),
          ...named(names, timer.word('function')),
          address: timer.address,
        });
    }
  }
  return { items, reasons };
}

/** Where the wheels are. Users: kernel/time/timer.c. */
function placeOfWheels(kernel: LinuxKernel, cpus: readonly Cpu[]): Promise<bigint | undefined> {
  return variable(kernel, {
    name: 'timer_bases',
    users: ['timers_prepare_cpu', 'run_timer_softirq', 'get_next_timer_interrupt', 'add_timer_on'],
    fits: async (address) => {
      const stride = BigInt(kernel.types.struct('timer_base')?.size ?? 0);
      // The code may name the second wheel, too.
      return (await areWheels(kernel, cpus, address)) && !(await areWheels(kernel, cpus, address - stride));
    },
  });
}

/** Whether each processor's copy of a struct timer_base says its processor and a time that has been. */
async function areWheels(kernel: LinuxKernel, cpus: readonly Cpu[], address: bigint): Promise<boolean> {
  const reader = new StructReader(kernel, 'timer_base', ['cpu?', 'clk?']);
  if (!reader.has('cpu') || !reader.has('clk')) return false;
  const copies = await reader.many(cpus.map((cpu) => perCpuAddress(kernel, address, cpu)));
  return copies.every(
    (copy, i) => copy !== undefined && copy.number('cpu') === cpus[i]?.cpu && copy.word('clk') !== 0n,
  );
}

/** Where the queues are: each clock of a processor leads back to what it is part of. Users: kernel/time/hrtimer.c. */
function placeOfQueues(kernel: LinuxKernel, cpus: readonly Cpu[]): Promise<bigint | undefined> {
  const bases = new StructReader(kernel, 'hrtimer_cpu_base', ['clock_base']);
  const clock = new StructReader(kernel, 'hrtimer_clock_base', ['cpu_base?']);
  return variable(kernel, {
    name: 'hrtimer_bases',
    users: ['hrtimers_prepare_cpu', 'hrtimer_interrupt', 'hrtimer_run_queues', 'hrtimer_get_next_event'],
    fits: async (address) => {
      if (!clock.has('cpu_base')) return false;
      const clocks = BigInt(bases.offset('clock_base'));
      const copies = cpus.map((cpu) => perCpuAddress(kernel, address, cpu));
      const structs = await clock.many(copies.map((copy) => copy + clocks));
      return structs.every((struct, i) => struct?.word('cpu_base') === copies[i]);
    },
  });
}

async function queues(
  kernel: LinuxKernel,
  cpus: readonly Cpu[],
  names: CodeNames,
  signal?: AbortSignal,
): Promise<Found> {
  const symbol = await placeOfQueues(kernel, cpus);
  if (symbol === undefined) return { items: [], reasons: ['the kernel has no symbol hrtimer_bases'] };
  const { offset, size } = new StructReader(kernel, 'hrtimer_cpu_base', ['clock_base']).field('clock_base');
  const active = new StructReader(kernel, 'hrtimer_clock_base', ['active']).offset('active');
  const stride = kernel.types.struct('hrtimer_clock_base')?.size ?? size;
  const reader = new StructReader(kernel, 'hrtimer', ['node', 'node.expires', 'function']);
  const clock = enumNames(kernel, 'hrtimer_base_type', 'HRTIMER_BASE_');
  const items: KernelTimer[] = [];
  const reasons: (string | undefined)[] = [];
  for (const cpu of cpus) {
    const first = perCpuAddress(kernel, symbol, cpu);
    for (let i = 0; (i + 1) * stride <= size; i++) {
      const root = await readWord(kernel, first + BigInt(offset + i * stride + active));
      if (root === undefined) {
        reasons.push(`hrtimer_bases of processor ${cpu.cpu}: the queue ${clock(i)} cannot be read`);
        continue;
      }
      const timers = await structsInTree(kernel, reader, root, 'node', signal);
      reasons.push(timers.reason);
      for (const timer of timers.structs)
        items.push({
          kind: 'hrtimer',
          cpu: cpu.cpu,
          clock: clock(i),
          expires: Number(BigInt.asIntN(64, timer.u64('node.expires'))) / NANOSECONDS,
          ...named(names, timer.word('function')),
          address: timer.address,
        });
    }
  }
  return { items, reasons };
}

/** The function of a timer; a record is not complete when nobody is known to own its code. */
function named(
  names: CodeNames,
  code: bigint,
): Pick<KernelTimer, 'function' | 'code' | 'complete' | 'reason'> {
  const name = names.of(code);
  return name === null
    ? { function: null, code, complete: false, reason: 'no kernel or module code is known at its address' }
    : { function: name, code, complete: true };
}
