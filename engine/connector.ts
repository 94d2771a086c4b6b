/** A connector: physical memory, wherever it comes from. */
import type { SourceCost } from './ports.js';

/** A range of physical memory that a connector holds. */
export interface PhysicalRange {
  /** First physical address. */
  readonly start: number;
  /** Size in bytes. */
  readonly size: number;
}

/** One read of physical memory; `got` and `reason` are set by the connector. */
export interface PhysicalRead {
  /** Physical address of the first byte, 0 to 2^52 - 1. */
  readonly phys: number;
  /** Where the bytes go; may be a part of the core's linear memory. */
  readonly into: Uint8Array;
  /** Bytes delivered from the start of `into`. The first byte not delivered is missing. */
  got: number;
  /** Why byte `got` is missing, in words that name the source: "not in the dump", "file ends at 0x…". */
  reason?: string | undefined;
}

/** One write of physical memory; `put` and `reason` are set by the connector. */
export interface PhysicalWrite {
  /** Physical address of the first byte, 0 to 2^52 - 1. */
  readonly phys: number;
  /** The bytes to write. */
  readonly from: Uint8Array;
  /** Bytes written from the start of `from`. The first byte not written, and all behind it, are as they were. */
  put: number;
  /** Why byte `put` was not written. */
  reason?: string | undefined;
}

/** A part of physical memory that lies in this process's memory. */
export interface DirectPart {
  /** First physical address. */
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** Registers of a processor by the names of its manual: `rip`, `rsp`, `cr3`, `pc`. */
export type Registers = Readonly<Record<string, bigint>>;

/** What a dump's header says of the machine, for the layers above; each as far as the format has it. */
export interface DumpFacts {
  /** Page-table root of the processor that wrote the dump (CR3). */
  readonly root?: bigint;
  /** Virtual address of KDDEBUGGER_DATA64. */
  readonly debuggerBlock?: bigint;
  /** Architecture: `x86-64`, `aarch64`. */
  readonly machine?: string;
  readonly build?: number;
  readonly bugCheck?: number;
  /** What the kernel says of itself for dumps (VMCOREINFO): lines of `NAME=value`, as bytes. */
  readonly vmcoreinfo?: Uint8Array;
  /** Registers of the processors when the dump was made, each with those that the dump has. */
  readonly processors?: readonly Registers[];
  /** The first header of a 64-bit Windows crash dump as it is, for copies of it. */
  readonly windowsHeader?: Uint8Array;
}

/** Physical memory as a map of ranges and vectored reads, and writes where the source takes them. A plain object. */
export interface Connector {
  /** Format name as `info` prints it: `raw`, `elf`. */
  readonly format: string;
  /** Name of the source, for messages. */
  readonly name: string;
  /** See {@link ByteSource.identity}. */
  readonly identity: string | undefined;
  /** What is there, sorted, not overlapping, neighbours merged. */
  readonly ranges: readonly PhysicalRange[];
  readonly cost: SourceCost;
  /** True when the memory may change while it is read. */
  readonly live: boolean;
  readonly facts?: DumpFacts;
  /** What was seen in the source that led to this connector, and warnings (a file cut short). */
  readonly notes: readonly string[];
  /** Serves all reads; a read that runs into a hole stops there and says why. Rejects only for the signal. */
  read(reads: readonly PhysicalRead[], signal?: AbortSignal): Promise<void>;
  /** The same, synchronously, where the source can. */
  readonly readSync?: (reads: readonly PhysicalRead[]) => void;
  /** Carries out all writes, in order; one that runs into a hole stops there and says why. Absent: memory for reading only. */
  readonly write?: (writes: readonly PhysicalWrite[], signal?: AbortSignal) => Promise<void>;
  /** The same, synchronously, where the source can. */
  readonly writeSync?: (writes: readonly PhysicalWrite[]) => void;
  /** Registers of the processors as they are now, by processor. */
  readonly registers?: (signal?: AbortSignal) => Promise<readonly Registers[]>;
  /** Stops the machine; `close` lets it go on if it ran when the connector was opened. */
  readonly pause?: (signal?: AbortSignal) => Promise<void>;
  /** Lets the machine go on. */
  readonly resume?: (signal?: AbortSignal) => Promise<void>;
  /** True when the machine stands still while it is read. */
  readonly stops?: boolean;
  /** What of the ranges lies in this process's memory, sorted: readers look there instead of calling. Never of memory that changes by itself. */
  readonly direct?: readonly DirectPart[];
  close(): Promise<void>;
}
