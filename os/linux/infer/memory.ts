/**
 * Members of mm_struct, and which of a task's words leads to it. Sources for what is invariant: include/linux/mm_types.h,
 * fs/exec.c, fs/binfmt_elf.c, kernel/fork.c.
 */
import { PagewalkError } from '../../../engine/index.js';
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
const PAGE = 4096n;
/** Pages of a program that must be there, of those that the limits lie in. */
const MIN_PAGES = 2;
/** A word that leads to nothing in so many programs is not tried in the others. */
const FIRST_PROGRAMS = 4;

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

/** The pointer at a page table through which the programs' own parts lie in memory, as many as for no other word. */
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
  const found: { offset: number; witnesses: number; pages: number }[] = [];
  for (const { offset } of aligned) {
    const pages: number[] = [];
    for (const [i, mm] of mms.entries()) {
      pages.push(await pagesThrough(source, mm.word(offset) ?? 0n, mm, limits));
      if (i + 1 === FIRST_PROGRAMS && pages.every((n) => n < MIN_PAGES)) break;
    }
    const witnesses = pages.filter((n) => n >= MIN_PAGES).length;
    if (witnesses >= (mms.length * 2) / 3)
      found.push({ offset, witnesses, pages: pages.reduce((sum, n) => sum + n, 0) });
  }
  found.sort((a, b) => b.pages - a.pages);
  const [best, second] = found;
  return best === undefined || best.pages === second?.pages ? undefined : best;
}

/** How many pages of a program's parts are in memory through what a pointer leads to. Some are not: arm leaves out old ones,
 * perhaps all; the kernel's half counts for MIN_PAGES. */
async function pagesThrough(source: Source, pointer: bigint, mm: Block, limits: number): Promise<number> {
  const [root] = await source.space.translate([pointer]);
  if (root?.ok !== true) return 0;
  const places = LIMITS.map((_, i) => mm.word(limits + i * mm.wordSize) ?? 0n);
  try {
    const space = userSpace(source, root.physical);
    const found = await space.translate(places);
    const pages = new Set(found.flatMap((f) => (f.ok ? f.physical / PAGE : []))).size;
    if (source.space.highRoot !== undefined) return pages;
    // Where a program's table has the kernel's half too, the kernel lies where it does for itself.
    const witness = source.symbols.address('init_task') ?? 0n;
    const [own, there] = [
      ...(await source.space.translate([witness])),
      ...(await space.translate([witness])),
    ];
    return own?.ok === true && there?.ok === true && own.physical === there.physical ? pages + MIN_PAGES : 0;
  } catch (error) {
    // What a wrong pointer leads to need not be a possible root.
    if (error instanceof PagewalkError) return 0;
    throw error;
  }
}
