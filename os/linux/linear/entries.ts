/** Page-table entries as this layer writes them for linear maps: of tables, and of pages that the kernel alone may use. */
import type { PagingMode } from '../../../engine/index.js';

/** How the entries of a paging mode are written and told apart. All have eight bytes. */
export interface EntryFormat {
  /** An entry for a table at a physical address. */
  table(at: bigint): bigint;
  /** An entry of a level (1 = last) for a page; executable ones cannot be written. */
  page(physical: bigint, level: number, executable: boolean): bigint;
  /** Where the table lies that an entry names; undefined when it names none. */
  tableOf(entry: bigint): bigint | undefined;
}

const FRAME = 0xffff_ffff_f000n;

/** Intel SDM volume 3, 4.5: present, writable, accessed, dirty, large page, global, execute-disable. */
const X86: EntryFormat = {
  table: (at) => at | 0x23n,
  page: (physical, level, executable) =>
    physical | (level > 1 ? 0x1a1n : 0x121n) | (executable ? 0n : (1n << 63n) | 0x42n),
  tableOf: (entry) => ((entry & 0x81n) === 1n ? entry & 0xf_ffff_ffff_f000n : undefined),
};

/**
 * Arm ARM, D8.3: valid, table or page, accessed, read-only, not for user code, not for the kernel's. Where the format has
 * shareability, or with 52 bits two more of an address, are zeros.
 */
const AARCH64: EntryFormat = {
  table: (at) => at | 3n,
  page: (physical, level, executable) =>
    physical | (level > 1 ? 0x401n : 0x403n) | (1n << 54n) | (executable ? 0x80n : 1n << 53n),
  tableOf: (entry) => ((entry & 3n) === 3n ? entry & FRAME : undefined),
};

/** RISC-V privileged manual, 4.3.1: valid, readable, writable, executable, global, accessed, dirty. */
const RISCV: EntryFormat = {
  table: (at) => (at >> 2n) | 1n,
  page: (physical, _level, executable) => (physical >> 2n) | (executable ? 0xebn : 0xe7n),
  tableOf: (entry) => ((entry & 0xfn) === 1n ? ((entry >> 10n) & ((1n << 44n) - 1n)) << 12n : undefined),
};

/** Formats by the beginning of a mode's name. */
const FORMATS: readonly (readonly [prefix: string, format: EntryFormat])[] = [
  ['x86-64', X86],
  ['aarch64', AARCH64],
  ['riscv64', RISCV],
];

/** The format of a mode; undefined for modes of 32 bits, whose linear maps are not made anew. */
export function entryFormat(mode: PagingMode): EntryFormat | undefined {
  return FORMATS.find(([prefix]) => mode.startsWith(prefix))?.[1];
}
