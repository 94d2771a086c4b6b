/** What discovery hands to the rest of the Linux layer. */
import type { Btf } from '../symbols/btf.js';
import type { AbsentPages, AddressSpace, Engine } from '../../engine/index.js';
import type { RememberedSymbols, RememberedTypes } from '../symbols/remembered.js';
import type { ArchitectureName, Evidence } from '../types.js';
import type { KeptLayouts } from './infer/index.js';

/** A running Linux kernel found in physical memory. */
export interface LinuxKernel {
  /** The engine to read through: over another map than the caller's when the dump leaves out a hole. */
  readonly engine: Engine;
  /** Kernel memory. */
  readonly space: AddressSpace;
  /** Physical address of the kernel's own top table, where `space` has another: tables made anew for damaged ones. */
  readonly root?: bigint;
  readonly symbols: RememberedSymbols;
  readonly types: RememberedTypes;
  readonly architecture: ArchitectureName;
  /** Bytes of a pointer and of an `unsigned long`. */
  readonly wordSize: 4 | 8;
  /** log2 of the bytes of a page (what vm_pgoff counts in). */
  readonly pageShift: number;
  /** No kernel object lies below this virtual address. */
  readonly kernelStart: bigint;
  readonly banner: string;
  readonly release: string;
  readonly evidence: readonly Evidence[];
  /** The kernel's own types, where it carries them and they are whole; read when they are first asked for. */
  readonly btf?: () => Btf;
  /** Where pages of processes are that page tables call absent. */
  readonly kept?: AbsentPages;
  /** Layouts that were derived from data, to be kept: of a kernel that describes no types. */
  readonly derived?: KeptLayouts;
}

/** The memory of a process, the kernel's half included, by the physical address of its page-table root (mm->pgd). */
export function userSpace(
  { engine, space, kept, root: own }: Pick<LinuxKernel, 'engine' | 'space' | 'kept' | 'root'>,
  root: bigint,
): AddressSpace {
  const { mode, highRoot } = space;
  return engine.space({
    mode,
    root,
    ...(highRoot !== undefined && { highRoot: own ?? highRoot }),
    ...(kept && { absent: kept }),
  });
}

/** The pointer or `unsigned long` at a kernel address; undefined when it cannot be read. */
export async function readWord(kernel: LinuxKernel, address: bigint): Promise<bigint | undefined> {
  const { data, missing } = await kernel.space.readPartial(address, kernel.wordSize);
  return missing.length > 0 ? undefined : wordIn(data, 0, kernel.wordSize);
}

/** A little-endian word of 4 or 8 bytes at an offset of some bytes. */
export function wordIn(data: Uint8Array, offset: number, size: 4 | 8): bigint {
  const view = new DataView(data.buffer, data.byteOffset + offset, size);
  return size === 8 ? view.getBigUint64(0, true) : BigInt(view.getUint32(0, true));
}

/** Symbols that the listings need; looked up with discovery's own, in one pass over the names. */
export const LAYER_SYMBOLS = [
  'init_task',
  'init_pid_ns',
  'modules',
  'prb',
  'special_mapping_name',
  'vsyscall_mode',
  'simple_dname',
  'anon_inodefs_dname',
  'pidfs_dname',
  'sockfs_dname',
  'pipefs_dname',
  'ns_dname',
  'get_gate_vma',
  'mem_section',
  'vmemmap_base',
  'memstart_addr',
  'va_pa_offset',
  '__pv_phys_pfn_offset',
  'swap_info',
  'swapper_spaces',
  'zswap_trees',
  'nr_zswap_trees',
  'zswap_pools',
  '__start_notes',
  '__stop_notes',
  'init_user_ns',
  'init_uts_ns',
  'init_net',
  'net_namespace_list',
] as const;
