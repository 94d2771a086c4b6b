/** JSON records of the machine that a kernel runs on. */
import { completeness, hexAddress, type JsonRecord } from '../records.js';
import type { BootRecord, CpuRecord, IomemRange, MemoryStatistic } from '../types.js';

/** Record of `boot`. */
export function bootRecord(b: BootRecord): JsonRecord {
  const { bootTime, uptime, time, commandLine, hostname, domain, release, version, machine } = b;
  return {
    bootTime,
    uptime,
    time,
    commandLine,
    hostname,
    domain,
    release,
    version,
    machine,
    ...completeness(b),
  };
}

/** Record of `iomem`. */
export function iomemRecord(r: IomemRange): JsonRecord {
  return {
    start: hexAddress(r.start),
    end: hexAddress(r.end),
    name: r.name,
    depth: r.depth,
    ...completeness(r),
  };
}

/** Record of `cpus`. */
export function cpuRecord(c: CpuRecord): JsonRecord {
  const { cpu, online, vendor, model, family, modelNumber, stepping, features } = c;
  return {
    cpu,
    online,
    vendor,
    model,
    ...(family !== undefined && { family }),
    ...(modelNumber !== undefined && { modelNumber }),
    ...(stepping !== undefined && { stepping }),
    ...(features !== undefined && { features }),
    ...completeness(c),
  };
}

/** Record of `meminfo`. */
export function memoryStatisticRecord({ name, value, unit }: MemoryStatistic): JsonRecord {
  return { name, value, unit };
}
