/**
 * Files of symbols and types that a user has, put to a kernel in memory: first whether they are of that kernel, then where
 * it has moved their symbols to. What the kernel itself carries goes before them where it is whole.
 */
import { PagewalkError } from '../../engine/index.js';
import { LayeredTypes } from '../symbols/layered-types.js';
import { CompletedSymbols } from '../symbols/completed-symbols.js';
import type { ListedSymbols } from '../symbols/listed-symbols.js';
import {
  RememberedSymbols,
  RememberedTypes,
  type SymbolMemory,
  type TypeMemory,
} from '../symbols/remembered.js';
import type { SymbolFile } from '../symbols/symbol-file.js';
import type { SymbolTable, TypeSource } from '../symbols/types.js';
import type { Evidence } from '../types.js';
import { kernelBuildId } from './build-id.js';
import type { LinuxKernel } from './kernel.js';

/** Names that are looked for in both tables, at most. */
const COMPARED = 256;
/** Of the names that both have so many must lie equally far apart. A kernel built otherwise has hardly two that do. */
const AGREEMENT = 0.5;
/** Fewer names in common prove nothing. */
const LEAST_COMMON = 8;
/** kernel/init_task.c: the name of the first task, to which the number of its processor may have been added. */
const FIRST_TASK = 'swapper';

/** Names that a kernel is likely to have in memory even where it has lost its table. */
const LIKELY_NAMES = [
  '_text',
  '_stext',
  '_etext',
  'init_task',
  'linux_banner',
  'init_uts_ns',
  'swapper_pg_dir',
];

/** How far the running kernel lies from where it was linked to, as the names that both know tell. */
interface Placing {
  /** Bytes. */
  readonly moved: bigint;
  /** Names that are that far apart, of those that both have. */
  readonly agree: number;
  readonly common: number;
}

/** A file that was found to be of a kernel. */
export interface CheckedFile {
  /** How far its symbols were moved, bytes; null when it has none, or when nothing tells. */
  readonly moved: bigint | null;
  readonly evidence: Evidence;
}

/** Compares a file's symbols with those that the dump itself has; undefined where none is in both. */
export function placingOf(file: ListedSymbols, kernel: SymbolTable): Placing | undefined {
  const names = file.entries().filter(({ type }) => !/[an]/i.test(type));
  const step = Math.max(1, Math.floor(names.length / COMPARED));
  const some = names.filter((_, i) => i % step === 0).map(({ name }) => name);
  const sample = [...new Set([...some, ...LIKELY_NAMES])];
  kernel.find(sample);
  const votes = new Map<bigint, number>();
  let common = 0;
  for (const name of sample) {
    const [theirs, ours] = [file.address(name), kernel.address(name)];
    if (theirs === undefined || ours === undefined) continue;
    common++;
    votes.set(ours - theirs, (votes.get(ours - theirs) ?? 0) + 1);
  }
  const [best] = [...votes].sort(([, a], [, b]) => b - a);
  return best && { moved: best[0], agree: best[1], common };
}

/**
 * Checks that a file is of a kernel: by build id, else by banner, else by where its symbols lie, else by whether its
 * task_struct fits the first task. Rejects with kind `usage` when it is of another one.
 */
export async function checkSymbolFile(kernel: LinuxKernel, file: SymbolFile): Promise<CheckedFile> {
  const { name, format, symbols, types } = file;
  const placing = symbols && placingOf(symbols, kernel.symbols);
  const moved = symbols && placing && symbols.moved(placing.moved);
  const identity = await identityOf(kernel, file, placing, moved);
  const parts = types === undefined ? [] : ['types'];
  if (symbols !== undefined) parts.push(aboutSymbols(symbols, placing));
  return {
    moved: placing === undefined || !agrees(placing) ? null : placing.moved,
    evidence: { what: 'symbols', where: name, value: [format, identity, ...parts].join(', ') },
  };
}

const agrees = ({ agree, common }: Placing): boolean => agree >= AGREEMENT * common;

