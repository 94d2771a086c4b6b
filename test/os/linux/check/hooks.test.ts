/** Hooks of tracing, of first instructions, of tables and of callbacks. */
import { describe, expect, test } from 'vitest';
import { callbacks } from '../../../../os/linux/check/callbacks.js';
import { kernelThreads } from '../../../../os/linux/check/kernel-threads.js';
import { pointerTables } from '../../../../os/linux/check/pointer-tables.js';
import { prologues } from '../../../../os/linux/check/prologues.js';
import { ftraceHooks, kprobeHooks } from '../../../../os/linux/check/tracing.js';
import {
  briefly,
  CheckWorld,
  DATA,
  FOREIGN,
  HIDDEN_TEXT,
  MODULE,
  MODULE_TEXT,
  TEXT,
} from '../../../kit/check-world.js';

/** `jmp` from one address to another. */
const jump = (from: bigint, to: bigint) => {
  const bytes = new DataView(new ArrayBuffer(5));
  bytes.setUint8(0, 0xe9);
  bytes.setInt32(1, Number(BigInt.asIntN(32, to - from - 5n)), true);
  return new Uint8Array(bytes.buffer);
};

describe('ftrace', () => {
  const world = (callback: bigint) => {
    const made = new CheckWorld();
    made.symbols['ftrace_ops_list'] = DATA;
    made.symbols['ftrace_list_end'] = DATA + 0x800n;
    made.layouts['ftrace_ops'] = { func: [0, 8], next: [8, 8] };
    made.memory.word(DATA, DATA + 0x100n).words(DATA + 0x100n, [callback, DATA + 0x800n]);
    return made;
  };
  test('the kernel may trace, others are hooks', async () => {
    expect(await world(TEXT + 16n).run(ftraceHooks)).toEqual({ items: [], complete: true });
    expect((await world(MODULE_TEXT).run(ftraceHooks)).items[0]?.detail).toBe('calls module good');
    expect((await world(FOREIGN).run(ftraceHooks)).items[0]?.detail).toBe('calls code that nobody owns');
    expect((await world(HIDDEN_TEXT).hide().run(ftraceHooks)).items[0]?.detail).toBe(
      'calls hidden module hider',
    );
  });
  test('a callback that is no code, a list that turns in a circle, and unknown owners are no hooks', async () => {
    expect(await world(0x1234n).run(ftraceHooks)).toMatchObject({ items: [], complete: false });
    const circle = world(TEXT);
    circle.memory.words(DATA + 0x100n, [TEXT, DATA + 0x100n]);
    expect(await circle.run(ftraceHooks)).toMatchObject({ items: [], complete: false });
    const torn = world(FOREIGN);
    torn.memory.lose(MODULE);
    expect(await torn.run(ftraceHooks)).toMatchObject({ items: [], complete: false });
  });
});

test('kprobes: handlers in the kernel are fine, others are named with the place', async () => {
  const world = (handler: bigint) => {
    const made = new CheckWorld();
    made.symbols['kprobe_table'] = DATA;
    made.symbols['do_filp_open'] = TEXT + 0x100n;
    made.layouts['kprobe'] = { hlist: [0, 16], list: [16, 16], addr: [32, 8], pre_handler: [40, 8] };
    const probe = DATA + 0x800n;
    made.memory.write(DATA, new Uint8Array(512)).word(DATA + 24n, probe);
    made.memory.words(probe, [0n, 0n, probe + 16n, probe + 16n, TEXT + 0x100n, handler]);
    return made;
  };
  expect(await world(TEXT + 16n).run(kprobeHooks)).toEqual({ items: [], complete: true });
  expect(briefly(await world(FOREIGN).run(kprobeHooks))).toEqual(['kprobe-hook: do_filp_open+0x0']);
  const bare = new CheckWorld();
  expect(await bare.run(kprobeHooks)).toMatchObject({ items: [], complete: false });
});

describe('first instructions', () => {
  const world = (target: bigint, name = 'vfs_read') => {
    const made = new CheckWorld();
    made.symbols[name] = TEXT + 0x200n;
    made.memory.write(TEXT + 0x200n, Uint8Array.of(0xf3, 0x0f, 0x1e, 0xfa));
    made.memory.write(TEXT + 0x204n, jump(TEXT + 0x204n, target));
    return made;
  };
  test('jumps within the kernel, and static calls, are fine', async () => {
    expect(await world(TEXT + 0x1000n).run(prologues)).toEqual({ items: [], complete: true });
    expect(await world(MODULE_TEXT, '__SCT__hook').run(prologues)).toEqual({ items: [], complete: true });
    expect(await world(0xffffffffa0000000n).run(prologues)).toEqual({ items: [], complete: true });
  });
  test('jumps out of it are hooks', async () => {
    expect(briefly(await world(MODULE_TEXT).run(prologues))).toEqual(['inline-hook: vfs_read']);
    expect(briefly(await world(FOREIGN).run(prologues))).toEqual(['inline-hook: vfs_read']);
  });
  test('functions that cannot be read are told', async () => {
    const made = world(TEXT);
    made.memory.lose(TEXT + 0x200n);
    expect(await made.run(prologues)).toMatchObject({ items: [], complete: false });
  });
});

