/** System-call tables: hooks are told from damage. */
import { expect, test } from 'vitest';
import { Facts, type Layer } from '../../../../os/linux/check/facts.js';
import { Report } from '../../../../os/linux/check/report.js';
import { systemCalls } from '../../../../os/linux/check/system-calls.js';
import { FakeMemory, fakeKernel, type Layout } from '../../../kit/fake-kernel.js';

const TEXT = 0xffffffff81000000n;
const TABLE = 0xffffffff82000000n;
const MODULES = 0xffffffff83000000n;
const FOREIGN = 0xffffffffc0000000n;
const NAMES = 0xffffffff84000000n;
const LAYOUTS: Record<string, Layout> = {
  module: {
    list: [0, 16],
    name: [16, 56],
    'mkobj.mod': [72, 8],
    'core_layout.base': [80, 8],
    'core_layout.size': [88, 4],
    'core_layout.text_size': [92, 4],
  },
  syscall_metadata: { name: [0, 8], syscall_nr: [8, 4] },
};
const SYMBOLS = {
  _stext: TEXT,
  __x64_sys_read: TEXT,
  __x64_sys_write: TEXT + 0x100n,
  __x64_sys_newfstat: TEXT + 0x200n,
  commit_creds: TEXT + 0x300n,
  _etext: TEXT + 0x1000n,
  sys_call_table: TABLE,
  table_end: TABLE + 32n,
  modules: MODULES,
  syscalls_metadata: NAMES,
};

async function check(entries: readonly bigint[], prepare: (memory: FakeMemory) => void = () => undefined) {
  const memory = new FakeMemory().words(TABLE, entries).words(MODULES, [MODULES, MODULES]);
  memory.word(NAMES, NAMES + 8n).words(NAMES + 8n, [NAMES + 0x100n, NAMES + 0x200n, NAMES + 0x300n]);
  ['sys_read', 'sys_write', 'sys_newfstat'].forEach((name, i) => {
    const at = NAMES + BigInt(0x100 * (i + 1));
    memory
      .word(at, at + 16n)
      .word(at + 8n, BigInt(i))
      .text(at + 16n, name);
  });
  prepare(memory);
  const report = new Report();
  await systemCalls.run(new Facts({ kernel: fakeKernel(memory, LAYOUTS, SYMBOLS) } as Layer), report);
  return report.listing();
}

const CLEAN = [SYMBOLS.__x64_sys_read, SYMBOLS.__x64_sys_write, SYMBOLS.__x64_sys_newfstat];

test('a clean table has no findings', async () => {
  expect(await check(CLEAN)).toEqual({ items: [], complete: true });
});

test('an entry that leads out of the kernel', async () => {
  const { items, complete } = await check([SYMBOLS.__x64_sys_read, FOREIGN, ...CLEAN.slice(2)], (memory) =>
    memory.word(FOREIGN, 0n).execute(FOREIGN),
  );
  expect(complete).toBe(true);
  expect(items).toMatchObject([
    {
      kind: 'system-call-hook',
      what: 'sys_call_table[1] (sys_write)',
      address: TABLE + 8n,
      detail: 'it leads to code that nobody owns',
    },
  ]);
});

test('an entry that leads to another function of the kernel, or into the middle of one', async () => {
  const { items } = await check([
    SYMBOLS.commit_creds,
    SYMBOLS.__x64_sys_read,
    SYMBOLS.__x64_sys_newfstat + 4n,
  ]);
  expect(items.map(({ detail }) => detail)).toEqual([
    'it leads to commit_creds, which is no system call',
    'it leads to __x64_sys_read instead of sys_write',
    'it leads into the middle of __x64_sys_newfstat',
  ]);
});

test('an entry that holds no address of code is damage, not a hook', async () => {
  const { items, complete, reason } = await check([SYMBOLS.__x64_sys_read, 0x1234n, ...CLEAN.slice(2)]);
  expect(items).toEqual([]);
  expect(complete).toBe(false);
  expect(reason).toContain('sys_call_table[1] holds 0x1234');
});

test('a table that cannot be read is not checked', async () => {
  const listing = await check(CLEAN, (memory) => memory.lose(TABLE));
  expect(listing).toMatchObject({ items: [], complete: false });
});
