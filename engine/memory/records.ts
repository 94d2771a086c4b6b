/** Decodes the core's output records. */
import { STATUS } from '../core/exports.js';
import type { Core } from '../core/load.js';
import type { MissingReason, PageRun, Permissions } from './view.js';

/** An output record of core-as/abi.ts, field by field. */
export interface OutputRecord {
  readonly virtual: bigint;
  readonly physical: bigint;
  readonly size: bigint;
  readonly pageSize: bigint;
  readonly entry: bigint;
  readonly other: bigint;
  readonly status: number;
  readonly level: number;
  readonly permissions: number;
  readonly index: number;
}

/** Record `i` of the output buffer. */
export function outputRecord(core: Core, i: number): OutputRecord {
  const at = core.layout.output.at + i * core.layout.output.size;
  const { words } = core;
  const status = words.getUint32(at + 56, true);
  return {
    virtual: words.getBigUint64(at, true),
    physical: words.getBigUint64(at + 16, true),
    size: words.getBigUint64(at + 24, true),
    pageSize: words.getBigUint64(at + 32, true),
    entry: words.getBigUint64(at + 40, true),
    other: words.getBigUint64(at + 48, true),
    status: status & 0xff,
    level: (status >> 8) & 0xff,
    permissions: words.getUint32(at + 60, true) & 0xff,
    index: words.getUint32(at + 64, true),
  };
}

/** Flags of core-as/abi.ts as an object. */
export function permissions(flags: number): Permissions {
  return { write: (flags & 1) !== 0, execute: (flags & 2) !== 0, user: (flags & 4) !== 0 };
}

/** Why a record has no physical address; for a missing table with what the source said of it. */
export function missingReason(core: Core, record: OutputRecord): MissingReason {
  switch (record.status) {
    case STATUS.notPresent:
      return { kind: 'not-present', level: record.level, entry: record.entry };
    case STATUS.missingTable:
      return {
        kind: 'missing-page',
        phys: record.other,
        table: true,
        why: core.reasons.get(Number(record.other)) ?? 'not in the source',
      };
    default:
      return { kind: 'not-canonical' };
  }
}

/** An OK or REPEAT record of an enumeration. */
export function pageRun(record: OutputRecord): PageRun {
  const run = {
    virtual: record.virtual,
    physical: record.physical,
    size: record.size,
    pageSize: record.pageSize,
    permissions: permissions(record.permissions),
  };
  return record.status === STATUS.repeat ? { ...run, repeatOf: record.other } : run;
}
