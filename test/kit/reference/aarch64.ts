/** AArch64 stage 1 translation. Arm ARM (DDI 0487), D8.2 (lookup levels), D8.3 (VMSAv8-64 descriptors), D8.4 (permissions). */
import { bit, EVERYTHING, field, FLAG, flagsOf, type Entry, type Format } from './walk.js';

/** What a granule makes of descriptors. Levels count from 1, the last: 1 is the manual's level 3, 4 its level 0. */
interface Granule {
  /** log2 of the page. */
  readonly page: number;
  /** Index bits of a whole table. */
  readonly index: number;
  /** Levels whose descriptors may be blocks; with the 52-bit format of the granule. */
  readonly blocks: readonly number[];
  readonly blocks52: readonly number[];
}

/** Tables D8-16 to D8-18: which levels have blocks. 64 KiB blocks at the manual's level 1 come with its 52-bit addresses. */
const GRANULES: Record<string, Granule> = {
  '4k': { page: 12, index: 9, blocks: [2, 3], blocks52: [2, 3, 4] },
  '16k': { page: 14, index: 11, blocks: [2], blocks52: [2, 3] },
  '64k': { page: 16, index: 13, blocks: [2, 3], blocks52: [2, 3] },
};

/** Where an output address's bits from 48 on lie: nowhere, in bits 9:8 with bits 49:48 in place (LPA2), or in 15:12 (64 KiB). */
type AddressFormat = '48' | 'lpa2' | 'lpa';

/** The address in a descriptor, from bit `low` on. */
function output(entry: bigint, low: number, format: AddressFormat): bigint {
  if (format === 'lpa2') return field(entry, 49, low) + field(entry, 9, 8) * 2n ** 42n;
  if (format === 'lpa') return field(entry, 47, low) + field(entry, 15, 12) * 2n ** 36n;
  return field(entry, 47, low);
}

/** NSTable aside, what a table descriptor takes away: APTable[1] (62), APTable[0] (61), UXNTable (60), PXNTable (59). */
function kept(entry: bigint): number {
  let keep = EVERYTHING;
  if (bit(entry, 62)) keep -= FLAG.write;
  if (bit(entry, 61)) keep -= FLAG.user;
  if (bit(entry, 60)) keep -= FLAG.userExecute;
  if (bit(entry, 59)) keep -= FLAG.kernelExecute;
  return keep;
}

/**
 * Attributes of a block or page. AP[2] (7) says read only, but with DBM (51) it says "writable, clean" (D8.5.2). Execution
 * at EL0 needs no read access there (execute-only memory), so it is UXN's alone.
 */
function pageFlags(entry: bigint): number {
  return flagsOf({
    read: true,
    write: !bit(entry, 7) || bit(entry, 51),
    user: bit(entry, 6),
    userExecute: !bit(entry, 54),
    kernelExecute: !bit(entry, 53),
    accessed: bit(entry, 10),
    dirty: !bit(entry, 7),
    contiguous: bit(entry, 52),
    global: !bit(entry, 11),
  });
}

/** A granule of `4k`, `16k` or `64k`, with addresses of `bits` bits in both halves, in the LPA2 format or not. */
export function aarch64(granuleName: string, bits: number, lpa2: boolean): Format {
  const granule = GRANULES[granuleName];
  if (granule === undefined) throw new Error(`no granule ${granuleName}`);
  const { page, index } = granule;
  const addresses: AddressFormat = granuleName === '64k' ? 'lpa' : lpa2 ? 'lpa2' : '48';
  const blocks = lpa2 ? granule.blocks52 : granule.blocks;
  const count = Math.ceil((bits - page) / index);
  const shiftOf = (level: number): number => page + index * (level - 1);
  return {
    entryBytes: 8,
    levels: Array.from({ length: count }, (_, i) => ({
      shift: shiftOf(i + 1),
      bits: Math.min(index, bits - shiftOf(i + 1)),
    })),
    rootMask: field(2n ** 64n - 1n, 51, 6),
    // TTBR0 where all bits above are 0, TTBR1 where all are 1; no byte on top is ignored.
    lowBits: bits,
    highBits: bits,
    oneRoot: false,
    decode(entry, level): Entry {
      const type = entry % 4n;
      if (type === 3n && level > 1)
        return { kind: 'table', at: output(entry, page, addresses), keep: kept(entry), add: 0 };
      if (type === 3n || (type === 1n && blocks.includes(level))) {
        const shift = shiftOf(level);
        const base = output(entry, shift, addresses);
        return { kind: 'page', base, size: 2n ** BigInt(shift), flags: pageFlags(entry) };
      }
      return { kind: 'none' };
    },
  };
}
