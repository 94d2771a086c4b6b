/** Processors and their own copies of variables. Sources: include/asm-generic/percpu.h, kernel/cpu.c, include/linux/cpumask.h. */
import { readWord, type LinuxKernel } from './kernel.js';

/** include/linux/threads.h: more than the largest NR_CPUS that a distribution sets. */
const MAX_CPUS = 8192;

/** A processor that may exist, and what is added to the address of a per-processor symbol for its copy. */
export interface Cpu {
  readonly cpu: number;
  /** `__per_cpu_offset[cpu]`, modulo the word size. */
  readonly offset: bigint;
}

/** The kernel's masks of processors (kernel/cpu.c), by the names of their symbols less the underscores. */
export type CpuMask = 'cpu_possible_mask' | 'cpu_present_mask' | 'cpu_online_mask' | 'cpu_active_mask';

/** Numbers of the processors in a mask; undefined when the mask has no symbol or cannot be read. */
export async function cpusIn(kernel: LinuxKernel, mask: CpuMask): Promise<number[] | undefined> {
  kernel.symbols.find([`__${mask}`]);
  const address = kernel.symbols.address(`__${mask}`);
  if (address === undefined) return undefined;
  // Without the type the first word holds the first 32 or 64 processors; masks are never shorter.
  const size = kernel.types.struct('cpumask')?.size ?? kernel.wordSize;
  const { data, missing } = await kernel.space.readPartial(address, Math.min(size, MAX_CPUS / 8));
  if (missing.length > 0) return undefined;
  const cpus: number[] = [];
  data.forEach((byte, i) => {
    for (let bit = 0; bit < 8; bit++) if (((byte >> bit) & 1) === 1) cpus.push(8 * i + bit);
  });
  return cpus;
}

/**
 * The processors that may exist. A kernel for one processor has no table of offsets: its only one has offset 0. Undefined
 * when a table or the mask cannot be read.
 */
export async function possibleCpus(kernel: LinuxKernel): Promise<Cpu[] | undefined> {
  const { symbols, wordSize } = kernel;
  symbols.find(['__per_cpu_offset', '__cpu_possible_mask']);
  const table = symbols.address('__per_cpu_offset');
  if (table === undefined) return [{ cpu: 0, offset: 0n }];
  const numbers = await cpusIn(kernel, 'cpu_possible_mask');
  if (numbers === undefined || numbers.length === 0) return undefined;
  const offsets = await Promise.all(numbers.map((cpu) => readWord(kernel, table + BigInt(cpu * wordSize))));
  return offsets.every((offset) => offset !== undefined)
    ? numbers.map((cpu, i) => ({ cpu, offset: offsets[i] as bigint }))
    : undefined;
}

/** Address of a processor's copy of the per-processor variable at `address` (its symbol's value). */
export function perCpuAddress(kernel: LinuxKernel, address: bigint, { offset }: Cpu): bigint {
  return BigInt.asUintN(8 * kernel.wordSize, address + offset);
}