function aboutSymbols({ count }: ListedSymbols, placing: Placing | undefined): string {
  if (placing === undefined || !agrees(placing))
    return `${count} symbols left out, as nothing tells where they lie in memory`;
  const { moved, agree, common } = placing;
  const far = `${moved < 0n ? '-' : ''}0x${(moved < 0n ? -moved : moved).toString(16)}`;
  return `${count} symbols moved by ${far} (${agree} of ${common} names that the dump has say so)`;
}

/** What is to be said of whether the file is the kernel's. Throws kind `usage` when it is not. */
async function identityOf(
  kernel: LinuxKernel,
  file: SymbolFile,
  placing: Placing | undefined,
  moved: SymbolTable | undefined,
): Promise<string> {
  const { name, buildId, banner } = file;
  if (buildId !== undefined) {
    const own =
      (await kernelBuildId(kernel)) ?? (moved && (await kernelBuildId({ ...kernel, symbols: moved })));
    if (own === buildId) return `build id ${buildId}, the kernel's own`;
    if (own !== undefined)
      throw another(name, `its build id is ${buildId}, that of the kernel in the dump is ${own}`);
  }
  if (banner !== undefined) {
    if (banner === kernel.banner) return "the kernel's own banner";
    throw another(name, `its banner is '${banner}', that of the kernel in the dump is '${kernel.banner}'`);
  }
  if (placing !== undefined && placing.common >= LEAST_COMMON) {
    const { agree, common } = placing;
    if (agrees(placing)) return 'its symbols lie as far apart as in the dump';
    throw another(
      name,
      `of ${common} names that the dump has, too, only ${agree} lie equally far from there`,
    );
  }
  return firstTaskFits(kernel, file);
}

/** For files that say nothing of themselves. */
async function firstTaskFits(kernel: LinuxKernel, { name, types }: SymbolFile): Promise<string> {
  const task = kernel.symbols.address('init_task');
  const comm = types?.struct('task_struct')?.field('comm');
  const unknown = 'the file does not say which kernel it is of';
  if (task === undefined || comm === undefined) return unknown;
  const { data, missing } = await kernel.space.readPartial(task + BigInt(comm.offset), FIRST_TASK.length);
  if (missing.length > 0) return unknown;
  if (new TextDecoder('latin1').decode(data) === FIRST_TASK)
    return "its task_struct fits the kernel's first task";
  throw another(
    name,
    `its task_struct does not fit the first task: '${FIRST_TASK}' is not where its name should be`,
  );
}

function another(name: string, why: string): PagewalkError {
  return new PagewalkError('os', 'usage', `${name} is of another kernel: ${why}`, { source: name });
}

/** A checked file, whose content is read when it is asked for. */
export interface PlacedFile extends CheckedFile {
  readonly file: () => SymbolFile;
}

/** What was asked of a kernel and of files beside it. */
export interface FileMemory {
  readonly symbols: SymbolMemory;
  readonly types: TypeMemory;
}

/** The types of a file that is read when it is asked. */
function typesOf(file: () => SymbolFile): TypeSource {
  return {
    struct: (name) => file().types?.struct(name),
    describe: (name) => file().types?.describe(name),
    graph: () => file().types?.graph?.(),
  };
}

/** A kernel with what checked files add. */
export function withPlacedFiles(
  kernel: LinuxKernel,
  files: readonly PlacedFile[],
  memory: FileMemory = { symbols: {}, types: {} },
): LinuxKernel {
  const tables = (): SymbolTable[] =>
    files.flatMap(({ file, moved }) => (moved === null ? [] : (file().symbols?.moved(moved) ?? [])));
  const completed = new CompletedSymbols(kernel.symbols, tables);
  // Layouts that were derived stand for types that the kernel lacks, or has lost to damage.
  const whole = kernel.derived === undefined;
  const given = files.map(({ file }) => typesOf(file));
  const layers = new LayeredTypes(whole ? [kernel.types, ...given] : [...given, kernel.types]);
  return {
    ...kernel,
    symbols: new RememberedSymbols(memory.symbols, () => completed),
    types: new RememberedTypes(memory.types, () => layers),
    evidence: [...kernel.evidence, ...files.map(({ evidence }) => evidence)],
  };
}
