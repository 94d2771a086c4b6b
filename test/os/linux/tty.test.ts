/** Terminals made by hand: a table of lines, pseudo terminals without one, damage. */
import { describe, expect, test } from 'vitest';
import { terminalDrivers } from '../../../os/linux/tty.js';
import { terminalDriverRecord } from '../../../os/records.js';
import { FakeMemory, fakeKernel } from '../../kit/fake-kernel.js';

const AT = 0xffff888000010000n;
const LAYOUTS = {
  tty_driver: {
    driver_name: [0, 8],
    name: [8, 8],
    major: [16, 4],
    minor_start: [20, 4],
    num: [24, 4],
    ttys: [32, 8],
    tty_drivers: [40, 16],
  },
  tty_struct: {
    driver: [0, 8],
    index: [8, 4],
    name: [16, 64],
    link: [80, 8],
    'ctrl.pgrp': [88, 8],
    'ctrl.session': [96, 8],
  },
  pid: { numbers: [16, 0] },
  upid: { nr: [0, 4] },
  task_struct: { signal: [0, 8] },
  signal_struct: { tty: [8, 8] },
} as const;

/** Places, a page each: the head, two drivers, names, a table, terminals, process ids, a task and its signals. */
const [HEAD, SERIAL, SLAVE, NAMES, TABLE, TTY, PTS, PTM, PID, TASK, SIGNAL] = Array.from(
  { length: 11 },
  (_, i) => AT + BigInt(i) * 0x1000n,
) as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

/** A serial driver whose second line is in use, and pseudo terminals, the first of which controls a process. */
function world() {
  const memory = new FakeMemory();
  const links = [HEAD, SERIAL + 40n, SLAVE + 40n];
  links.forEach((at, i) => memory.words(at, [links[(i + 1) % 3] as bigint, links[(i + 2) % 3] as bigint]));
  memory
    .words(SERIAL, [NAMES, NAMES + 0x10n])
    .word(SERIAL + 16n, 4n, 4)
    .word(SERIAL + 20n, 64n, 4)
    .word(SERIAL + 24n, 4n, 4)
    .word(SERIAL + 32n, TABLE)
    .words(TABLE, [0n, TTY, 0n, 0n])
    .words(SLAVE, [0n, NAMES + 0x20n])
    .word(SLAVE + 16n, 136n, 4)
    .word(SLAVE + 24n, 1n << 20n, 4)
    .word(SLAVE + 32n, 0n)
    .text(NAMES, 'serial')
    .text(NAMES + 0x10n, 'ttyS')
    .text(NAMES + 0x20n, 'pts')
    .word(NAMES + 0x800n, 0n);
  const terminal = (at: bigint, driver: bigint, name: string, rest: readonly bigint[]) =>
    memory
      .word(at, driver)
      .word(at + 8n, BigInt(name.slice(-1)), 4)
      .text(at + 16n, name)
      .words(at + 80n, rest);
  terminal(TTY, SERIAL, 'ttyS1', [0n, PID, PID + 0x40n]);
  terminal(PTS, SLAVE, 'pts0', [PTM, 0n, PID + 0x40n]);
  terminal(PTM, 0n, 'ptm0', [PTS, 0n, 0n]);
  memory.word(PID + 16n, 135n, 4).word(PID + 0x50n, 1n, 4);
  memory.word(TASK, SIGNAL).words(SIGNAL, [0n, PTS]);
  return { memory, kernel: fakeKernel(memory, LAYOUTS, { tty_drivers: HEAD }) };
}

describe('terminalDrivers', () => {
  test('lines of a table, and pseudo terminals found at their process', async () => {
    const { items, complete } = await terminalDrivers(world().kernel, [TASK, TASK]);
    expect(complete).toBe(true);
    const hex = (address: bigint) => `0x${address.toString(16)}`;
    expect(items.map(terminalDriverRecord)).toEqual([
      {
        driver: 'serial',
        device: 'ttyS',
        major: 4,
        minor: 64,
        lines: 4,
        terminals: [{ name: 'ttyS1', index: 1, session: 1, foreground: 135, address: hex(TTY) }],
        address: hex(SERIAL),
      },
      {
        driver: null,
        device: 'pts',
        major: 136,
        minor: 0,
        lines: 1 << 20,
        terminals: [{ name: 'pts0', index: 0, session: 1, foreground: null, address: hex(PTS) }],
        address: hex(SLAVE),
      },
    ]);
  });

  test.each([
    ['a terminal', TTY, '1 terminals cannot be read'],
    ['the table', TABLE, 'the table of terminals cannot be read'],
    ['a process id', PID, 'the session or the group of ttyS1 cannot be read'],
    ['a name', NAMES, 'the name of the driver cannot be read; the name of the device cannot be read'],
  ])('%s that cannot be read', async (_, place, reason) => {
    const { memory, kernel } = world();
    memory.lose(place);
    const { items } = await terminalDrivers(kernel, []);
    expect(items[0]).toMatchObject({ major: 4, complete: false, reason });
  });

  test('a table that is too long to be one', async () => {
    const { memory, kernel } = world();
    memory.word(SERIAL + 24n, 0x7fffffffn, 4);
    const { items } = await terminalDrivers(kernel, []);
    expect(items[0]).toMatchObject({ terminals: [], complete: false, reason: 'a table of 2147483647 lines' });
  });

  test('a list that breaks off, and none at all', async () => {
    const { memory, kernel } = world();
    memory.lose(SLAVE);
    expect(await terminalDrivers(kernel, [])).toMatchObject({ items: [{ major: 4 }], complete: false });
    const none = await terminalDrivers(fakeKernel(memory, LAYOUTS), []);
    expect(none).toMatchObject({ complete: false, reason: 'the kernel has no symbol tty_drivers' });
  });
});
