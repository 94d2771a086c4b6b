/** What discovery hands to the rest of the Linux layer. */
import type { AddressSpace, Engine } from '../../engine/index.js';
import type { RememberedSymbols, RememberedTypes } from '../symbols/remembered.js';
import type { Evidence } from '../types.js';

/** A running Linux kernel found in physical memory. */
export interface LinuxKernel {
  /** The engine to read through: over another map than the caller's when the dump leaves out a hole. */
  readonly engine: Engine;
  /** Kernel memory. */
  readonly space: AddressSpace;
  readonly symbols: RememberedSymbols;
  readonly types: RememberedTypes;
  readonly banner: string;
  readonly release: string;
  readonly evidence: readonly Evidence[];
}

/** Symbols that the listings need; looked up with discovery's own, in one pass over the names. */
export const LAYER_SYMBOLS = [
  'init_task',
  'modules',
  'prb',
  'special_mapping_name',
  'vsyscall_mode',
  'simple_dname',
  'anon_inodefs_dname',
] as const;
