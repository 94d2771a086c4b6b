/**
 * struct timekeeper and struct uts_namespace. Sources: include/linux/timekeeper_internal.h (struct tk_read_base is the same
 * in 5.10 to 7.2, and what follows the first of two is in the same order, with the second before or behind it);
 * include/linux/utsname.h (a count stood before the names up to 5.10).
 */
import { Sampler, type Block } from '../infer/sample.js';
import type { LinuxKernel } from '../kernel.js';
import { addressesIn } from '../variables/index.js';
import { alignment, inOrder, knows, teach } from './teach.js';

const NANOSECONDS = 1_000_000_000n;
/** Bytes of one of the names of the system: include/uapi/linux/utsname.h, __NEW_UTS_LEN + 1. */
const NAME = 65;
const NAMES = ['sysname', 'nodename', 'release', 'version', 'machine', 'domainname'];
/** Function that reads the whole clock: kernel/time/timekeeping.c. */
const READER = 'ktime_get_real_ts64';
/** The sequence lock before the timekeeper has at most so many bytes. */
const MAX_LOCK = 64;
/** A shift of more makes no sense (u32 multiplier). */
const MAX_SHIFT = 32;

/** Learns where the names are, by the first of them. */
export async function learnNames(kernel: LinuxKernel, namespace: bigint): Promise<void> {
  if (knows(kernel, 'uts_namespace', 'name.nodename')) return;
  const block = await new Sampler(kernel).one(namespace, NAME);
  for (let at = 0; at < 4 * kernel.wordSize; at += 4) {
    if (block.text(at, NAME - at) !== 'Linux') continue;
    const places = NAMES.map((name, i) => [`name.${name}`, [at + i * NAME, NAME]] as const);
    return teach(kernel, 'uts_namespace', Object.fromEntries(places));
  }
}

/** Learns the clock's layout, and where it is: the code that reads it leads there, and its two distances to real time agree. */
export async function learnClock(kernel: LinuxKernel): Promise<void> {
  if (knows(kernel, 'timekeeper', 'offs_real')) return;
  kernel.symbols.find([READER, 'tk_core']);
  const named = kernel.symbols.address('tk_core');
  const sampler = new Sampler(kernel);
  const starts = named === undefined ? await addressesIn(kernel, READER) : [named];
  const blocks = await sampler.many(starts, MAX_LOCK + 512);
  const layouts = [1, 2].map((readers) => layoutOf(kernel, readers));
  for (const block of blocks)
    for (let lock = 0; lock <= MAX_LOCK; lock += 4)
      for (const places of layouts) {
        if (!isClock(block, lock, places)) continue;
        kernel.symbols.memory['tk_core'] = block.address;
        teach(kernel, 'timekeeper', places);
        return teach(kernel, 'tk_data', { timekeeper: [lock, 0] });
      }
}

type Places = ReturnType<typeof inOrder>;

/** Where members are when so many struct tk_read_base stand before the seconds. */
function layoutOf(kernel: LinuxKernel, readers: number): Places {
  const align = alignment(kernel);
  const word = kernel.wordSize;
  const reader = inOrder(
    [
      ['clock', word],
      ['mask', 8],
      ['cycle_last', 8],
      ['mult', 4],
      ['shift', 4],
      ['xtime_nsec', 8],
      ['base', 8],
      ['base_real', 8],
    ],
    { align },
  );
  const end = (reader['base_real']?.[0] ?? 0) + 8;
  const seconds = inOrder(
    [
      ['xtime_sec', 8],
      ['ktime_sec', word],
      ['wall_to_monotonic.tv_sec', 8],
      ['wall_to_monotonic.tv_nsec', word],
      ['offs_real', 8],
      ['offs_boot', 8],
    ],
    { from: readers * end, align },
  );
  const first = Object.entries(reader).map(([name, place]) => [`tkr_mono.${name}`, place] as const);
  return { ...Object.fromEntries(first), ...seconds };
}

/** Whether a clock runs here: real time is as far from monotonic time in seconds and nanoseconds as in nanoseconds. */
function isClock(block: Block, start: number, places: Places): boolean {
  const at = (name: string): number => start + (places[name]?.[0] ?? 0);
  const [seconds, real] = [block.u64(at('wall_to_monotonic.tv_sec')), block.u64(at('offs_real'))];
  const rest = block.word(at('wall_to_monotonic.tv_nsec'));
  const [mult, shift] = [block.u32(at('tkr_mono.mult')), block.u32(at('tkr_mono.shift'))];
  if (seconds === undefined || real === undefined || rest === undefined || seconds === 0n) return false;
  const distance = BigInt.asUintN(64, -(seconds * NANOSECONDS + rest));
  return real === distance && mult !== 0 && shift !== undefined && shift > 0 && shift <= MAX_SHIFT;
}
