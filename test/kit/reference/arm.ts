/** ARMv7 and AArch32: short descriptors and LPAE. Arm ARM (DDI 0406C), B3.5 and B3.6; access permissions, B3.7. */
import { bit, EVERYTHING, field, FLAG, flagsOf, type Entry, type Format } from './walk.js';

/** Where a short descriptor has its attributes, by bit. */
interface ShortBits {
  /** AP[0]; AP[1] follows it. */
  readonly access: number;
  /** AP[2]. */
  readonly readOnly: number;
  readonly executeNever: number;
  readonly notGlobal: number;
}

const SECTION: ShortBits = { access: 10, readOnly: 15, executeNever: 4, notGlobal: 17 };
const LARGE_PAGE: ShortBits = { access: 4, readOnly: 9, executeNever: 15, notGlobal: 11 };
const SMALL_PAGE: ShortBits = { access: 4, readOnly: 9, executeNever: 0, notGlobal: 11 };

/** Table B3-8, AP[2:0] with SCTLR.AFE = 0: privileged access when AP[1:0] is not 0, user access when AP[1] is set. */
function shortFlags(entry: bigint, at: ShortBits, privilegedExecuteNever: boolean, sixteen: boolean): number {
  const readable = bit(entry, at.access) || bit(entry, at.access + 1);
  const user = bit(entry, at.access + 1);
  const never = bit(entry, at.executeNever);
  return flagsOf({
    read: readable,
    write: readable && !bit(entry, at.readOnly),
    user,
    userExecute: user && !never,
    kernelExecute: !never && !privilegedExecuteNever,
    global: !bit(entry, at.notGlobal),
    sixteen,
  });
}

/** Short descriptors, TTBCR.N = 0: 4096 entries of 1 MiB, then 256 of 4 KiB. Figures B3-4 and B3-5. */
export const armShort: Format = {
  entryBytes: 4,
  levels: [
    { shift: 12, bits: 8 },
    { shift: 20, bits: 12 },
  ],
  rootMask: 0xffff_c000n,
  lowBits: 32,
  oneRoot: true,
  decode(entry, level): Entry {
    const type = Number(entry % 4n);
    if (type === 0) return { kind: 'none' };
    if (level === 2 && type === 1) {
      const keep = bit(entry, 2) ? EVERYTHING - FLAG.kernelExecute : EVERYTHING;
      return { kind: 'table', at: field(entry, 31, 10), keep, add: 0 };
    }
    if (level === 2 && bit(entry, 18)) {
      // Supersection: extended base address in bits 23:20 (PA 35:32) and 8:5 (PA 39:36).
      const base = field(entry, 31, 24) + field(entry, 23, 20) * 2n ** 12n + field(entry, 8, 5) * 2n ** 31n;
      return { kind: 'page', base, size: 2n ** 24n, flags: shortFlags(entry, SECTION, bit(entry, 0), true) };
    }
    if (level === 2) {
      const flags = shortFlags(entry, SECTION, bit(entry, 0), false);
      return { kind: 'page', base: field(entry, 31, 20), size: 2n ** 20n, flags };
    }
    if (type === 1) {
      const flags = shortFlags(entry, LARGE_PAGE, false, true);
      return { kind: 'page', base: field(entry, 31, 16), size: 2n ** 16n, flags };
    }
    const flags = shortFlags(entry, SMALL_PAGE, false, false);
    return { kind: 'page', base: field(entry, 31, 12), size: 2n ** 12n, flags };
  },
};

/**
 * Long descriptors: XNTable (60) and PXNTable (59), APTable (62:61). Unlike AArch64, user execution needs user access, so
 * what takes that takes both.
 */
function kept(entry: bigint): number {
  let keep = EVERYTHING;
  if (bit(entry, 62)) keep &= ~FLAG.write;
  if (bit(entry, 61)) keep &= ~(FLAG.user | FLAG.userExecute);
  if (bit(entry, 60)) keep &= ~(FLAG.userExecute | FLAG.kernelExecute);
  if (bit(entry, 59)) keep &= ~FLAG.kernelExecute;
  return keep;
}

/** LPAE, TTBCR.T0SZ = 0: 4 entries of 1 GiB, then 512 of 2 MiB, then 512 of 4 KiB. Figures B3-13 to B3-15. */
export const armLpae: Format = {
  entryBytes: 8,
  levels: [
    { shift: 12, bits: 9 },
    { shift: 21, bits: 9 },
    { shift: 30, bits: 2 },
  ],
  rootMask: field(2n ** 64n - 1n, 39, 5),
  lowBits: 32,
  oneRoot: true,
  decode(entry, level): Entry {
    const type = entry % 4n;
    if (type === 3n && level > 1)
      return { kind: 'table', at: field(entry, 39, 12), keep: kept(entry), add: 0 };
    if (type !== 3n && !(type === 1n && level > 1)) return { kind: 'none' };
    const shift = 12 + 9 * (level - 1);
    const never = bit(entry, 54);
    const flags = flagsOf({
      read: true,
      write: !bit(entry, 7),
      user: bit(entry, 6),
      userExecute: bit(entry, 6) && !never,
      kernelExecute: !never && !bit(entry, 53),
      accessed: bit(entry, 10),
      contiguous: bit(entry, 52),
      global: !bit(entry, 11),
    });
    return { kind: 'page', base: field(entry, 39, shift), size: 2n ** BigInt(shift), flags };
  },
};
