/** JSON records of a process's images: `modules --pid`, `exports`, `imports`, `sections`. */
import { completeness, hexAddress, type JsonRecord } from '../records.js';
import type { ExportedSymbol, ImageSection, ImportedSymbol, ProcessModule } from '../types/images.js';

/** Record of `modules --pid`. */
export function processModuleRecord(m: ProcessModule): JsonRecord {
  return {
    name: m.name,
    base: hexAddress(m.base),
    size: m.size,
    path: m.path,
    buildId: m.buildId,
    ...completeness(m),
  };
}

/** Record of `exports`. */
export function exportRecord(e: ExportedSymbol): JsonRecord {
  return {
    name: e.name,
    ...(e.address !== undefined && { address: hexAddress(e.address) }),
    size: e.size,
    type: e.type,
    version: e.version,
    ...completeness(e),
  };
}

/** Record of `imports`. */
export function importRecord(i: ImportedSymbol): JsonRecord {
  return {
    name: i.name,
    address: hexAddress(i.address),
    target: i.target === null ? null : hexAddress(i.target),
    library: i.library,
    version: i.version,
    ...completeness(i),
  };
}

/** Record of `sections`. */
export function sectionRecord(s: ImageSection): JsonRecord {
  return {
    name: s.name,
    address: hexAddress(s.address),
    size: s.size,
    permissions: s.permissions,
    offset: s.offset,
    kind: s.kind,
    ...completeness(s),
  };
}
