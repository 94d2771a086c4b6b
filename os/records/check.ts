/** JSON record of `check`. */
import { completeness, hexAddress, type JsonRecord } from '../records.js';
import type { Finding } from '../types.js';

/** Record of `check`. */
export function findingRecord(f: Finding): JsonRecord {
  return {
    kind: f.kind,
    what: f.what,
    address: hexAddress(f.address),
    detail: f.detail,
    evidence: f.evidence.map(({ what, where, value }) => ({ what, where, value })),
    ...completeness(f),
  };
}
