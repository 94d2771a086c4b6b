/** Records of open files and environments. */
import type { Completeness } from '../types.js';

/** An open descriptor of a process. */
export interface OpenFile extends Completeness {
  readonly pid: number;
  readonly fd: number;
  /** As the link in /proc/PID/fd reads: a path, `socket:[1234]`, `anon_inode:[eventfd]`. */
  readonly path: string | null;
  /** `file`, `directory`, `character device`, `block device`, `pipe`, `socket`, `link`, `anonymous`. */
  readonly type: string | null;
  readonly inode: bigint | null;
  /** Bytes from the start; null where the structures do not say. */
  readonly position: number | null;
  /** Flags of open(2) as the kernel keeps them. */
  readonly flags: number | null;
  /** Virtual address of the struct file. */
  readonly address: bigint;
}

/** A variable of a process's environment. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
}
