/**
 * When and how the kernel was started. Sources: kernel/time/timekeeping.c (getboottime64), init/main.c
 * (saved_command_line), include/linux/utsname.h.
 */
import type { BootRecord } from '../types.js';
import { readWord, type LinuxKernel } from './kernel.js';
import { learnClock, learnNames } from './learned/clock.js';
import { StructReader, type Struct } from './structs.js';
import { textAt } from './texts.js';
import { variable } from './variables/index.js';

/** Longer than any architecture's COMMAND_LINE_SIZE. */
const MAX_COMMAND_LINE = 1 << 14;
const NANOSECONDS = 1_000_000_000n;
/** A clock beyond this (the year 2514) is no clock. */
const MAX_SECONDS = 1n << 34n;
/** What init/main.c prints before the command line. */
const PRINTED = 'Kernel command line: ';

interface Clock {
  readonly bootTime: number;
  readonly uptime: number;
  readonly time: number;
}

/** Reads the record. `log` gives the texts of the kernel log, where the command line stands too. */
export async function bootRecordOf(
  kernel: LinuxKernel,
  log: () => Promise<readonly string[]>,
): Promise<BootRecord> {
  kernel.symbols.find(['timekeeper_data', 'saved_command_line', 'init_uts_ns']);
  const reasons: string[] = [];
  const part = async <T>(what: string, read: () => Promise<T | undefined>): Promise<T | null> => {
    const value = await read().catch((error: unknown) => {
      reasons.push(error instanceof Error ? error.message : String(error));
      return null;
    });
    if (value === undefined) reasons.push(`${what} cannot be read`);
    return value ?? null;
  };
  const clock = await part('the clock', () => clockOf(kernel));
  const commandLine = await part('the command line', () => commandLineOf(kernel, log));
  const names = await part('the names of the system', () => namesOf(kernel));
  return {
    bootTime: clock?.bootTime ?? null,
    uptime: clock?.uptime ?? null,
    time: clock?.time ?? null,
    commandLine,
    hostname: names?.text('name.nodename') ?? null,
    domain: names?.text('name.domainname') ?? null,
    release: names?.text('name.release') ?? null,
    version: names?.text('name.version') ?? null,
    machine: names?.text('name.machine') ?? null,
    complete: reasons.length === 0,
    ...(reasons.length > 0 && { reason: reasons.join('; ') }),
  };
}

async function clockOf(kernel: LinuxKernel): Promise<Clock | undefined> {
  await learnClock(kernel);
  const { symbols, types } = kernel;
  // Up to 6.12 tk_core is of a type without a name: a seqcount, then the timekeeper at the next 8 bytes.
  const lock = types.struct('seqcount_raw_spinlock')?.size ?? 4;
  const offset = types.struct('tk_data')?.field('timekeeper')?.offset ?? Math.ceil(lock / 8) * 8;
  const reader = new StructReader(kernel, 'timekeeper', [
    'xtime_sec',
    'tkr_mono.xtime_nsec',
    'tkr_mono.shift',
    'tkr_mono.mult?',
    'offs_real',
    'offs_boot',
    'wall_to_monotonic.tv_sec?',
    'wall_to_monotonic.tv_nsec?',
  ]);
  const place = async (): Promise<bigint | undefined> =>
    variable(kernel, {
      name: 'tk_core',
      users: ['ktime_get_real_ts64', 'ktime_get_with_offset', 'ktime_get'],
      fits: async (address) => isClock(await reader.at(address + BigInt(offset))),
    });
  const data = symbols.address('timekeeper_data') ?? (await place());
  if (data === undefined) return undefined;
  const keeper = await reader.at(data + BigInt(offset));
  if (keeper === undefined) return undefined;
  const boot = keeper.u64('offs_real') - keeper.u64('offs_boot');
  const shift = BigInt(keeper.number('tkr_mono.shift') & 63);
  const now = keeper.u64('xtime_sec') * NANOSECONDS + (keeper.u64('tkr_mono.xtime_nsec') >> shift);
  if (boot < 0n || now < boot || now > MAX_SECONDS * NANOSECONDS) return undefined;
  return {
    bootTime: Number(boot / NANOSECONDS),
    uptime: Number((now - boot) / 10_000_000n) / 100,
    time: Number(now / NANOSECONDS),
  };
}

/** Whether a struct timekeeper runs, and its two ways to say how far real time is from monotonic time agree. */
function isClock(keeper: Struct | undefined): boolean {
  if (keeper?.has('wall_to_monotonic.tv_sec') !== true || keeper.optional('tkr_mono.mult') === 0)
    return false;
  const distance =
    BigInt.asIntN(64, keeper.u64('wall_to_monotonic.tv_sec')) * NANOSECONDS +
    keeper.word('wall_to_monotonic.tv_nsec');
  const seconds = keeper.u64('xtime_sec');
  return seconds > 0n && seconds < MAX_SECONDS && BigInt.asIntN(64, keeper.u64('offs_real')) === -distance;
}

/** Where the pointer to the command line is. User: fs/proc/cmdline.c. */
function placeOfCommandLine(kernel: LinuxKernel): Promise<bigint | undefined> {
  return variable(kernel, {
    name: 'saved_command_line',
    users: ['cmdline_proc_show'],
    fits: async (place) => {
      const address = place % BigInt(kernel.wordSize) === 0n ? await readWord(kernel, place) : undefined;
      const text = address === undefined ? null : await textAt(kernel, address, MAX_COMMAND_LINE);
      return /^[ -~]{4,}$/.test(text ?? '');
    },
  });
}

async function commandLineOf(
  kernel: LinuxKernel,
  log: () => Promise<readonly string[]>,
): Promise<string | undefined> {
  const pointer = await placeOfCommandLine(kernel);
  const address = pointer === undefined ? undefined : await readWord(kernel, pointer);
  const text = address === undefined ? null : await textAt(kernel, address, MAX_COMMAND_LINE);
  if (text !== null) return text;
  const line = (await log()).find((entry) => entry.startsWith(PRINTED));
  return line?.slice(PRINTED.length);
}

async function namesOf(kernel: LinuxKernel) {
  const address = kernel.symbols.address('init_uts_ns');
  const members = ['nodename', 'domainname', 'release', 'version', 'machine'].map((name) => `name.${name}`);
  if (address === undefined) return undefined;
  await learnNames(kernel, address);
  return new StructReader(kernel, 'uts_namespace', members).at(address);
}
