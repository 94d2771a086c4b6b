/** The functions that ftrace calls. Source: kernel/trace/ftrace.c (ftrace_ops_list), include/linux/ftrace.h. */
import { readWord, type LinuxKernel } from '../kernel.js';
import { StructReader } from '../structs.js';

/** More registered users than any system has. */
const MAX_OPERATIONS = 4096;

/** A struct ftrace_ops in use. */
export interface FtraceOperations {
  readonly address: bigint;
  /** What is called. */
  readonly callback: bigint;
  /** Code made for this user alone; 0 where there is none. */
  readonly trampoline: bigint;
  readonly trampolineSize: bigint;
  /** struct ftrace_hash of the functions that are traced; 0 when unknown. */
  readonly filter: bigint;
}

/** All users of ftrace, and why some may be missing. Throws kind `unsupported` where the types lack the structure. */
export async function ftraceOperations(
  kernel: LinuxKernel,
): Promise<{ operations: FtraceOperations[]; reason?: string }> {
  const list = kernel.symbols.address('ftrace_ops_list');
  if (list === undefined) return { operations: [] };
  const end = kernel.symbols.address('ftrace_list_end');
  const reader = new StructReader(kernel, 'ftrace_ops', [
    'func',
    'next',
    'trampoline?',
    'trampoline_size?',
    'func_hash?',
  ]);
  const hashes =
    kernel.types.struct('ftrace_ops_hash') === undefined
      ? undefined
      : new StructReader(kernel, 'ftrace_ops_hash', ['filter_hash']);
  const operations: FtraceOperations[] = [];
  const seen = new Set<bigint>();
  let next = await readWord(kernel, list);
  while (next !== 0n && next !== end) {
    const ops = next === undefined || seen.has(next) ? undefined : await reader.at(next);
    if (ops === undefined || operations.length >= MAX_OPERATIONS)
      return { operations, reason: `ftrace_ops_list cannot be followed behind ${operations.length} entries` };
    seen.add(ops.address);
    const optional = (member: string): bigint => (reader.has(member) ? ops.word(member) : 0n);
    operations.push({
      address: ops.address,
      callback: ops.word('func'),
      trampoline: optional('trampoline'),
      trampolineSize: optional('trampoline_size'),
      filter: (await hashes?.at(optional('func_hash')))?.word('filter_hash') ?? 0n,
    });
    next = ops.word('next');
  }
  return { operations };
}
