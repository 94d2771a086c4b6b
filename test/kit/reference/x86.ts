/** x86 paging. Intel SDM volume 3, sections 4.3 (32-bit, PSE-36), 4.4 (PAE) and 4.5 (4-level and 5-level), tables 4-3 to 4-20. */
import { bit, EVERYTHING, field, FLAG, flagsOf, type Entry, type Format } from './walk.js';

/** Rights that a paging-structure entry takes from everything below it: R/W (1), U/S (2), XD (63). */
function kept(entry: bigint, hasNoExecute: boolean): number {
  let keep = EVERYTHING;
  if (!bit(entry, 1)) keep -= FLAG.write;
  if (!bit(entry, 2)) keep -= FLAG.user + FLAG.userExecute;
  if (hasNoExecute && bit(entry, 63)) keep &= ~(FLAG.kernelExecute | FLAG.userExecute);
  return keep;
}

/** Flags of an entry that maps a page: R/W, U/S, A (5), D (6), G (8), XD. */
function pageFlags(entry: bigint, hasNoExecute: boolean): number {
  const execute = !(hasNoExecute && bit(entry, 63));
  return flagsOf({
    read: true,
    write: bit(entry, 1),
    user: bit(entry, 2),
    kernelExecute: execute,
    userExecute: execute && bit(entry, 2),
    accessed: bit(entry, 5),
    dirty: bit(entry, 6),
    global: bit(entry, 8),
  });
}

/** 32-bit paging with PSE and PSE-36. */
export const x86With32Bits: Format = {
  entryBytes: 4,
  levels: [
    { shift: 12, bits: 10 },
    { shift: 22, bits: 10 },
  ],
  rootMask: 0xffff_f000n,
  lowBits: 32,
  oneRoot: true,
  decode(entry, level): Entry {
    if (!bit(entry, 0)) return { kind: 'none' };
    if (level === 1)
      return { kind: 'page', base: field(entry, 31, 12), size: 2n ** 12n, flags: pageFlags(entry, false) };
    // Table 4-4: bits 20:13 of the entry are bits 39:32 of the address.
    const base = field(entry, 31, 22) + field(entry, 20, 13) * 2n ** 19n;
    if (bit(entry, 7)) return { kind: 'page', base, size: 2n ** 22n, flags: pageFlags(entry, false) };
    return { kind: 'table', at: field(entry, 31, 12), keep: kept(entry, false), add: 0 };
  },
};

/** Entries of 8 bytes; pages of 2 MiB and of 1 GiB in the levels up to `largeLevels`. */
function decodeWide(entry: bigint, level: number, largeLevels: number): Entry {
  if (!bit(entry, 0)) return { kind: 'none' };
  if (level === 1)
    return { kind: 'page', base: field(entry, 51, 12), size: 2n ** 12n, flags: pageFlags(entry, true) };
  if (bit(entry, 7) && level <= largeLevels) {
    const shift = level === 2 ? 21 : 30;
    return {
      kind: 'page',
      base: field(entry, 51, shift),
      size: 2n ** BigInt(shift),
      flags: pageFlags(entry, true),
    };
  }
  return { kind: 'table', at: field(entry, 51, 12), keep: kept(entry, true), add: 0 };
}

/** PAE: the four PDPTEs have a present bit and a frame, no rights. */
export const x86Pae: Format = {
  entryBytes: 8,
  levels: [
    { shift: 12, bits: 9 },
    { shift: 21, bits: 9 },
    { shift: 30, bits: 2 },
  ],
  rootMask: 0xffff_ffe0n,
  lowBits: 32,
  oneRoot: true,
  decode(entry, level): Entry {
    if (level < 3) return decodeWide(entry, level, 2);
    if (!bit(entry, 0)) return { kind: 'none' };
    return { kind: 'table', at: field(entry, 51, 12), keep: EVERYTHING, add: 0 };
  },
};

/** 4-level and 5-level paging. */
export function x86With64Bits(levels: 4 | 5): Format {
  return {
    entryBytes: 8,
    levels: Array.from({ length: levels }, (_, i) => ({ shift: 12 + 9 * i, bits: 9 })),
    rootMask: field(2n ** 64n - 1n, 51, 12),
    // Canonical: the highest translated bit and all above it are equal.
    lowBits: 11 + 9 * levels,
    highBits: 11 + 9 * levels,
    oneRoot: true,
    decode: (entry, level) => decodeWide(entry, level, 3),
  };
}

/** The entries of 4-level paging without large pages: the made-up wide mode takes them over. */
export const decodeSmall = (entry: bigint, level: number): Entry => decodeWide(entry, level, 0);
