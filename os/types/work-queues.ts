/** Records of work queues. */

/** A piece of work that waits or runs. */
export interface QueuedWork {
  /** `inactive` waits for others of its queue, as many of which run as may. */
  readonly state: 'running' | 'pending' | 'inactive';
  /** Function that it calls, as `symbol`, `symbol+0x10` or `[module]+0x10`; null for what is neither. */
  readonly function: string | null;
  /** Address of that function. */
  readonly code: bigint;
  /** Processor that it is bound to; null for one of a queue that is bound to none. */
  readonly cpu: number | null;
  /** Process id of the worker that runs it; null for work that waits, or when it cannot be read. */
  readonly pid: number | null;
  /** Address of the work (struct work_struct). */
  readonly address: bigint;
}

/** A work queue of the kernel. */
export interface WorkQueue {
  readonly name: string;
  /** `unbound`, `mem-reclaim`, `highpri`, …, as include/linux/workqueue.h has them. */
  readonly flags: readonly string[];
  /** How many of its works may run at a time, on a processor where it is bound. */
  readonly maxActive: number;
  /** Process id of the thread that helps when memory is short; null when it has none, or it cannot be read. */
  readonly rescuer: number | null;
  readonly works: readonly QueuedWork[];
  /** Address of the queue (struct workqueue_struct). */
  readonly address: bigint;
  readonly complete: boolean;
  readonly reason?: string;
}
