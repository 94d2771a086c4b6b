/** What a writer of a dump format is: it takes stretches of memory in order, and what it is not given is missing in the file. */
import type { ByteSink, PhysicalRange } from '../../engine/index.js';

/** What a dump's headers say of the machine; each as far as it is known. Nothing is invented: unknown fields are zero or absent. */
export interface MachineFacts {
  /** `x86-64`, `aarch64`, … */
  readonly architecture?: string;
  /** Bytes of a page of the machine; default 4096. */
  readonly pageSize?: number;
  /** Page-table root (CR3). */
  readonly root?: bigint;
  /** The kernel's vmcoreinfo text, without the ELF note around it. */
  readonly vmcoreinfo?: Uint8Array;
  /** System name, node, release, version, machine: what uname says. */
  readonly uname?: readonly string[];
  /** Where the kernel maps all of memory: physical `start` lies at `virtual`. Readers of ELF cores find addresses by it. */
  readonly directMap?: { readonly virtual: bigint; readonly start: number };
  /** Where the kernel maps its own image. */
  readonly image?: MappedRange;
  /** Windows: address of KDDEBUGGER_DATA64, build, bug check code. */
  readonly debuggerBlock?: bigint;
  readonly build?: number;
  readonly bugCheck?: number;
  /** Windows: the header of the crash dump that the memory comes from, 0x2000 bytes. */
  readonly windowsHeader?: Uint8Array;
}

/** Physical memory that the kernel maps in one piece. */
export interface MappedRange {
  readonly virtual: bigint;
  readonly start: number;
  /** Bytes. */
  readonly size: number;
}

/** What a writer is made for. */
export interface WriteOrder {
  readonly sink: ByteSink;
  /** All that the source has, sorted and merged: what the file has room for. */
  readonly ranges: readonly PhysicalRange[];
  readonly facts: MachineFacts;
  /** What an earlier, interrupted run had written. */
  readonly resumed?: Progressed;
}

/** How far a writer came; plain data, kept between runs. */
export interface Progressed {
  /** What was written, sorted and merged. */
  readonly done: readonly PhysicalRange[];
  /** What the writer knows beside it: offsets, by name. */
  readonly state: Readonly<Record<string, number>>;
}

/** A dump that is being written. */
export interface DumpWriter {
  /** Memory is taken in multiples of this many bytes at multiples of it: 1, or a page. */
  readonly granule: number;
  /** Takes memory; addresses only grow from call to call. The bytes may be changed once it has resolved. */
  write(start: number, bytes: Uint8Array): Promise<void>;
  /** Puts everything taken so far into the file, and says what a later run needs to go on behind it. */
  progressed(): Promise<Progressed['state']>;
  /** Writes what is still missing of the file's structure. Resolves with the size of the file. */
  finish(done: readonly PhysicalRange[]): Promise<number>;
}

/** Notes on a format's limits when memory of these ranges is written: what the file cannot say. */
export type FormatNotes = (ranges: readonly PhysicalRange[]) => readonly string[];
