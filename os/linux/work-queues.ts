/**
 * Work queues with the works that wait or run. A queue has pools of workers, through a struct pool_workqueue each; pools are shared by
 * queues, and works in them say whose they are. Sources: kernel/workqueue.c and workqueue_internal.h, include/linux/workqueue.h.
 */
import { throwIfAborted } from '../../engine/index.js';
import type { Listing, QueuedWork, WorkQueue } from '../types.js';
import type { CodeNames } from './code-names.js';
import type { LinuxKernel } from './kernel.js';
import { structsOnList } from './lists.js';
import { StructReader, type Struct } from './structs.js';
import { isListOf, variable } from './variables/index.js';

/** include/linux/workqueue.h, enum wq_flags: bit and name, less WQ_ and the underscores before internal ones. */
const FLAGS: readonly (readonly [bit: number, name: string])[] = [
  [0, 'bh'],
  [1, 'unbound'],
  [2, 'freezable'],
  [3, 'mem-reclaim'],
  [4, 'highpri'],
  [5, 'cpu-intensive'],
  [6, 'sysfs'],
  [7, 'power-efficient'],
  [8, 'percpu'],
  [15, 'destroying'],
  [16, 'draining'],
  [17, 'ordered'],
];
/** WORK_STRUCT_PWQ: the data of a work is the address of its pool_workqueue, with flags in the low bits that its alignment leaves. */
const NAMES_QUEUE = 4n;
const ALIGNMENTS = [0xffn, 0x1ffn, 0x3ffn];

/** All queues in the kernel's order. Throws kind `unsupported` when the kernel's types lack what it needs. Aborts with the signal. */
export async function workQueues(
  kernel: LinuxKernel,
  code: CodeNames,
  signal?: AbortSignal,
): Promise<Listing<WorkQueue>> {
  const walker = new WorkQueues(kernel, code);
  const head = await walker.head();
  if (head === undefined)
    return { items: [], complete: false, reason: 'the list of work queues was not found' };
  return walker.list(head, signal);
}

/** A queue while its works are gathered. */
interface Gathered {
  readonly struct: Struct;
  readonly works: QueuedWork[];
  readonly reasons: Set<string>;
}

/** Where works of a list belong, and what is said of them. */
interface Kind {
  readonly state: QueuedWork['state'];
  readonly cpu: number | null;
  /** For works that do not say whose they are. */
  readonly queue?: Gathered | undefined;
}

class WorkQueues {
  private readonly queue: StructReader;
  private readonly link: StructReader;
  private readonly pool: StructReader;
  private readonly worker: StructReader;
  private readonly work: StructReader;
  private readonly task: StructReader;
  /** By address of a pool_workqueue: its queue. */
  private readonly owners = new Map<bigint, Gathered>();

  constructor(
    private readonly kernel: LinuxKernel,
    private readonly code: CodeNames,
  ) {
    const reader = (type: string, members: readonly string[]) => new StructReader(kernel, type, members);
    this.queue = reader('workqueue_struct', [
      'list',
      'pwqs',
      'name',
      'flags',
      'rescuer',
      'saved_max_active|max_active',
    ]);
    this.link = reader('pool_workqueue', ['pool', 'wq', 'pwqs_node', 'inactive_works|delayed_works']);
    this.pool = reader('worker_pool', ['cpu', 'worklist', 'workers']);
    this.worker = reader('worker', [
      'node',
      'current_work',
      'current_func',
      'current_pwq',
      'scheduled',
      'task',
    ]);
    this.work = reader('work_struct', ['data', 'entry', 'func']);
    this.task = reader('task_struct', ['pid']);
  }

  /** Where the list begins. */
  head(): Promise<bigint | undefined> {
    return variable(this.kernel, {
      name: 'workqueues',
      users: [
        'freeze_workqueues_begin',
        'thaw_workqueues',
        'show_all_workqueues',
        'show_workqueue_state',
        'destroy_workqueue',
        'workqueue_init',
      ],
      fits: (head) =>
        isListOf(this.kernel, this.queue, 'list', head, (queue) => {
          const active = queue.number('saved_max_active|max_active');
          const named = /^[\x20-\x7e]{2,}$/.test(queue.text('name'));
          return Promise.resolve(named && active > 0);
        }),
    });
  }

  async list(head: bigint, signal?: AbortSignal): Promise<Listing<WorkQueue>> {
    const { structs, reason } = await structsOnList(this.kernel, this.queue, head, 'list', signal);
    const queues = structs.map((struct): Gathered => ({ struct, works: [], reasons: new Set() }));
    const pools = new Set<bigint>();
    for (const queue of queues) {
      throwIfAborted(signal);
      const found = await this.links(queue);
      for (const link of found) pools.add(link.word('pool'));
      await this.inactive(queue, found);
    }
    const reasons = reason === undefined ? [] : [reason];
    const addresses = [...pools];
    for (const [i, pool] of (await this.pool.many(addresses)).entries()) {
      throwIfAborted(signal);
      if (pool === undefined)
        reasons.push(`the pool of workers at 0x${(addresses[i] ?? 0n).toString(16)} cannot be read`);
      else reasons.push(...(await this.inPool(pool)));
    }
    const rescuers = await this.pids(queues.map(({ struct }) => struct.word('rescuer')));
    const items = queues.map((queue, i) => this.record(queue, rescuers[i] ?? null));
    return reasons.length === 0
      ? { items, complete: true }
      : { items, complete: false, reason: [...new Set(reasons)].join('; ') };
  }

