/** The paging modes that the core walks, as data: what each is called, and the sizes of its addresses, tables and pages. */
import { PagewalkError } from '../errors.js';

/** Address bits that an AArch64 half can have here. */
type VaBits = 36 | 37 | 38 | 39 | 40 | 41 | 42 | 43 | 44 | 45 | 46 | 47 | 48 | 49 | 50 | 51 | 52;

/**
 * Names of the paging modes. AArch64: granule, bits of an address (TCR_EL1.T0SZ and T1SZ: 64 less these), and whether
 * descriptors are LPA2's (TCR_EL1.DS), as they always are with 4 and 16 KiB granules and more than 48 bits.
 * `wide-128` is made up, a proof that addresses may have 128 bits: it only translates.
 */
export type PagingMode =
  | 'x86-32'
  | 'x86-pae'
  | 'x86-64-4level'
  | 'x86-64-5level'
  | `aarch64-${'4k' | '16k' | '64k'}-${VaBits}`
  | `aarch64-${'4k' | '16k'}-${VaBits}-lpa2`
  | 'arm-short'
  | 'arm-lpae'
  | 'riscv32-sv32'
  | 'riscv64-sv39'
  | 'riscv64-sv48'
  | 'riscv64-sv57'
  | 'wide-128';

/** What is known of a mode. */
export interface PagingFacts {
  /** The core's number for its walker (core-as/mmu/space.ts). */
  readonly walker: number;
  /** Bits of a virtual address. */
  readonly bits: number;
  /** log2 of the bytes that an entry of level 1 (the last table), 2, … maps. */
  readonly shifts: readonly number[];
  /** How the address space is divided: one range from 0, two halves under one root, or two halves with a root each. */
  readonly halves: 'one' | 'shared' | 'split';
  /** Bytes of a pointer. */
  readonly pointerSize: 4 | 8;
}

const shifts = (page: number, index: number, levels: number): number[] =>
  Array.from({ length: levels }, (_, i) => page + index * i);

/** All but AArch64, whose sizes are in the name. Sources: core-as/mmu, file by file. */
const FIXED: Readonly<Record<string, PagingFacts>> = {
  'x86-32': { walker: 0, bits: 32, shifts: shifts(12, 10, 2), halves: 'one', pointerSize: 4 },
  'x86-pae': { walker: 1, bits: 32, shifts: shifts(12, 9, 3), halves: 'one', pointerSize: 4 },
  'x86-64-4level': { walker: 2, bits: 48, shifts: shifts(12, 9, 4), halves: 'shared', pointerSize: 8 },
  'x86-64-5level': { walker: 2, bits: 57, shifts: shifts(12, 9, 5), halves: 'shared', pointerSize: 8 },
  'arm-short': { walker: 8, bits: 32, shifts: [12, 20], halves: 'one', pointerSize: 4 },
  'arm-lpae': { walker: 9, bits: 32, shifts: shifts(12, 9, 3), halves: 'one', pointerSize: 4 },
  'riscv32-sv32': { walker: 10, bits: 32, shifts: shifts(12, 10, 2), halves: 'one', pointerSize: 4 },
  'riscv64-sv39': { walker: 11, bits: 39, shifts: shifts(12, 9, 3), halves: 'shared', pointerSize: 8 },
  'riscv64-sv48': { walker: 11, bits: 48, shifts: shifts(12, 9, 4), halves: 'shared', pointerSize: 8 },
  'riscv64-sv57': { walker: 11, bits: 57, shifts: shifts(12, 9, 5), halves: 'shared', pointerSize: 8 },
  'wide-128': { walker: 12, bits: 128, shifts: shifts(12, 9, 13), halves: 'one', pointerSize: 8 },
};

/** Walkers of AArch64 by granule, without and with LPA2 descriptors; log2 of the granule. Arm ARM, section D8.2. */
const GRANULES = {
  '4k': { page: 12, plain: 3, lpa2: 4 },
  '16k': { page: 14, plain: 5, lpa2: 6 },
  '64k': { page: 16, plain: 7, lpa2: 7 },
} as const;

/** The mode that no machine has. */
const MADE_UP = 'wide-128';

/** Whether a text names a paging mode that machines have. */
export function isPagingMode(name: string): name is PagingMode {
  if (name === MADE_UP) return false;
  return Object.hasOwn(FIXED, name) || aarch64Facts(name) !== undefined;
}

/** Facts of a mode. Throws kind `usage` for a name that is none. */
export function pagingFacts(mode: PagingMode): PagingFacts {
  const facts = FIXED[mode] ?? aarch64Facts(mode);
  if (facts === undefined) {
    throw new PagewalkError('engine', 'usage', `there is no paging mode ${mode}`, {
      expected: PAGING_MODE_NAMES,
    });
  }
  return facts;
}

/** The names of all modes that machines have, for people. */
export const PAGING_MODE_NAMES = `${Object.keys(FIXED)
  .filter((name) => name !== MADE_UP)
  .join(
    ', ',
  )}, aarch64-4k-36 to -52, aarch64-16k-36 to -52, aarch64-64k-36 to -52, with -lpa2 behind for 4k and 16k`;

/** Facts of a mode whose sizes are in its name. */
function aarch64Facts(name: string): PagingFacts | undefined {
  const [, granule, digits, lpa2] = /^aarch64-(4k|16k|64k)-(\d\d)(-lpa2)?$/.exec(name) ?? [];
  const bits = Number(digits);
  if (granule === undefined || bits < 36 || bits > 52 || (granule === '64k' && lpa2 !== undefined))
    return undefined;
  const { page, plain, lpa2: wide } = GRANULES[granule as keyof typeof GRANULES];
  const walker = lpa2 !== undefined || bits > 48 ? wide : plain;
  const levels = Math.ceil((bits - page) / (page - 3));
  return { walker, bits, shifts: shifts(page, page - 3, levels), halves: 'split', pointerSize: 8 };
}
