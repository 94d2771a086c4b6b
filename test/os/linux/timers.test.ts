/** Timers built by hand: wheels and queues of two processors, names of functions, damage. */
import { describe, expect, test } from 'vitest';
import { CodeNames } from '../../../os/linux/code-names.js';
import { kernelTimers } from '../../../os/linux/timers.js';
import { timerRecord } from '../../../os/records.js';
import type { KernelModule } from '../../../os/types.js';
import { fakeKernel, FakeMemory } from '../../kit/fake-kernel.js';

const LAYOUTS = {
  timer_base: { clk: [0, 8], vectors: [8, 16] },
  timer_list: { entry: [0, 16], expires: [16, 8], function: [24, 8] },
  hrtimer_cpu_base: { clock_base: [8, 32] },
  hrtimer_clock_base: { index: [0, 4], active: [8, 8] },
  hrtimer: { node: [0, 24], 'node.expires': [24, 8], function: [32, 8] },
  rb_node: { rb_right: [8, 8], rb_left: [16, 8] },
} as const;
const page = (number: number): bigint => 0xffff888000000000n + BigInt(number) * 0x1000n;
const TEXT = 0xffffffff81000000n;
const MODULE = 0xffffffffc0000000n;
const SYMBOLS = {
  __per_cpu_offset: page(1),
  __cpu_possible_mask: page(1) + 0x100n,
  timer_bases: 0x1000n,
  hrtimer_bases: 0x1030n,
  _stext: TEXT,
  tick: TEXT + 0x100n,
  _etext: TEXT + 0x1000n,
};
const modules = { items: [{ name: 'odd', base: MODULE, size: 0x1000 } as KernelModule], complete: true };

/** Two processors with two wheels of two chains and two queues each; their copies lie from pages 17 and 33 on. */
function world(): FakeMemory {
  const memory = new FakeMemory().words(page(1), [page(16), page(32)]).word(page(1) + 0x100n, 3n, 8);
  for (const copy of [page(17), page(33)]) memory.write(copy, new Uint8Array(0x100));
  memory.word(page(17) + 16n, page(50)).words(page(50), [page(51), 0n, 1000n, TEXT + 0x100n]);
  memory.words(page(51), [0n, 0n, 1001n, MODULE + 0x20n]);
  memory.word(page(33) + 24n + 8n, page(52)).words(page(52), [0n, 0n, 1002n, 0xffff888000077000n]);
  memory.word(page(33) + 0x30n + 8n + 8n, page(60));
  memory.words(page(60), [1n, 0n, page(61), 2_500_000_000n, TEXT + 0x108n]);
  return memory.words(page(61), [1n, 0n, 0n, 500_000_000n, TEXT + 0x100n]);
}
const list = (memory: FakeMemory, symbols: Readonly<Record<string, bigint>> = SYMBOLS) => {
  const kernel = fakeKernel(memory, LAYOUTS, symbols);
  return kernelTimers(kernel, new CodeNames(kernel, modules));
};

describe('kernelTimers', () => {
  test('timers of all wheels and queues, the earliest of a queue first', async () => {
    const { items, complete } = await list(world());
    expect(complete).toBe(true);
    const clock = { kind: 'hrtimer', clock: '0', cpu: 1 };
    expect(items).toMatchObject([
      { kind: 'timer', cpu: 0, clock: 'jiffies', expires: 1000, function: 'tick', address: page(50) },
      { kind: 'timer', cpu: 0, expires: 1001, function: '[odd]+0x20', address: page(51) },
      { kind: 'timer', cpu: 1, expires: 1002, function: null, complete: false },
      { ...clock, expires: 0.5, function: 'tick', address: page(61) },
      { ...clock, expires: 2.5, function: 'tick+0x8', address: page(60) },
    ]);
  });

  test('a record says why a function has no name', async () => {
    const { items } = await list(world());
    expect(items.slice(2, 3).map(timerRecord)).toEqual([
      {
        kind: 'timer',
        cpu: 1,
        clock: 'jiffies',
        expires: 1002,
        function: null,
        code: '0xffff888000077000',
        address: '0xffff888000034000',
        complete: false,
        reason: 'no kernel or module code is known at its address',
      },
    ]);
  });

  test('lost copies, lost timers and chains in a circle are told', async () => {
    const memory = world();
    memory.word(page(51), page(50)).lose(page(33));
    const circle = await list(memory);
    expect(circle.items.map(({ expires }) => expires)).toEqual([1000, 1001]);
    expect(circle.reason).toContain('timer_list.entry: a chain leads into another or into itself');
    expect(circle.reason).toContain('hrtimer_bases of processor 1: the queue 0 cannot be read');
    const lost = world();
    lost.lose(page(61));
    expect((await list(lost)).reason).toContain(
      'hrtimer.node: the node at 0xffff88800003d000 cannot be read',
    );
  });

  test('missing symbols and a lost table of processors are told', async () => {
    const { __per_cpu_offset, __cpu_possible_mask } = SYMBOLS;
    const none = await list(world(), { __per_cpu_offset, __cpu_possible_mask });
    expect(none.reason).toBe('the kernel has no symbol timer_bases; the kernel has no symbol hrtimer_bases');
    const memory = world();
    memory.lose(page(1));
    expect(await list(memory)).toMatchObject({ items: [], complete: false });
  });
});
