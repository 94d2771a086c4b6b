/** Page-table entries of pages that are swapped out, or that are in memory but not to be touched: how each architecture spells them. */
import { describeMissing, type Missing, type PagingMode } from '../../../engine/index.js';

/** A page in a swap area. */
export interface SwapEntry {
  /** Number of the area, as pagemap and swap_info count. */
  readonly type: number;
  /** Page in the area. */
  readonly offset: bigint;
}

/** include/linux/swap.h: MAX_SWAPFILES is 32 less the types of migration, poison, devices and markers, at most nine. */
const AREAS = 23;
/** include/linux/swap.h: MAX_SWAPFILES_SHIFT. */
const TYPE_BITS = 5;

/** include/linux/swapops.h, SWP_TYPE_SHIFT on 64 bits: the kernel's own swp_entry_t is the type above the offset. */
const TYPE_SHIFT = 58;

/** A swp_entry_t as the kernel keeps it outside of page tables, on 64 bits. */
export const ownSwapEntry = (value: bigint): SwapEntry => ({
  type: Number(value >> BigInt(TYPE_SHIFT)),
  offset: BigInt.asUintN(TYPE_SHIFT, value),
});

/** One spelling: where type and offset lie. */
interface Layout {
  readonly type: bigint;
  readonly offset: readonly [shift: bigint, bits: number];
  readonly inverted?: boolean;
  /** Bits that are clear in a swap entry: present, and those of pages that the program may not touch. */
  readonly clear: bigint;
}

/** Where the frame of a page lies that is in memory while its entry is not present: PROT_NONE, hinting of NUMA, idle pages. */
interface Hidden {
  /** Bits that tell such entries, and what they are then. */
  readonly mask: bigint;
  readonly value: bigint;
  /** Bits of the physical address. */
  readonly frame: bigint;
  readonly inverted?: boolean;
}

interface Spelling {
  readonly modes: RegExp;
  /** Spellings of different kernels, newest first. */
  readonly swap: readonly Layout[];
  readonly hidden: readonly Hidden[];
}

/** arch/x86/include/asm/pgtable_64.h and pgtable-3level.h: the type in the top five bits, the offset inverted from bit 9 on. */
const X86_WIDE: Layout = { type: 59n, offset: [9n, 50], inverted: true, clear: 0x101n };

const SPELLINGS: readonly Spelling[] = [
  {
    // PROT_NONE is the global bit of an entry that is not present; arch/x86/include/asm/pgtable-invert.h inverts its frame.
    modes: /^x86-(64|pae)/,
    swap: [X86_WIDE],
    hidden: [{ mask: 0x101n, value: 0x100n, frame: 0xffffffffff000n, inverted: true }],
  },
  {
    // arch/x86/include/asm/pgtable-2level.h; entries of two levels are not inverted.
    modes: /^x86-32$/,
    swap: [{ type: 1n, offset: [9n, 23], clear: 0x101n }],
    hidden: [{ mask: 0x101n, value: 0x100n, frame: 0xfffff000n }],
  },
  {
    // arch/arm64/include/asm/pgtable.h: with PTE_PRESENT_INVALID in bit 11; before with PTE_PROT_NONE in bit 58 and the exclusive mark
    // in bit 2; before that without the mark. Hidden pages keep the bit that tells a page from a block; with LPA2 bits 9 and 8 are the
    // highest of an address, which is not followed there.
    modes: /^aarch64-/,
    swap: [
      { type: 6n, offset: [12n, 50], clear: 0x803n },
      { type: 3n, offset: [8n, 50], clear: (1n << 58n) | (1n << 59n) | 3n },
      { type: 2n, offset: [8n, 50], clear: (1n << 58n) | 3n },
    ],
    hidden: [
      { mask: 0x303n, value: 0x2n, frame: 0x3fffffffff000n },
      { mask: 0x303n, value: 0x302n, frame: 0xfffffffff000n },
    ],
  },
  {
    // arch/riscv/include/asm/pgtable.h: with the exclusive mark in bit 6; before without it; before that with PROT_NONE in bit 1. A
    // page that may not be touched can be read by its entry but is not present.
    modes: /^riscv64-/,
    swap: [
      { type: 7n, offset: [12n, 52], clear: 0x2fn },
      { type: 6n, offset: [11n, 53], clear: 0x2fn },
      { type: 2n, offset: [7n, 57], clear: 0x3n },
    ],
    hidden: [{ mask: 0x3n, value: 0x2n, frame: 0x3ffffffffffc00n }],
  },
  {
    // arch/arm/include/asm/pgtable-2level.h: L_PTE_PRESENT in the kernel's own tables; pgtable.h for the rest, with the exclusive mark in
    // bit 7 and before without it.
    modes: /^arm-short$/,
    swap: [
      { type: 2n, offset: [8n, 24], clear: 0x3n },
      { type: 2n, offset: [7n, 25], clear: 0x3n },
    ],
    hidden: [{ mask: 0x1n, value: 0x1n, frame: 0xfffff000n }],
  },
  {
    // The same, and arch/arm/include/asm/pgtable-3level.h: L_PTE_NONE, with which L_PTE_VALID is taken away.
    modes: /^arm-lpae$/,
    swap: [
      { type: 2n, offset: [8n, 24], clear: (1n << 57n) | 3n },
      { type: 2n, offset: [7n, 25], clear: (1n << 57n) | 3n },
    ],
    hidden: [{ mask: (1n << 57n) | 3n, value: (1n << 57n) | 2n, frame: 0xfffffff000n }],
  },
];

