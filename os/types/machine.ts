/** Records of the machine that a kernel runs on: boot, processors, address map, memory statistics. */
import type { Completeness } from '../types.js';

/** When and how the kernel was started, and what it is called. */
export interface BootRecord extends Completeness {
  /** Seconds since 1970, as `btime` of /proc/stat. */
  readonly bootTime: number | null;
  /** Seconds since boot, suspend included, as of the kernel's last clock tick. */
  readonly uptime: number | null;
  /** Seconds since 1970, as of that tick. */
  readonly time: number | null;
  /** As /proc/cmdline has it. */
  readonly commandLine: string | null;
  readonly hostname: string | null;
  readonly domain: string | null;
  readonly release: string | null;
  readonly version: string | null;
  readonly machine: string | null;
}

/** A range of the physical address map, as /proc/iomem has it. */
export interface IomemRange extends Completeness {
  readonly start: bigint;
  /** Exclusive. */
  readonly end: bigint;
  readonly name: string | null;
  /** 0 for the outermost ranges. */
  readonly depth: number;
}

/** A processor that the kernel may use. */
export interface CpuRecord extends Completeness {
  readonly cpu: number;
  readonly online: boolean | null;
  readonly vendor: string | null;
  readonly model: string | null;
  /** x86: family, model number and stepping, as /proc/cpuinfo prints them. */
  readonly family?: number;
  readonly modelNumber?: number;
  readonly stepping?: number;
  /** x86: names of the features, as the line `flags` of /proc/cpuinfo. */
  readonly features?: readonly string[];
}

/** A statistic, named as in /proc/meminfo. */
export interface MemoryStatistic {
  readonly name: string;
  /** Bytes where /proc/meminfo prints kB; else a count of huge pages. */
  readonly value: number;
  readonly unit: 'bytes' | 'pages';
}
