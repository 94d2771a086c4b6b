/**
 * Members of struct file, of the tables of open files, and of mm_struct that lead to files. Sources for what is invariant:
 * include/linux/fdtable.h, include/linux/fs.h, fs/file.c, include/linux/mm_types.h.
 */
import type { SampledFiles } from './dentries.js';
import { wordsOf } from './dentries.js';
import type { DerivedLayouts } from './layouts.js';
import type { SampledMappings } from './mappings.js';
import type { Block, Sampler } from './sample.js';
import type { SampledTasks } from './tasks.js';
import { offsetsWhere, Votes } from './votes.js';

const MM_BYTES = 0x800;
const FILES_BYTES = 0x400;
const FILE_BYTES = 0x160;
/** fs/file.c: a table starts with as many files as a word has bits, NR_OPEN_DEFAULT. */
const MAX_SMALL_TABLE = 64;

/** Derives them; returns the open files that it met, and those behind mappings. */
export async function deriveFiles(
  sampler: Sampler,
  tasks: SampledTasks,
  mappings: SampledMappings,
  { files }: SampledFiles,
  layouts: DerivedLayouts,
): Promise<readonly Block[]> {
  deriveExecutable(mappings, sampler, layouts);
  const open = await deriveTables(sampler, tasks, layouts);
  return [...new Map([...files, ...open].map((block) => [block.address, block])).values()];
}

/** A program's file is the one behind its code. */
function deriveExecutable({ code }: SampledMappings, sampler: Sampler, layouts: DerivedLayouts): void {
  const file = layouts.offset('vm_area_struct', 'vm_file');
  const from = layouts.offset('mm_struct', 'env_end');
  if (file === undefined || from === undefined) return;
  const vmas = new Map(code.map(({ vma, mm }) => [mm, vma]));
  // Blocks reach into the next object: the lowest offset is that of the object itself.
  const [found] = offsetsWhere([...vmas.keys()], { from, to: MM_BYTES, step: sampler.wordSize }, (mm, at) => {
    const value = mm.word(at);
    return sampler.isPointer(value) && value === vmas.get(mm)?.word(file);
  });
  if (found !== undefined) layouts.set('mm_struct', 'exe_file', found);
}

interface Table {
  readonly task: number;
  readonly table: number;
  readonly fdtable: number;
}

/** A task's table of files names a smaller table in itself, which names an array in it. */
async function deriveTables(
  sampler: Sampler,
  { userTasks, comm }: SampledTasks,
  layouts: DerivedLayouts,
): Promise<Block[]> {
  const { wordSize: word } = sampler;
  const from = wordsOf(userTasks, comm + 0x200, sampler).filter(({ offset }) => offset > comm);
  const targets = await sampler.many(
    from.map(({ pointer }) => pointer),
    FILES_BYTES,
  );
  const votes = new Votes<Table>();
  targets.forEach((files, i) => {
    for (const { offset, pointer } of wordsOf([files], 0x80, sampler)) {
      const fdtable = Number(pointer - files.address);
      if (fdtable <= offset || fdtable >= FILES_BYTES / 2 || !isTable(files, fdtable)) continue;
      const task = from[i]?.offset ?? 0;
      votes.add(`${task} ${offset} ${fdtable}`, { task, table: offset, fdtable });
    }
  });
  const best = votes.winner(2);
  if (best === undefined) return [];
  const { witnesses } = best;
  const { task, table, fdtable } = best.value;
  layouts.set('task_struct', 'files', { offset: task, witnesses });
  layouts.set('files_struct', 'fdt', { offset: table, witnesses });
  layouts.set('files_struct', 'fdtab', { offset: fdtable, size: 7 * word, witnesses });
  layouts.set('fdtable', 'max_fds', { offset: 0, size: 4, witnesses });
  layouts.set('fdtable', 'fd', { offset: word, witnesses });
  layouts.set('fdtable', 'close_on_exec', { offset: 2 * word, witnesses });
  layouts.set('fdtable', 'open_fds', { offset: 3 * word, witnesses });
  const arrays = targets.flatMap((files, i) => {
    if (from[i]?.offset !== task || !isTable(files, fdtable)) return [];
    const array = Number((files.word(fdtable + word) ?? 0n) - files.address);
    return Array.from({ length: 16 }, (_, fd) => files.word(array + fd * word) ?? 0n);
  });
  const pointers = [...new Set(arrays.filter((p) => sampler.isPointer(p)))];
  return sampler.many(pointers, FILE_BYTES);
}

/** struct fdtable: a number of files, then pointers at an array of them and at three sets of bits, here all in the object. */
function isTable(files: Block, at: number): boolean {
  const { wordSize: word } = files;
  const max = files.u32(at) ?? 0;
  if (max !== 8 * word || max > MAX_SMALL_TABLE) return false;
  return [1, 2, 3, 4].every((i) => {
    const inside = (files.word(at + i * word) ?? 0n) - files.address;
    return inside > 0n && inside < BigInt(FILES_BYTES);
  });
}
