/** Finds out which operating system ran in physical memory. */
import { PagewalkError, type Engine, type Store } from '../engine/index.js';
import { findKernel, openKernel, type FindOptions } from './linux/find-kernel.js';
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
  const known = options.store === undefined ? undefined : await fromStore(engine, options.store, options);
  if (known !== undefined) return withSymbols(engine, known, options);
  const { kernel, findings } = await findKernel(engine, options);
  const os = new LinuxOs(kernel);
  if (options.store !== undefined) {
    const { symbols, types, derived } = kernel;
    const kept = { ...findings, symbols: symbols.memory, types: types.memory, ...(derived && { derived }) };
    await saveFindings(engine, options.store, kept, options.kernel);
  }
  return withSymbols(engine, kernel, options, os);
}

/** The layer over a kernel and the files beside it. */
async function withSymbols(
  engine: Engine,
  kernel: LinuxKernel,
  { symbols, store, kernel: choice }: DetectOptions,
  without?: LinuxOs,
): Promise<LinuxOs> {
  const used = symbols && (await useSymbolFiles(engine, kernel, symbols, store, choice));
  if (used === undefined || used.kernel === kernel) return without ?? new LinuxOs(kernel);
  const os = new LinuxOs(used.kernel);
  await used.keep();
  return os;
}

async function fromStore(
  engine: Engine,
  store: Store,
  options: FindOptions,
): Promise<LinuxKernel | undefined> {
  const findings = await loadFindings(engine, store, options.kernel);
  if (findings === undefined) return undefined;
  try {
    return await openKernel(engine, findings, options);
  } catch (error) {
    if (error instanceof PagewalkError && error.kind === 'aborted') throw error;
    // What was kept does not fit what is there: look again.
    return undefined;
  }
}
