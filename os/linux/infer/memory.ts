/**
 * Members of mm_struct, and which of a task's words leads to it. Sources for what is invariant: include/linux/mm_types.h,
 * fs/exec.c, fs/binfmt_elf.c, kernel/fork.c.
 */
import { userSpace } from '../kernel.js';
import type { DerivedLayouts } from './layouts.js';
import type { Block, Sampler, Source } from './sample.js';
import type { SampledTasks } from './tasks.js';
import { offsetsWhere, type Winner } from './votes.js';

/** What is looked for lies within this distance of the start of an mm_struct. */
const MM_BYTES = 0x800;
/** Where a program's parts lie, in the structure's order. */
const LIMITS = [
  'start_code',
  'end_code',
  'start_data',
  'end_data',
  'start_brk',
  'brk',
  'start_stack',
  'arg_start',
  'arg_end',
  'env_start',
  'env_end',
] as const;
/** No program lies lower: include/linux/security.h, the least mmap_min_addr. */
const LOWEST = 4096n;
/** A top table is at least so aligned: the four entries of PAE. */
const ROOT_ALIGNMENT = 31n;

/** Derives the memory's members; returns some mm_structs. */
export async function deriveMemory(
  source: Source,
  sampler: Sampler,
  tasks: SampledTasks,
  layouts: DerivedLayouts,
): Promise<readonly Block[]> {
  const { wordSize: word } = sampler;
  for (const { offset } of ownerOffsets(tasks, sampler)) {
    const pointers = tasks.userTasks.flatMap((task) => task.word(offset) ?? []).filter((p) => p !== 0n);
    const mms = await sampler.many([...new Set(pointers)], MM_BYTES);
    // Blocks reach into the next object: the lowest offset is that of the object itself.
    const [limits] = offsetsWhere(mms, { from: 0, to: MM_BYTES, step: word }, (block, at) =>
      areLimits(block, at, source.kernelStart),
    );
    if (limits === undefined) continue;
    const witnesses = tasks.leaders.length;
    layouts.set('task_struct', 'mm', { offset, witnesses });
    layouts.set('task_struct', 'active_mm', { offset: offset + word, witnesses });
    LIMITS.forEach((name, i) =>
      layouts.set('mm_struct', name, { offset: limits.offset + i * word, witnesses: limits.witnesses }),
    );
    const root = await rootOffset(source, sampler, mms, limits.offset);
    if (root !== undefined) layouts.set('mm_struct', 'pgd', root);
    return mms;
  }
  return [];
}

/** Words that are NULL for kernel threads, and a pointer that the next word repeats for all others but dead ones. */
function ownerOffsets({ kernelThreads, userTasks, comm }: SampledTasks, sampler: Sampler): Winner[] {
  const range = { from: 0, to: comm, step: sampler.wordSize };
  const none = new Set(
    offsetsWhere(kernelThreads, range, (block, at) => block.word(at) === 0n).map(({ offset }) => offset),
  );
  return offsetsWhere(userTasks, range, (block, at) => {
    const value = block.word(at);
    return value === 0n || (sampler.isPointer(value) && block.word(at + sampler.wordSize) === value);
  }).filter(
    ({ offset }) => none.has(offset) && userTasks.some((block) => sampler.isPointer(block.word(offset))),
  );
}

function areLimits(mm: Block, at: number, kernelStart: bigint): boolean {
  const step = mm.wordSize;
  const values = LIMITS.map((_, i) => mm.word(at + i * step) ?? 0n);
  const [code, codeEnd, data, dataEnd, heap, heapEnd, stack, args, argsEnd, env, envEnd] = values as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  return (
    values.every((value) => value >= LOWEST && value < kernelStart) &&
    code < codeEnd &&
    data <= dataEnd &&
    heap <= heapEnd &&
    code < stack &&
    stack < args &&
    args <= argsEnd &&
    env <= envEnd
  );
}

/** The pointer at a page table through which every program's arguments and stack can be read. */
async function rootOffset(
  source: Source,
  { wordSize: word }: Sampler,
  mms: readonly Block[],
  limits: number,
): Promise<Winner | undefined> {
  const range = { from: 0, to: limits, step: word };
  const aligned = offsetsWhere(mms, range, (block, at) => {
    const value = block.word(at) ?? 1n;
    return value >= source.kernelStart && (value & ROOT_ALIGNMENT) === 0n;
  });
  let best: Winner | undefined;
  for (const { offset } of aligned) {
    let witnesses = 0;
    let failed = 0;
    for (const mm of mms) {
      if (await leadsToMemory(source, mm.word(offset) ?? 0n, mm, limits)) witnesses++;
      else failed++;
      if (failed > mms.length / 10) break;
    }
    if (failed > mms.length / 10) continue;
    if (best?.witnesses === witnesses) return undefined;
    if (witnesses > (best?.witnesses ?? 0)) best = { offset, witnesses };
  }
  return best;
}

async function leadsToMemory(source: Source, pointer: bigint, mm: Block, limits: number): Promise<boolean> {
  const [root] = await source.space.translate([pointer]);
  if (root?.ok !== true) return false;
  const wanted = [LIMITS.indexOf('arg_start'), LIMITS.indexOf('start_stack')];
  const places = wanted.map((i) => mm.word(limits + i * mm.wordSize) ?? 0n);
  try {
    const found = await userSpace(source, root.physical).translate(places);
    // The idle task's table maps nothing of a program; a wrong one maps all to the same, or nothing.
    return found.every((f) => f.ok);
  } catch {
    return false;
  }
}
