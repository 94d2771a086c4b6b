/** Records of pending timers. */
import type { Completeness } from '../types.js';

/** A pending timer. */
export interface KernelTimer extends Completeness {
  /** `timer`: of a timer wheel, with the resolution of a tick; `hrtimer`: of a queue with a resolution of nanoseconds. */
  readonly kind: 'timer' | 'hrtimer';
  readonly cpu: number;
  /** `jiffies` for a timer wheel; else the clock that is waited for: `monotonic`, `realtime_soft`. */
  readonly clock: string;
  /** Jiffies for a timer wheel; else seconds of the clock. */
  readonly expires: number;
  /** `symbol+0x10`, `[module]+0x10`; null for what is neither the kernel's text nor in a listed module. */
  readonly function: string | null;
  /** Address of the function. */
  readonly code: bigint;
  /** Address of the struct timer_list or struct hrtimer. */
  readonly address: bigint;
}
