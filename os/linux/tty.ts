/**
 * Terminals and their drivers. Sources: include/linux/tty_driver.h, include/linux/tty.h, fs/proc/proc_tty.c (the list);
 * drivers/tty/pty.c: drivers of pseudo terminals keep no table of them, so those are found at the processes that they
 * control, and at the other end.
 */
import type { Listing, Terminal, TerminalDriver } from '../types.js';
import { wordIn, type LinuxKernel } from './kernel.js';
import { learnDrivers, listOfDrivers } from './learned/terminals.js';
import { structsOnList } from './lists.js';
import { StructReader, type Struct } from './structs.js';
import { textsAt } from './texts.js';

/** No driver that keeps a table has more lines. */
const MAX_LINES = 1 << 16;

/** All drivers in the kernel's order. `tasks` are the processes' leaders (struct task_struct). Aborts with the signal. */
export async function terminalDrivers(
  kernel: LinuxKernel,
  tasks: readonly bigint[],
  signal?: AbortSignal,
): Promise<Listing<TerminalDriver>> {
  const head = await listOfDrivers(kernel);
  if (head === undefined)
    return { items: [], complete: false, reason: 'the kernel has no symbol tty_drivers' };
  await learnDrivers(kernel, head);
  const reader = new StructReader(kernel, 'tty_driver', [
    'driver_name',
    'name',
    'major',
    'minor_start',
    'num',
    'ttys',
    'tty_drivers',
  ]);
  const { structs, reason } = await structsOnList(kernel, reader, head, 'tty_drivers', signal);
  const terminals = new Terminals(kernel);
  const controlling = await terminals.ofTasks(tasks);
  const items: TerminalDriver[] = [];
  for (const driver of structs) {
    const own = controlling.filter((tty) => tty.word('driver') === driver.address);
    items.push(await driverOf(kernel, driver, terminals, own));
  }
  return reason === undefined ? { items, complete: true } : { items, complete: false, reason };
}

async function driverOf(
  kernel: LinuxKernel,
  driver: Struct,
  terminals: Terminals,
  controlling: readonly Struct[],
): Promise<TerminalDriver> {
  const [named, device] = await textsAt(kernel, [driver.word('driver_name'), driver.word('name')]);
  const lines = driver.number('num');
  const table = await terminals.inTable(driver.word('ttys'), lines);
  const structs = new Map([...controlling, ...table.structs].map((tty) => [tty.address, tty]));
  const nameless = driver.word('driver_name') === 0n;
  const reasons = [
    ...(typeof named === 'string' || nameless ? [] : ['the name of the driver cannot be read']),
    ...(typeof device === 'string' ? [] : ['the name of the device cannot be read']),
    ...table.reasons,
  ];
  const found: Terminal[] = [];
  for (const tty of structs.values()) {
    const { terminal, whole } = await terminals.record(tty);
    found.push(terminal);
    if (!whole) reasons.push(`the session or the group of ${terminal.name} cannot be read`);
  }
  return {
    driver: named ?? null,
    device: device ?? null,
    major: driver.number('major'),
    minor: driver.number('minor_start'),
    lines,
    terminals: found.sort((a, b) => a.index - b.index),
    address: driver.address,
    complete: reasons.length === 0,
    ...(reasons.length > 0 && { reason: reasons.join('; ') }),
  };
}

/** Reads terminals. */
class Terminals {
  private readonly ttys: StructReader;
  private readonly pids: StructReader;
  private readonly numbers: StructReader;

  constructor(private readonly kernel: LinuxKernel) {
    this.ttys = new StructReader(kernel, 'tty_struct', [
      'driver',
      'index',
      'name',
      'link?',
      'ctrl.pgrp|pgrp?',
      'ctrl.session|session?',
    ]);
    this.pids = new StructReader(kernel, 'pid', ['numbers']);
    this.numbers = new StructReader(kernel, 'upid', ['nr']);
  }

  /** The terminals that control processes, and the other ends of those; what cannot be read is left out. */
  async ofTasks(tasks: readonly bigint[]): Promise<Struct[]> {
    const owners = await new StructReader(this.kernel, 'task_struct', ['signal']).many(tasks);
    if (!this.ttys.has('link') || this.kernel.types.struct('signal_struct')?.field('tty') === undefined)
      return [];
    const signals = await new StructReader(this.kernel, 'signal_struct', ['tty']).many(
      owners.flatMap((task) => task?.word('signal') ?? []),
    );
    const ends = await this.read(signals.flatMap((struct) => struct?.word('tty') ?? []));
    return [...ends, ...(await this.read(ends.map((tty) => tty.word('link'))))];
  }

  private async read(addresses: readonly bigint[]): Promise<Struct[]> {
    const structs = await this.ttys.many([...new Set(addresses)].filter((address) => address !== 0n));
    return structs.filter((struct) => struct !== undefined);
  }

  /** The terminals of a driver's table; without a table none. */
  async inTable(table: bigint, lines: number): Promise<{ structs: Struct[]; reasons: string[] }> {
    const { space, wordSize } = this.kernel;
    if (table === 0n) return { structs: [], reasons: [] };
    if (lines > MAX_LINES) return { structs: [], reasons: [`a table of ${lines} lines`] };
    const { data, missing } = await space.readPartial(table, lines * wordSize);
    if (missing.length > 0) return { structs: [], reasons: ['the table of terminals cannot be read'] };
    const places = Array.from({ length: lines }, (_, i) => wordIn(data, i * wordSize, wordSize));
    const used = places.filter((place) => place !== 0n);
    const structs = await this.read(used);
    const lost = new Set(used).size - structs.length;
    return { structs, reasons: lost === 0 ? [] : [`${lost} terminals cannot be read`] };
  }

  /** A terminal's record; not whole when a process id cannot be read. */
  async record(tty: Struct): Promise<{ terminal: Terminal; whole: boolean }> {
    const pid = (member: string) => (tty.has(member) ? this.number(tty.word(member)) : undefined);
    const session = await pid('ctrl.session|session');
    const foreground = await pid('ctrl.pgrp|pgrp');
    const terminal = {
      name: tty.text('name'),
      index: tty.number('index'),
      session: session ?? null,
      foreground: foreground ?? null,
      address: tty.address,
    };
    return { terminal, whole: session !== undefined && foreground !== undefined };
  }

  /** The number of a struct pid in the first namespace; null for none, undefined when it cannot be read. */
  private async number(pid: bigint): Promise<number | null | undefined> {
    if (pid === 0n) return null;
    return (await this.numbers.at(pid + BigInt(this.pids.offset('numbers'))))?.number('nr');
  }
}