/** The page of a swap area that an entry which is not present may name, by each spelling of the architecture, newest first. */
export function swapEntries(mode: PagingMode, entry: bigint): (SwapEntry | undefined)[] {
  const spelling = SPELLINGS.find(({ modes }) => modes.test(mode));
  return (spelling?.swap ?? []).map((layout) => decoded(layout, entry));
}

/**
 * The same where there is but one way to read it; undefined for empty entries, for all that are not of a swap area, and where
 * kernels of the architecture differ and disagree on this entry.
 */
export function swapEntry(mode: PagingMode, entry: bigint): SwapEntry | undefined {
  const all = swapEntries(mode, entry);
  const [first] = all;
  return all.every((one) => one?.type === first?.type && one?.offset === first?.offset) ? first : undefined;
}

/** Physical address of the page that an entry names which is in memory but not present. */
export function hiddenFrame(mode: PagingMode, entry: bigint): bigint | undefined {
  const spelling = SPELLINGS.find(({ modes }) => modes.test(mode));
  const hidden = spelling?.hidden.find(({ mask, value }) => (entry & mask) === value);
  if (hidden === undefined) return undefined;
  const bits = (hidden.inverted === true ? ~entry : entry) & hidden.frame;
  return mode.startsWith('riscv') ? bits << 2n : bits;
}

function decoded({ type, offset, inverted, clear }: Layout, entry: bigint): SwapEntry | undefined {
  if (entry === 0n || (entry & clear) !== 0n) return undefined;
  const number = Number(BigInt.asUintN(TYPE_BITS, entry >> type));
  const [shift, bits] = offset;
  const page = BigInt.asUintN(bits, (inverted === true ? BigInt.asUintN(64, ~entry) : entry) >> shift);
  // The first page of an area is its header.
  return number < AREAS && page !== 0n ? { type: number, offset: page } : undefined;
}

/** What is missing from a process's memory in words: a page that was swapped out is said to be, and where it went. */
export function describeMissingPage(mode: PagingMode, missing: Missing): string {
  const { reason } = missing;
  if (reason.kind !== 'not-present' || reason.level !== 1 || reason.why !== undefined)
    return describeMissing(missing);
  const entry = swapEntry(mode, reason.entry);
  return describeMissing(
    entry === undefined ? missing : { ...missing, reason: { ...reason, why: swappedOut(entry) } },
  );
}

/** "swapped out (type 0, offset 0x20)". */
export function swappedOut({ type, offset }: SwapEntry): string {
  return `swapped out (type ${type}, offset 0x${offset.toString(16)})`;
}
