/** What every OS layer gives: plain records and the views behind them. */
import type { AddressSpace, MemoryView, PagingMode } from '../engine/index.js';

export * from './types/check.js';

/** A step of the discovery: what was found, where, and its value, as `info` prints it. */
export interface Evidence {
  /** Short name: `banner`, `kallsyms`, `image delta`, `root`, `btf`. */
  readonly what: string;
  /** Physical address or symbol, as text. */
  readonly where: string;
  readonly value: string;
}

/** A record may lack fields: then `complete` is false and `reason` says why; an unreadable field is null. */
export interface Completeness {
  readonly complete: boolean;
  readonly reason?: string;
}

/** A list that says whether it is all there is. */
export interface Listing<T> extends Completeness {
  readonly items: readonly T[];
}

/** What a process is besides its tree and memory; null where it cannot be read, absent where the kernel's types do not tell. */
export interface ProcessDetails {
  readonly gid?: number | null;
  /** Effective capabilities as /proc/PID/status has them: 16 hex digits. */
  readonly capabilities?: string | null;
  /** Seconds from boot to start, suspended time included. */
  readonly started?: number | null;
  /** Path of the control group in the unified hierarchy. */
  readonly cgroup?: string | null;
  /** Id of the container, where the control group's name is one that a container run-time gives. */
  readonly container?: string | null;
  /** Inode numbers of the namespaces, by their names in /proc/PID/ns. */
  readonly namespaces?: Readonly<Record<string, number>> | null;
}

export interface Process extends Completeness, ProcessDetails {
  readonly pid: number;
  readonly ppid: number | null;
  readonly name: string | null;
  /** Number of threads. */
  readonly threads: number | null;
  readonly uid: number | null;
  /** One letter as /proc/PID/stat has it: R S D T t Z X I P. */
  readonly state: string | null;
  /** Arguments joined by spaces; empty for kernel threads. */
  readonly command: string | null;
  /** Path of the executable; null when unreadable, empty for kernel threads. */
  readonly exe: string | null;
  /** Physical address of the page-table root; null for kernel threads. */
  readonly root: bigint | null;
  /** Virtual address of the task_struct. */
  readonly address: bigint;
}

export interface Thread extends Completeness {
  readonly pid: number;
  readonly tid: number;
  readonly name: string | null;
  readonly state: string | null;
  readonly address: bigint;
}

export interface Mapping extends Completeness {
  readonly start: bigint;
  /** Exclusive. */
  readonly end: bigint;
  /** As in /proc/PID/maps: `r-xp`. */
  readonly permissions: string;
  /** Offset in the file, bytes. */
  readonly offset: bigint;
  /** As in /proc/PID/maps: path, `[heap]`, `[stack]`, `[vdso]`, or empty. */
  readonly path: string | null;
  /** Device of the file's file system, `08:01`; `00:00` without a file. */
  readonly device: string | null;
  /** Number of the file's inode; 0 without a file. */
  readonly inode: bigint | null;
}

export interface Module extends Completeness {
  readonly name: string;
  readonly base: bigint;
  /** Bytes, as /proc/modules counts them. */
  readonly size: number | null;
  /** Empty where the OS keeps none (Linux kernel modules). */
  readonly path: string | null;
}

export interface LogLine extends Completeness {
  /** Seconds since boot, with the kernel's microsecond resolution kept: printed as dmesg does. */
  readonly time: number;
  /** syslog level 0..7. */
  readonly level: number | null;
  /** Who wrote it, as the kernel prints it: `T1` a thread, `C0` a processor in an interrupt. Absent where records do not say. */
  readonly caller?: string;
  readonly text: string;
}

export interface KernelSymbol {
  readonly name: string;
  readonly address: bigint;
  /** nm's letter: t T d D b B r R … */
  readonly type: string;
  /** Module name, empty for the kernel itself. */
  readonly module: string;
}

export interface TypeMember {
  readonly name: string;
  /** Byte offset in the outermost structure. */
  readonly offset: number;
  /** Width in bits for bit fields, with `bitOffset` from the start of the structure; else 0. */
  readonly bits: number;
  readonly bitOffset: number;
  /** C spelling: `struct list_head`, `char[16]`, `struct task_struct *`. */
  readonly type: string;
}

export interface TypeDescription {
  readonly name: string;
  readonly kind: 'struct' | 'union' | 'enum' | 'typedef' | 'int' | 'float' | 'function';
  readonly size: number;
  /** Of a function: its parameters. */
  readonly members: readonly TypeMember[];
  /** A function as C declares it. */
  readonly declaration?: string;
}

/** Processor architectures, as `info` names them. */
export type ArchitectureName = 'x86-64' | 'aarch64' | 'riscv64' | 'x86-32' | 'arm';

/** An operating system found in physical memory. */
export interface Os {
  readonly family: 'linux';
  readonly release: string;
  readonly banner: string;
  readonly architecture: ArchitectureName;
  readonly paging: { readonly mode: PagingMode; readonly root: bigint };
  readonly evidence: readonly Evidence[];
  readonly physical: MemoryView;
  readonly kernel: AddressSpace;
  processes(signal?: AbortSignal): Promise<Listing<Process>>;
  /** Threads of one process, or of all. Rejects with kind `not-found` when there is no such pid. */
  threads(pid?: number, signal?: AbortSignal): Promise<Listing<Thread>>;
  mappings(pid: number, signal?: AbortSignal): Promise<Listing<Mapping>>;
  /** Kernel modules. */
  modules(signal?: AbortSignal): Promise<Listing<Module>>;
  log(signal?: AbortSignal): Promise<Listing<LogLine>>;
  /** The process's address space (its whole root, kernel half included). */
  memory(pid: number): Promise<AddressSpace>;
  /** Symbols of the kernel and its modules in address order. `pattern`: `*` and `?` wildcards over the whole name. */
  symbols(pattern?: string): AsyncIterable<KernelSymbol>;
  /** Address of a kernel symbol; undefined when there is none. */
  symbolAddress(name: string): bigint | undefined;
  /** `struct task_struct`, `task_struct`, `list_head`; undefined when there is none. */
  type(name: string): TypeDescription | undefined;
}

export * from './types/guests.js';
export * from './types/images.js';
export * from './types/kernels.js';
export * from './types/files.js';
export * from './types/mounts.js';
export * from './types/network.js';
export * from './types/kernel-modules.js';
export * from './types/machine.js';
export * from './types/bash.js';
export * from './types/bpf.js';
export * from './types/keys.js';
export * from './types/page-cache.js';
export * from './types/tty.js';
export * from './types/work-queues.js';
export * from './types/input-devices.js';
export * from './types/timers.js';