  /** The ties of a queue to pools; each remembers its queue. */
  private async links(queue: Gathered): Promise<Struct[]> {
    const { struct, reasons } = queue;
    const walked = await structsOnList(this.kernel, this.link, struct.addressOf('pwqs'), 'pwqs_node');
    if (walked.reason !== undefined) reasons.add(walked.reason);
    const own = walked.structs.filter((link) => link.word('wq') === struct.address);
    if (own.length < walked.structs.length) reasons.add('a pool of workers that says it is of another queue');
    for (const link of own) this.owners.set(link.address, queue);
    return own;
  }

  private async inactive(queue: Gathered, links: readonly Struct[]): Promise<void> {
    const pools = await this.pool.many(links.map((link) => link.word('pool')));
    for (const [i, link] of links.entries()) {
      const kind = { state: 'inactive', cpu: cpuOf(pools[i]), queue } as const;
      for (const reason of await this.onList(link.addressOf('inactive_works|delayed_works'), kind))
        queue.reasons.add(reason);
    }
  }

  /** What waits in a pool and what its workers do; gives why some may be missing. */
  private async inPool(pool: Struct): Promise<string[]> {
    const cpu = cpuOf(pool);
    const reasons = await this.onList(pool.addressOf('worklist'), { state: 'pending', cpu });
    const { structs, reason } = await structsOnList(
      this.kernel,
      this.worker,
      pool.addressOf('workers'),
      'node',
    );
    if (reason !== undefined) reasons.push(reason);
    const pids = await this.pids(structs.map(({ address }) => address));
    for (const [i, worker] of structs.entries()) {
      reasons.push(...(await this.onList(worker.addressOf('scheduled'), { state: 'pending', cpu })));
      const address = worker.word('current_work');
      if (address === 0n) continue;
      const queue = this.owners.get(worker.word('current_pwq'));
      const func = worker.word('current_func');
      queue?.works.push(this.workOf('running', func, cpu, pids[i] ?? null, address));
      if (queue === undefined) reasons.push('a worker that works for no queue of the list');
    }
    return reasons;
  }

  /** Adds the works of a list to their queues; gives why some may be missing. */
  private async onList(head: bigint, { state, cpu, queue }: Kind): Promise<string[]> {
    const { structs, reason } = await structsOnList(this.kernel, this.work, head, 'entry');
    const reasons = reason === undefined ? [] : [reason];
    for (const work of structs) {
      const owner = queue ?? this.ownerOf(work.word('data'));
      if (owner === undefined) reasons.push('a work that says it is of no queue of the list');
      else owner.works.push(this.workOf(state, work.word('func'), cpu, null, work.address));
    }
    return reasons;
  }

  private ownerOf(data: bigint): Gathered | undefined {
    if ((data & NAMES_QUEUE) === 0n) return undefined;
    for (const mask of ALIGNMENTS) {
      const owner = this.owners.get(data & ~mask);
      if (owner !== undefined) return owner;
    }
    return undefined;
  }

  private workOf(
    state: QueuedWork['state'],
    code: bigint,
    cpu: number | null,
    pid: number | null,
    address: bigint,
  ): QueuedWork {
    return { state, function: this.code.of(code), code, cpu, pid, address };
  }

  /** Process ids of workers; null for those that are not there or cannot be read. */
  private async pids(workers: readonly bigint[]): Promise<(number | null)[]> {
    const structs = await this.worker.many(workers);
    const tasks = await this.task.many(structs.map((worker) => worker?.word('task') ?? 0n));
    return tasks.map((task) => task?.number('pid') ?? null);
  }

  private record({ struct, works, reasons }: Gathered, rescuer: number | null): WorkQueue {
    const flags = struct.number('flags');
    if (rescuer === null && struct.word('rescuer') !== 0n) reasons.add('its rescuer cannot be read');
    return {
      name: struct.text('name'),
      flags: FLAGS.flatMap(([bit, name]) => (((flags >>> bit) & 1) === 1 ? [name] : [])),
      maxActive: struct.number('saved_max_active|max_active'),
      rescuer,
      works,
      address: struct.address,
      complete: reasons.size === 0,
      ...(reasons.size > 0 && { reason: [...reasons].join('; ') }),
    };
  }
}

/** Processor of a pool; null for a pool that is bound to none. */
function cpuOf(pool: Struct | undefined): number | null {
  const cpu = pool?.number('cpu') ?? -1;
  return cpu >= 0 && cpu < 1 << 16 ? cpu : null;
}
