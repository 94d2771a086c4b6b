/** Records of virtual machines whose memory lies in that of a process. */
import type { Completeness } from '../types.js';

/** A part of a guest's physical memory, and where the process that runs it has it. */
export interface GuestRange {
  /** First physical address of the guest. */
  readonly start: bigint;
  /** Bytes. */
  readonly size: bigint;
  /** Virtual address in the process. */
  readonly host: bigint;
}

/** A virtual machine that a process runs. */
export interface GuestMachine extends Completeness {
  /** The process. */
  readonly pid: number;
  readonly name: string;
  /** What told of the memory: `kvm memory slots`, `qemu memory blocks`, `largest mapping`. */
  readonly foundBy: string;
  /** By the guest's address. */
  readonly ranges: readonly GuestRange[];
}
