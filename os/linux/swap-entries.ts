/**
 * Page-table entries of pages that were swapped out. Sources: arch/x86/include/asm/pgtable_64.h (__swp_type: the top five
 * bits; __swp_offset: inverted, bits 9 to 58), arch/riscv/include/asm/pgtable.h; include/linux/swap.h and swapops.h for the types that are no swap areas.
 */
import { describeMissing, type Missing, type PagingMode } from '../../engine/index.js';

/** A page in a swap area. */
export interface SwapEntry {
  /** Number of the area, as pagemap and swap_info count. */
  readonly type: number;
  /** Page in the area. */
  readonly offset: bigint;
}

/** include/linux/swap.h: MAX_SWAPFILES is 32 less the types of migration, poison, devices and markers, at most nine. */
const AREAS = 23;

/** How each family of tables spells it: how far down the type and the offset lie, bits of each, and whether the offset is inverted. */
const LAYOUTS: readonly {
  readonly modes: RegExp;
  readonly type: readonly [shift: bigint, bits: number];
  readonly offset: readonly [shift: bigint, bits: number];
  readonly inverted: boolean;
  /** Bits that are clear in a swap entry: present, and those of pages that the program may not touch. */
  readonly clear: bigint;
}[] = [
  {
    modes: /^x86-64-/,
    type: [59n, 5],
    offset: [9n, 50],
    inverted: true,
    clear: 0x101n,
  },
  {
    modes: /^riscv64-/,
    type: [7n, 5],
    offset: [12n, 52],
    inverted: false,
    clear: 0x21n,
  },
];

/** What an entry that is not present says; undefined for empty entries and all that are not of a swap area. */
export function swapEntry(mode: PagingMode, entry: bigint): SwapEntry | undefined {
  const layout = LAYOUTS.find(({ modes }) => modes.test(mode));
  if (layout === undefined || entry === 0n || (entry & layout.clear) !== 0n) return undefined;
  const bits = ([shift, width]: readonly [bigint, number], value: bigint): bigint =>
    BigInt.asUintN(width, value >> shift);
  const type = Number(bits(layout.type, entry));
  const offset = bits(layout.offset, layout.inverted ? BigInt.asUintN(64, ~entry) : entry);
  // The first page of an area is its header.
  return type < AREAS && offset !== 0n ? { type, offset } : undefined;
}

/** What is missing from a process's memory in words: a page that was swapped out is said to be, and where it went. */
export function describeMissingPage(mode: PagingMode, missing: Missing): string {
  const { reason } = missing;
  const entry =
    reason.kind === 'not-present' && reason.level === 1 ? swapEntry(mode, reason.entry) : undefined;
  const text = describeMissing(missing);
  return entry === undefined
    ? text
    : `${text.slice(0, text.indexOf(':'))}: swapped out (type ${entry.type}, offset 0x${entry.offset.toString(16)})`;
}
