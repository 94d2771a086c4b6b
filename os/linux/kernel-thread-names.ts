/** Full names of kernel threads, of which comm holds only the start. Sources: kernel/kthread.c, kernel/workqueue.c. */
import type { LinuxKernel } from './kernel.js';
import { holdsNoText } from './sound-structs.js';
import { StructReader, type Struct } from './structs.js';
import type { Task } from './tasks.js';

/** include/linux/sched.h: PF_KTHREAD, PF_WQ_WORKER. */
const PF_KTHREAD = 0x00200000;
const PF_WQ_WORKER = 0x20;
/** kernel/kthread.c, to_kthread: before 5.17 the pointer lies where user tasks keep set_child_tid. */
const KTHREAD = 'worker_private|set_child_tid';
const MAX_NAME = 64;
const decoder = new TextDecoder();

/** Makes names as /proc/PID/comm shows them. */
export class KernelThreadNames {
  /** Kernels since 5.17 keep names that do not fit in comm. */
  private readonly kthread: StructReader | undefined;
  private readonly worker: StructReader | undefined;

  constructor(private readonly kernel: LinuxKernel) {
    const { types } = kernel;
    const kthread = types.struct('kthread');
    if (kthread === undefined) return;
    this.kthread = new StructReader(kernel, 'kthread', ['full_name?', 'data?']);
    const worker = types.struct('worker');
    if (kthread.field('data') !== undefined && worker?.field('desc') !== undefined)
      this.worker = new StructReader(kernel, 'worker', ['desc', 'current_work', 'pool']);
  }

  /** Names of tasks in the same order; undefined where comm is the whole name. */
  async of(tasks: readonly Task[]): Promise<(string | undefined)[]> {
    if (this.kthread === undefined) return tasks.map(() => undefined);
    const flags = tasks.map(({ struct }) => struct.number('flags'));
    const threads = await this.kthread.many(
      tasks.map(({ struct }, i) =>
        ((flags[i] ?? 0) & PF_KTHREAD) !== 0 && struct.has(KTHREAD) ? struct.word(KTHREAD) : 0n,
      ),
    );
    const texts = await this.fullNames(threads);
    const workers = await this.workers(threads, flags);
    return tasks.map(({ name }, i) => {
      if (((flags[i] ?? 0) & PF_WQ_WORKER) !== 0)
        return workers[i] === undefined ? undefined : `${name}${workers[i]}`;
      const full = texts[i];
      return full?.startsWith(name) === true && !holdsNoText(full) ? full : undefined;
    });
  }

  private async fullNames(threads: readonly (Struct | undefined)[]): Promise<(string | undefined)[]> {
    if (this.kthread?.has('full_name') !== true) return [];
    const { kernelStart, wordSize } = this.kernel;
    const end = (1n << BigInt(8 * wordSize)) - BigInt(MAX_NAME);
    const texts = await this.kernel.space.readMany(
      threads.map((thread) => {
        const address = thread?.word('full_name') ?? 0n;
        const inKernel = address >= kernelStart && address < end;
        return { address: inKernel ? address : 0n, length: inKernel ? MAX_NAME : 0 };
      }),
    );
    return texts.map(({ data, missing }) => {
      const stop = missing.length > 0 ? -1 : data.indexOf(0);
      return stop <= 0 ? undefined : decoder.decode(data.subarray(0, stop));
    });
  }

  /** What work-queue workers add to their comm: the work's description, after + while they work, after - when they did. */
  private async workers(
    threads: readonly (Struct | undefined)[],
    flags: readonly number[],
  ): Promise<(string | undefined)[]> {
    if (this.worker === undefined) return [];
    const structs = await this.worker.many(
      threads.map((thread, i) =>
        ((flags[i] ?? 0) & PF_WQ_WORKER) === 0 ? 0n : (thread?.word('data') ?? 0n),
      ),
    );
    return structs.map((worker) => {
      if (worker === undefined || worker.word('pool') === 0n) return undefined;
      const what = worker.text('desc');
      if (what === '' || holdsNoText(what)) return undefined;
      return `${worker.word('current_work') === 0n ? '-' : '+'}${what}`;
    });
  }
}
