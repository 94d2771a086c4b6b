/**
 * The kernel's own page tables of 32-bit ARM with short descriptors. The tables of the processor have no place for young and dirty, so
 * Linux keeps entries of its own 2048 bytes before; the processor's are empty where a page is idle, swapped out or not to be touched.
 * Source: arch/arm/include/asm/pgtable-2level.h (PTE_HWTABLE_OFF), arch/arm/mm/proc-macros.S (armv6_set_pte_ext).
 */
import type { LookupJob, MemoryView, PagingMode } from '../../../engine/index.js';
import { bytesAt } from './reads.js';

/** PTE_HWTABLE_OFF. */
const BEFORE = 2048n;
const ENTRY = 4;
/** A descriptor of the first level that names a table: its low bits, and those of the table's address. */
const TABLE = 1;
const TABLE_MASK = 0xfffffc00;

/** Whether entries that are zero for the processor may be more for the kernel. */
export function hasOwnTables(mode: PagingMode): boolean {
  return mode === 'arm-short';
}

/** The kernel's entry for an address; undefined when a table cannot be read or there is none. */
export function* ownEntry(
  physical: MemoryView,
  root: bigint,
  address: bigint,
): LookupJob<bigint | undefined> {
  const first = yield* number(physical, root + (address >> 20n) * BigInt(ENTRY));
  if (first === undefined || (first & 3) !== TABLE) return undefined;
  const table = BigInt((first & TABLE_MASK) >>> 0);
  const own = yield* number(physical, table - BEFORE + ((address >> 12n) & 0xffn) * BigInt(ENTRY));
  return own === undefined ? undefined : BigInt(own);
}

function* number(physical: MemoryView, address: bigint): LookupJob<number | undefined> {
  const data = yield* bytesAt(physical, address, ENTRY);
  return data && new DataView(data.buffer, data.byteOffset, ENTRY).getUint32(0, true);
}
