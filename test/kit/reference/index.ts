/** The reference walkers by name of the paging mode. */
import type { PagingMode } from '../../../engine/index.js';
import { aarch64 } from './aarch64.js';
import { armLpae, armShort } from './arm.js';
import { sv32, sv64 } from './riscv.js';
import { FLAG, walk, type Format, type ReadEntry, type Roots, type Walked } from './walk.js';
import { wide128 } from './wide.js';
import { x86Pae, x86With32Bits, x86With64Bits } from './x86.js';

export { EVERYTHING, FLAG, topTable, walk } from './walk.js';
export type { Entry, Format, ReadEntry, Roots, Walked } from './walk.js';

const FORMATS: Record<string, Format> = {
  'x86-32': x86With32Bits,
  'x86-pae': x86Pae,
  'x86-64-4level': x86With64Bits(4),
  'x86-64-5level': x86With64Bits(5),
  'arm-short': armShort,
  'arm-lpae': armLpae,
  'riscv32-sv32': sv32,
  'riscv64-sv39': sv64(3),
  'riscv64-sv48': sv64(4),
  'riscv64-sv57': sv64(5),
  'wide-128': wide128,
};

/** The format of a mode: `aarch64-GRANULE-BITS`, with `-lpa2` or (4k and 16k) more than 48 bits in that format; or one of the others. */
export function formatOf(mode: PagingMode): Format {
  const known = FORMATS[mode];
  if (known !== undefined) return known;
  const [, granule, bits, lpa2] = /^aarch64-(4k|16k|64k)-(\d\d)(-lpa2)?$/.exec(mode) ?? [];
  if (granule === undefined) throw new Error(`no mode ${mode}`);
  const format = aarch64(
    granule,
    Number(bits),
    lpa2 !== undefined || (granule !== '64k' && Number(bits) > 48),
  );
  FORMATS[mode] = format;
  return format;
}

/** Flags as the engine's permissions object. */
export function permissionsOf(flags: number): Record<string, boolean> {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  return {
    read: has(FLAG.read),
    write: has(FLAG.write),
    execute: has(FLAG.kernelExecute | FLAG.userExecute),
    user: has(FLAG.user),
    userExecute: has(FLAG.userExecute),
    kernelExecute: has(FLAG.kernelExecute),
    accessed: has(FLAG.accessed),
    dirty: has(FLAG.dirty),
    contiguous: has(FLAG.contiguous),
    global: has(FLAG.global),
  };
}

/** Translates one address in a mode. */
export function referenceWalk(mode: PagingMode, read: ReadEntry, roots: Roots, virtual: bigint): Walked {
  return walk(formatOf(mode), read, roots, virtual);
}

/** The modes that tests go through: all of them, of AArch64 one for each number of levels and form of descriptor. */
export const TESTED_MODES: readonly PagingMode[] = [
  'x86-32',
  'x86-pae',
  'x86-64-4level',
  'x86-64-5level',
  'aarch64-4k-36',
  'aarch64-4k-39',
  'aarch64-4k-48',
  'aarch64-4k-48-lpa2',
  'aarch64-4k-52',
  'aarch64-16k-36',
  'aarch64-16k-47',
  'aarch64-16k-48',
  'aarch64-16k-52',
  'aarch64-64k-42',
  'aarch64-64k-48',
  'aarch64-64k-52',
  'arm-short',
  'arm-lpae',
  'riscv32-sv32',
  'riscv64-sv39',
  'riscv64-sv48',
  'riscv64-sv57',
  'wide-128',
];
