/** Records of mounts. */
import type { Completeness } from '../types.js';

/** A mount, as a process sees it. */
export interface Mount extends Completeness {
  /** What was mounted: a device, or a name. */
  readonly device: string | null;
  /** Path from the process's root. */
  readonly mountpoint: string | null;
  /** File system: `ext4`, `tmpfs`. */
  readonly type: string | null;
  /** As /proc/PID/mounts prints them: `rw,relatime,size=8192k`. Not whole (and told) where the file system's own are unknown. */
  readonly options: string | null;
  /** Virtual address of the struct mount. */
  readonly address: bigint;
}
