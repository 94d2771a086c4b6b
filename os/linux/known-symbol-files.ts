/**
 * Remembers which files of symbols and types were given for a kernel, under its build id, so that they are found again for
 * every dump of it; and, for each dump, what was asked of them, so that they need not be read again.
 */
import { PagewalkError, type Engine, type Store } from '../../engine/index.js';
import { fromKept, toKept } from '../kept-json.js';
import type { FileBytes } from '../symbols/elf-sections.js';
import { readSymbolFile, type SymbolFile } from '../symbols/symbol-file.js';
import type { Evidence } from '../types.js';
import { kernelBuildId } from './build-id.js';
import type { KernelChoice } from './find-kernel.js';
import type { LinuxKernel } from './kernel.js';
import {
  checkSymbolFile,
  withPlacedFiles,
  type CheckedFile,
  type FileMemory,
  type PlacedFile,
} from './symbol-files.js';

/** Changes whenever the stored form does. */
const VERSION = 1;

/** A file as the host has it. */
export interface HostFile {
  /** Where it is found again. */
  readonly path: string;
  /** Differs whenever the content may have changed. */
  readonly identity: string;
  readonly bytes: FileBytes;
}

/** Which files to use. */
export interface SymbolOptions {
  /** Files to use, instead of those that were given before; an empty list forgets these. */
  readonly given?: readonly string[];
  /** Opens a file. Throws kind `io` when it cannot be read. */
  readonly open: (path: string) => HostFile;
}

/** What is kept for a kernel. */
type KnownFiles = readonly { readonly path: string; readonly identity: string }[];
/** What is kept for a dump with certain files. */
interface KnownDump extends FileMemory {
  readonly files: readonly CheckedFile[];
}

/** What {@link useSymbolFiles} works with. */
export interface UsedFiles {
  readonly kernel: LinuxKernel;
  /** To be called when the layer has asked for what it needs: keeps it for the next run. */
  readonly keep: () => Promise<void>;
}

/**
 * A kernel with the files that are given, or with those that were given before for the same kernel. Rejects with kind
 * `usage` when a given file is of another kernel; one given before that is gone, changed or of no use is said so in the
 * evidence.
 */
export async function useSymbolFiles(
  engine: Engine,
  kernel: LinuxKernel,
  { given, open }: SymbolOptions,
  store?: Store,
  choice?: KernelChoice,
): Promise<UsedFiles> {
  const key = `linux-symbols-${VERSION}:${(await kernelBuildId(kernel)) ?? kernel.banner}`;
  const gone: Evidence[] = [];
  const files = given?.map(open) ?? (await filesGivenBefore(store, key, open, gone));
  const remember = async (): Promise<void> => {
    if (given !== undefined)
      await store?.put(key, toKept(files.map(({ path, identity }) => ({ path, identity }))));
  };
  if (files.length === 0) await remember();
  if (files.length === 0) return { kernel: withEvidence(kernel, gone), keep: () => Promise.resolve() };
  const dump = dumpKey(engine, files, choice);
  const known = store && dump !== undefined ? await knownDump(store, dump, files.length) : undefined;
  const memory: FileMemory = known ?? { symbols: {}, types: {} };
  const placed: PlacedFile[] = [];
  for (const [i, { path, bytes }] of files.entries()) {
    let read: SymbolFile | undefined;
    const file = (): SymbolFile => (read ??= readSymbolFile(path, bytes));
    try {
      placed.push({ ...(known?.files[i] ?? (await checkSymbolFile(kernel, file()))), file });
    } catch (error) {
      if (given !== undefined || !(error instanceof PagewalkError)) throw error;
      gone.push({
        what: 'symbols',
        where: path,
        value: `given before for this kernel, left out: ${error.message}`,
      });
    }
  }
  await remember();
  let size = 0;
  const kept = placed.map(({ moved, evidence }): CheckedFile => ({ moved, evidence }));
  return {
    kernel: withEvidence(withPlacedFiles(kernel, placed, memory), gone),
    keep: async () => {
      if (!store || dump === undefined || placed.length < files.length) return;
      const bytes = toKept({ ...memory, files: kept });
      if (bytes.length === size) return;
      size = bytes.length;
      await store.put(dump, bytes);
    },
  };
}

const withEvidence = (kernel: LinuxKernel, more: readonly Evidence[]): LinuxKernel =>
  more.length === 0 ? kernel : { ...kernel, evidence: [...kernel.evidence, ...more] };

async function filesGivenBefore(
  store: Store | undefined,
  key: string,
  open: SymbolOptions['open'],
  gone: Evidence[],
): Promise<HostFile[]> {
  const bytes = await store?.get(key);
  const known = (bytes === undefined ? [] : (fromKept(bytes) ?? [])) as KnownFiles;
  return known.flatMap(({ path, identity }) => {
    const file = opened(path, open);
    if (file?.identity === identity) return [file];
    const value = `given before for this kernel, ${file === undefined ? 'cannot be read' : 'has changed'}: left out`;
    gone.push({ what: 'symbols', where: path, value });
    return [];
  });
}

function opened(path: string, open: SymbolOptions['open']): HostFile | undefined {
  try {
    return open(path);
  } catch (error) {
    if (error instanceof PagewalkError && error.kind === 'io') return undefined;
    throw error;
  }
}

function dumpKey(engine: Engine, files: readonly HostFile[], choice?: KernelChoice): string | undefined {
  const { identity } = engine.connector;
  if (identity === undefined) return undefined;
  const which = choice === undefined ? '' : 'index' in choice ? choice.index : choice.address;
  const of = files.map((file) => `${file.path}:${file.identity}`).join(':');
  return `linux-symbols-of-dump-${VERSION}:${which}:${identity}:${of}`;
}

async function knownDump(store: Store, key: string, count: number): Promise<KnownDump | undefined> {
  const bytes = await store.get(key);
  const known = bytes === undefined ? undefined : (fromKept(bytes) as KnownDump | undefined);
  return known?.files.length === count ? known : undefined;
}
