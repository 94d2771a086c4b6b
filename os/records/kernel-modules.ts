/** JSON records of kernel modules. */
import { completeness, hexAddress, moduleRecord, type JsonRecord } from '../records.js';
import type { KernelModule, ModuleSection } from '../types.js';

/** Record of `modules` for the kernel's. */
export function kernelModuleRecord(m: KernelModule): JsonRecord {
  const { references, usedBy, state, taints } = m;
  return {
    ...moduleRecord({ ...m, complete: true }),
    references,
    usedBy,
    state,
    taints,
    address: hexAddress(m.address),
    ...completeness(m),
  };
}

/** Record of `sections` for the kernel's modules. */
export function moduleSectionRecord(s: ModuleSection): JsonRecord {
  return { module: s.module, name: s.name, address: hexAddress(s.address), ...completeness(s) };
}
