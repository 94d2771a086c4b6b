/** Writes page-table entries of every mode from the flags that a page shall have: the inverse of the reference's decoders. */
import type { PagingMode } from '../../engine/index.js';
import { FLAG, formatOf } from './reference/index.js';

/** Encodes the entries of one mode. */
export interface EntryWriter {
  /** An entry for a table at `at` that takes no right away. */
  table(at: bigint): bigint;
  /** An entry for a page at `physical`. Flags that the mode has no bits for are left out. */
  page(physical: bigint, level: number, flags: number): bigint;
}

/** A sum of powers of two: the bits whose condition holds. */
function bits(conditions: readonly (readonly [at: number, holds: boolean])[]): bigint {
  return conditions.reduce((sum, [at, holds]) => sum | (holds ? 1n << BigInt(at) : 0n), 0n);
}

const has = (flags: number, ...names: (keyof typeof FLAG)[]): boolean =>
  names.some((name) => (flags & FLAG[name]) !== 0);

const x86 = (noExecute: number | undefined): EntryWriter => ({
  table: (at) => at | 7n,
  page: (physical, level, flags) =>
    physical |
    bits([
      [0, true],
      [1, has(flags, 'write')],
      [2, has(flags, 'user')],
      [5, has(flags, 'accessed')],
      [6, has(flags, 'dirty')],
      [7, level > 1],
      [8, has(flags, 'global')],
      [noExecute ?? 63, noExecute !== undefined && !has(flags, 'kernelExecute', 'userExecute')],
    ]),
});

const x86With32Bits: EntryWriter = {
  table: (at) => at | 7n,
  page: (physical, level, flags) => {
    const low = physical & 0xffff_ffffn;
    return x86(undefined).page(low, level, flags) | ((physical >> 32n) << 13n);
  },
};

/** Bits 51:48 or 51:50 of an address go to where the format has them. */
function aarch64Address(address: bigint, granule: string, lpa2: boolean): bigint {
  const low = address & ((1n << 48n) - 1n);
  if (granule === '64k') return low | ((address >> 48n) << 12n);
  return lpa2 ? (address & ((1n << 50n) - 1n)) | ((address >> 50n) << 8n) : low;
}

function aarch64(granule: string, lpa2: boolean): EntryWriter {
  return {
    table: (at) => aarch64Address(at, granule, lpa2) | 3n,
    page: (physical, level, flags) =>
      aarch64Address(physical, granule, lpa2) |
      bits([
        [0, true],
        [1, level === 1],
        [6, has(flags, 'user')],
        [7, !has(flags, 'dirty')],
        [10, has(flags, 'accessed')],
        [11, !has(flags, 'global')],
        [51, has(flags, 'write') && !has(flags, 'dirty')],
        [52, has(flags, 'contiguous')],
        [53, !has(flags, 'kernelExecute')],
        [54, !has(flags, 'userExecute')],
      ]),
  };
}

const armLpae: EntryWriter = {
  table: (at) => at | 3n,
  page: (physical, level, flags) =>
    physical |
    bits([
      [0, true],
      [1, level === 1],
      [6, has(flags, 'user')],
      [7, !has(flags, 'write')],
      [10, has(flags, 'accessed')],
      [11, !has(flags, 'global')],
      [52, has(flags, 'contiguous')],
      [53, !has(flags, 'kernelExecute')],
      [54, !has(flags, 'kernelExecute', 'userExecute')],
    ]),
};

/** Small and large pages, sections and supersections; without privileged execution a page cannot have the user's. */
const armShort: EntryWriter = {
  table: (at) => at | 1n,
  page: (physical, level, flags) => {
    const sixteen = has(flags, 'sixteen');
    const never = !has(flags, 'kernelExecute', 'userExecute');
    const [access, readOnly, notGlobal] = level === 2 ? [10, 15, 17] : [4, 9, 11];
    const [executeNever, type] = level === 2 ? [4, 2n] : sixteen ? [15, 1n] : [0, 2n];
    const extended = (((physical >> 32n) & 15n) << 20n) | ((physical >> 36n) << 5n);
    return (
      (physical & 0xffff_ffffn) |
      extended |
      type |
      bits([
        [0, level === 2 && has(flags, 'userExecute') && !has(flags, 'kernelExecute')],
        [access, has(flags, 'read')],
        [access + 1, has(flags, 'user')],
        [readOnly, !has(flags, 'write')],
        [notGlobal, !has(flags, 'global')],
        [executeNever, never],
        [18, level === 2 && sixteen],
      ])
    );
  },
};

const riscv: EntryWriter = {
  table: (at) => (at >> 2n) | 1n,
  page: (physical, _level, flags) =>
    (physical >> 2n) |
    bits([
      [0, true],
      [1, has(flags, 'read')],
      [2, has(flags, 'write')],
      [3, has(flags, 'kernelExecute', 'userExecute')],
      [4, has(flags, 'user')],
      [5, has(flags, 'global')],
      [6, has(flags, 'accessed')],
      [7, has(flags, 'dirty')],
      [13, has(flags, 'sixteen')],
      [63, has(flags, 'sixteen')],
    ]),
};

/** The encoder of a mode. */
export function entryWriter(mode: PagingMode): EntryWriter {
  const [, granule, size, suffix] = /^aarch64-(4k|16k|64k)-(\d\d)(-lpa2)?$/.exec(mode) ?? [];
  if (granule !== undefined) return aarch64(granule, suffix !== undefined || Number(size) > 48);
  if (mode.startsWith('riscv')) return riscv;
  if (mode === 'x86-32') return x86With32Bits;
  if (mode === 'arm-short') return armShort;
  if (mode === 'arm-lpae') return armLpae;
  return x86(63);
}

/** Bytes of a whole table of a level: the top table of a mode may be smaller than the others. */
export function tableBytes(mode: PagingMode, level: number): number {
  const { levels, entryBytes } = formatOf(mode);
  const { bits: index } = levels[level - 1] ?? { bits: 0 };
  return entryBytes * 2 ** index;
}
