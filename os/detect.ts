/** Finds out which operating system ran in physical memory. */
import { PagewalkError, type Engine, type Store } from '../engine/index.js';
import {
  findKernel,
  openKernel,
  type Findings,
  type FindOptions,
  type KernelChoice,
} from './linux/find-kernel.js';
import { loadFindings, saveFindings } from './linux/findings.js';
import type { LinuxKernel } from './linux/kernel.js';
import { useSymbolFiles, type SymbolOptions } from './linux/known-symbol-files.js';
import { LinuxOs } from './linux/linux-os.js';

/** How to look. */
export interface DetectOptions extends FindOptions {
  /** Where to keep what was found, for the next time. */
  readonly store?: Store;
  /** Files of symbols and types: those of the user, or those that were used before for the same kernel. */
  readonly symbols?: SymbolOptions;
}

/**
 * Finds the operating system. Rejects with kind `not-recognised` when there is none that this version knows, saying
 * what was looked for. What an earlier run kept is checked against the memory before it is believed.
 */
export async function detectOs(engine: Engine, options: DetectOptions = {}): Promise<LinuxOs> {
  const { store, kernel: choice } = options;
  const known = store === undefined ? undefined : await fromStore(engine, store, options);
  const { kernel, findings } = known ?? (await findKernel(engine, options));
  const os = new LinuxOs(kernel, store && keeper(engine, store, kernel, findings, choice));
  // All that the layer asks for when it is made is kept at once, what listings ask for when it is wanted.
  if (known === undefined) await os.keep();
  return withSymbols(engine, kernel, options, os);
}

/** What keeps findings with all that was asked of symbols and types since they were kept last. */
function keeper(
  engine: Engine,
  store: Store,
  kernel: LinuxKernel,
  findings: Findings,
  choice: KernelChoice | undefined,
): () => Promise<void> {
  const { symbols, types, derived } = kernel;
  const sizeOf = ({ symbols = {}, types = {} }: Pick<Findings, 'symbols' | 'types'>): number =>
    Object.keys(symbols).length +
    Object.values(types).reduce((sum, type) => sum + 1 + Object.keys(type?.fields ?? {}).length, 0);
  let kept = findings.types === undefined ? -1 : sizeOf(findings);
  return async () => {
    const grown = { ...findings, symbols: symbols.memory, types: types.memory, ...(derived && { derived }) };
    const size = sizeOf(grown);
    if (size === kept) return;
    kept = size;
    await saveFindings(engine, store, grown, choice);
  };
}

/** The layer over a kernel and the files beside it. */
async function withSymbols(
  engine: Engine,
  kernel: LinuxKernel,
  { symbols, store, kernel: choice }: DetectOptions,
  without: LinuxOs,
): Promise<LinuxOs> {
  const used = symbols && (await useSymbolFiles(engine, kernel, symbols, store, choice));
  if (used === undefined || used.kernel === kernel) return without;
  const os = new LinuxOs(used.kernel, used.keep);
  await os.keep();
  return os;
}

async function fromStore(
  engine: Engine,
  store: Store,
  options: FindOptions,
): Promise<{ readonly kernel: LinuxKernel; readonly findings: Findings } | undefined> {
  const findings = await loadFindings(engine, store, options.kernel);
  if (findings === undefined) return undefined;
  try {
    return { kernel: await openKernel(engine, findings, options), findings };
  } catch (error) {
    if (error instanceof PagewalkError && error.kind === 'aborted') throw error;
    // What was kept does not fit what is there: look again.
    return undefined;
  }
}
