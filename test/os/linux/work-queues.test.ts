/** Work queues made by hand: works that run, wait in a pool and wait for their turn; damage. */
import { describe, expect, test } from 'vitest';
import { CodeNames } from '../../../os/linux/code-names.js';
import { workQueues } from '../../../os/linux/work-queues.js';
import { workQueueRecord } from '../../../os/records.js';
import { FakeMemory, fakeKernel } from '../../kit/fake-kernel.js';

const AT = 0xffff888000010000n;
const TEXT = 0xffffffff81000000n;
const WORK = TEXT + 0x100n;
const LAYOUTS = {
  workqueue_struct: {
    pwqs: [0, 16],
    list: [16, 16],
    rescuer: [32, 8],
    saved_max_active: [40, 4],
    flags: [44, 4],
    name: [48, 32],
  },
  pool_workqueue: { pool: [0, 8], wq: [8, 8], inactive_works: [16, 16], pwqs_node: [32, 16] },
  worker_pool: { cpu: [0, 4], worklist: [8, 16], workers: [24, 16] },
  worker: {
    current_work: [0, 8],
    current_func: [8, 8],
    current_pwq: [16, 8],
    scheduled: [24, 16],
    task: [40, 8],
    node: [48, 16],
  },
  work_struct: { data: [0, 8], entry: [8, 16], func: [24, 8] },
  task_struct: { pid: [0, 4] },
} as const;

/** Places, a page each. */
const [HEAD, QUEUE, BOUND, POOL, WORKER, IDLE, RESCUER, TASK, RUNNING, PENDING, INACTIVE] = Array.from(
  { length: 11 },
  (_, i) => AT + BigInt(i) * 0x1000n,
) as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

/** Links list heads in a circle. */
const circle = (memory: FakeMemory, links: readonly bigint[]) =>
  links.forEach((at, i) =>
    memory.words(at, [
      links[(i + 1) % links.length] as bigint,
      links[(i + links.length - 1) % links.length] as bigint,
    ]),
  );

/** One queue with a rescuer on the pool of processor 1, whose worker runs one work while another waits and a third has to. */
function world() {
  const memory = new FakeMemory();
  circle(memory, [HEAD, QUEUE + 16n]);
  circle(memory, [QUEUE, BOUND + 32n]);
  circle(memory, [BOUND + 16n, INACTIVE + 8n]);
  circle(memory, [POOL + 8n, PENDING + 8n]);
  circle(memory, [POOL + 24n, WORKER + 48n, IDLE + 48n]);
  for (const worker of [WORKER, IDLE]) circle(memory, [worker + 24n]);
  memory
    .word(QUEUE + 32n, RESCUER)
    .word(QUEUE + 40n, 256n, 4)
    .word(QUEUE + 44n, 0x20018n, 4)
    .text(QUEUE + 48n, 'writeback')
    .words(BOUND, [POOL, QUEUE])
    .word(POOL, 1n, 4)
    .words(WORKER, [RUNNING, WORK + 0x10n, BOUND])
    .word(WORKER + 40n, TASK)
    .word(RESCUER + 40n, TASK + 0x100n)
    .word(TASK, 41n)
    .word(TASK + 0x100n, 17n)
    .word(PENDING, BOUND | 5n)
    .word(PENDING + 24n, WORK)
    .word(INACTIVE, BOUND | 0x15n)
    .word(INACTIVE + 24n, 0xffffffffc0000000n);
  const kernel = fakeKernel(memory, LAYOUTS, {
    workqueues: HEAD,
    _stext: TEXT,
    _etext: TEXT + 0x1000n,
    wb_workfn: WORK,
  });
  return { memory, list: () => workQueues(kernel, new CodeNames(kernel, { items: [], complete: true })) };
}

describe('work queues', () => {
  test('what runs, what waits, what waits for its turn', async () => {
    const { items, complete } = await world().list();
    expect(complete).toBe(true);
    expect(items.map(workQueueRecord)).toEqual([
      {
        name: 'writeback',
        flags: ['mem-reclaim', 'highpri', 'ordered'],
        maxActive: 256,
        rescuer: 17,
        works: [
          work('inactive', null, 0xffffffffc0000000n, null, INACTIVE),
          work('pending', 'wb_workfn', WORK, null, PENDING),
          work('running', 'wb_workfn+0x10', WORK + 0x10n, 41, RUNNING),
        ],
        address: `0x${QUEUE.toString(16)}`,
      },
    ]);
  });

  test('a work of no known queue, a rescuer and a pool that are lost are told', async () => {
    const one = world();
    one.memory.word(PENDING, TASK | 5n);
    one.memory.lose(RESCUER);
    const lost = await one.list();
    expect(lost).toMatchObject({ complete: false, reason: 'a work that says it is of no queue of the list' });
    expect(lost.items).toMatchObject([
      { rescuer: null, complete: false, reason: 'its rescuer cannot be read' },
    ]);
    const two = world();
    two.memory.lose(POOL);
    const gone = await two.list();
    expect(gone.complete).toBe(false);
    expect(gone.reason).toContain('the pool of workers at');
    expect(gone.items[0]?.works.map(({ state }) => state)).toEqual(['inactive']);
  });

  test('a torn list is not whole; without a list there is none', async () => {
    const { memory, list } = world();
    memory.word(QUEUE + 16n, 0xffff999900000000n);
    expect((await list()).complete).toBe(false);
    const kernel = fakeKernel(new FakeMemory(), LAYOUTS, {});
    const none = await workQueues(kernel, new CodeNames(kernel, { items: [], complete: true }));
    expect(none).toEqual({ items: [], complete: false, reason: 'the list of work queues was not found' });
  });
});

function work(state: string, called: string | null, code: bigint, pid: number | null, address: bigint) {
  return {
    state,
    function: called,
    code: `0x${code.toString(16)}`,
    cpu: 1,
    pid,
    address: `0x${address.toString(16)}`,
  };
}
