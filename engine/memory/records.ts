/** From the core's info words and columns to what users see. */
import { STATUS } from '../core/exports.js';
import type { Core } from '../core/load.js';
import type { PageRun, Permissions, TranslatedRun, Translation } from './address-space.js';
import type { PagingFacts } from './paging-modes.js';
import type { MissingReason } from './partial.js';

/** One run of the core's output columns. */
export interface Run {
  readonly virtual: bigint;
  readonly physical: bigint;
  readonly size: bigint;
  readonly value: bigint;
  readonly info: number;
  /** Index of the input range. */
  readonly index: number;
}

/** Status of an info word. */
export const statusOf = (info: number): number => info & 0xff;

/** Runs that the core's last step finished. */
export function takeRuns(core: Core): Run[] {
  const count = core.exports.outputs();
  const runs = new Array<Run>(count);
  for (let i = 0; i < count; i++) {
    runs[i] = {
      virtual: core.runVirtual[i] as bigint,
      physical: core.runPhysical[i] as bigint,
      size: core.runSize[i] as bigint,
      value: core.runValue[i] as bigint,
      info: core.runInfo[i] as number,
      index: core.runIndex[i] as number,
    };
  }
  return runs;
}

/** One object for each combination of flags, made when it is first met. */
const permissionsMade: (Permissions | undefined)[] = [];

/** The flags of an info word (core-as/abi.ts) as an object. */
export function permissionsOf(info: number): Permissions {
  const flags = (info >>> 16) & 0x1ff;
  const made = permissionsMade[flags];
  if (made !== undefined) return made;
  const has = (bit: number): boolean => ((flags >> bit) & 1) === 1;
  const permissions = Object.freeze({
    read: has(3),
    write: has(1),
    execute: has(0) || has(4),
    userExecute: has(4),
    kernelExecute: has(0),
    user: has(2),
    accessed: has(5),
    dirty: has(6),
    global: has(8),
    contiguous: has(7),
  });
  permissionsMade[flags] = permissions;
  return permissions;
}

/** Powers of two, made once. */
const POWERS = Array.from({ length: 64 }, (_, i) => 1n << BigInt(i));

/** Bytes of the page that an info word speaks of. */
function pageSizeOf(facts: PagingFacts, info: number): bigint {
  const shift = facts.shifts[((info >> 8) & 0xff) - 1] ?? 12;
  return POWERS[shift + (((info >>> 25) & 1) === 1 ? 4 : 0)] as bigint;
}

/** Why there is no physical address; for a missing table with what the source said of it. */
export function missingReason(core: Core, info: number, value: bigint): MissingReason {
  switch (statusOf(info)) {
    case STATUS.notPresent:
      return { kind: 'not-present', level: (info >> 8) & 0xff, entry: value };
    case STATUS.missingTable:
      return {
        kind: 'missing-page',
        phys: value,
        table: true,
        why: core.reasons.get(Number(value)) ?? 'not in the source',
      };
    default:
      return { kind: 'not-canonical' };
  }
}

/** What address `virtual` translates to, given value and info word. */
export function translationOf(
  core: Core,
  facts: PagingFacts,
  virtual: bigint,
  value: bigint,
  info: number,
): Translation {
  if (statusOf(info) !== STATUS.ok) return { virtual, ok: false, reason: missingReason(core, info, value) };
  return {
    virtual,
    ok: true,
    physical: value,
    pageSize: pageSizeOf(facts, info),
    level: (info >> 8) & 0xff,
    permissions: permissionsOf(info),
  };
}

/** A run of an enumeration that is mapped or a repeat. */
export function pageRunOf(facts: PagingFacts, { virtual, physical, size, value, info }: Run): PageRun {
  const permissions = permissionsOf(info);
  return statusOf(info) === STATUS.repeat
    ? { virtual, physical, size, pageSize: 0n, permissions, repeatOf: value }
    : { virtual, physical, size, pageSize: pageSizeOf(facts, info), permissions };
}

/** A run of a range, mapped or missing. */
export function translatedRunOf(core: Core, facts: PagingFacts, run: Run): TranslatedRun {
  const { virtual, physical, size, value, info } = run;
  if (statusOf(info) !== STATUS.ok)
    return { virtual, size, ok: false, reason: missingReason(core, info, value) };
  const pageSize = pageSizeOf(facts, info);
  return { virtual, size, ok: true, physical, pageSize, permissions: permissionsOf(info) };
}