test('pointers of read-only data that leave the kernel, and of other data that lead to nobody', async () => {
  const made = new CheckWorld().hide();
  Object.assign(made.symbols, {
    __start_rodata: DATA,
    tcp4_seq_ops: DATA + 0x20n,
    __end_rodata: DATA + 0x1000n,
    _sdata: DATA + 0x1000n,
    some_list: DATA + 0x1008n,
  });
  made.memory
    .word(DATA + 0x20n, TEXT)
    .word(DATA + 0x28n, MODULE_TEXT + 8n)
    .word(DATA + 0x1000n, 0n);
  made.memory
    .word(DATA + 0x1008n, MODULE_TEXT)
    .word(DATA + 0x1010n, HIDDEN_TEXT)
    .word(DATA + 0x1018n, FOREIGN);
  made.layouts['seq_operations'] = { start: [0, 8], stop: [8, 8] };
  expect(briefly(await made.run(pointerTables))).toEqual([
    'operations-hook: tcp4_seq_ops.stop',
    'operations-hook: some_list+0x8',
    'operations-hook: some_list+0x10',
  ]);
});

test('callbacks: notifiers of listed modules are fine, those of nobody are not; tracepoints belong to the kernel', async () => {
  const world = (notifier: bigint, probe: bigint) => {
    const made = new CheckWorld();
    Object.assign(made.symbols, {
      keyboard_notifier_list: DATA,
      __start___tracepoints_ptrs: DATA + 0x100n,
      __stop___tracepoints_ptrs: DATA + 0x108n,
    });
    made.layouts['atomic_notifier_head'] = { head: [8, 8] };
    made.layouts['notifier_block'] = { notifier_call: [0, 8], next: [8, 8] };
    made.layouts['tracepoint'] = { name: [0, 8], funcs: [8, 8] };
    made.layouts['tracepoint_func'] = { func: [0, 8], data: [8, 8] };
    made.memory.words(DATA, [0n, DATA + 0x40n]).words(DATA + 0x40n, [notifier, 0n]);
    made.memory.word(DATA + 0x100n, DATA + 0x200n).words(DATA + 0x200n, [DATA + 0x300n, DATA + 0x240n]);
    made.memory.words(DATA + 0x240n, [probe, 0n, 0n]).text(DATA + 0x300n, 'sys_enter');
    return made;
  };
  expect(await world(MODULE_TEXT, TEXT).run(callbacks)).toEqual({ items: [], complete: true });
  expect(briefly(await world(FOREIGN, MODULE_TEXT).run(callbacks))).toEqual([
    'tracepoint-hook: tracepoint sys_enter',
    'notifier-hook: keyboard_notifier_list',
  ]);
});

test('kernel threads by the function that they run', async () => {
  const world = (thread: bigint) => {
    const made = new CheckWorld();
    const task = DATA + 0x100n;
    made.layouts['task_struct'] = { pid: [0, 4], comm: [8, 16], flags: [24, 4], worker_private: [32, 8] };
    made.layouts['kthread'] = { threadfn: [0, 8] };
    made.memory
      .word(task, 7n)
      .text(task + 8n, 'kworker/7:7')
      .word(task + 24n, 0x200000n);
    made.memory.word(task + 32n, DATA + 0x200n).word(DATA + 0x200n, thread);
    const leaders = [{ address: task, struct: {} }];
    made.layer = {
      tasks: () =>
        ({
          leaders: () => Promise.resolve({ tasks: leaders }),
          threads: () => Promise.resolve({ tasks: leaders }),
        }) as never,
    };
    return made;
  };
  expect(await world(MODULE_TEXT).run(kernelThreads)).toEqual({ items: [], complete: true });
  expect(await world(0n).run(kernelThreads)).toEqual({ items: [], complete: true });
  expect(briefly(await world(FOREIGN).run(kernelThreads))).toEqual(['orphan-thread: pid 7 (kworker/7:7)']);
});
