/**
 * The kernel log before 5.10: records one behind the other in one buffer. Source: kernel/printk/printk.c of 3.11 to 5.9
 * (struct printk_log, log_next, log_from_idx).
 */
import type { Listing, LogLine } from '../types.js';
import { linesOf } from './log-lines.js';
import { readWord, wordIn, type LinuxKernel } from './kernel.js';
import { knows, teach } from './learned/teach.js';
import { Struct, StructReader } from './structs.js';

/** Bytes; more than any kernel's log (CONFIG_LOG_BUF_SHIFT is at most 25, log_buf_len= may be larger). */
const MAX_LOG = 64 << 20;
/** Position and length of the record's parts, where neither types nor vmcoreinfo tell. They were never moved. */
const LAYOUT = {
  ts_nsec: [0, 8],
  len: [8, 2],
  text_len: [10, 2],
  dict_len: [12, 2],
  facility: [14, 1],
  flags: [15, 1],
} as const;
/** u8 flags:5, level:3. */
const LEVEL_SHIFT = 5;
const VARIABLES = ['log_buf', 'log_buf_len', 'log_first_idx', 'log_next_idx'] as const;
const decoder = new TextDecoder();

/** True for a kernel that names the variables of such a log. */
export function hasRecordLog({ symbols }: LinuxKernel): boolean {
  symbols.find(['prb']);
  if (symbols.address('prb') !== undefined) return false;
  symbols.find(VARIABLES);
  return VARIABLES.every((name) => symbols.address(name) !== undefined);
}

/** One line for each line of a record, oldest first, as dmesg prints them. */
export async function recordLog(kernel: LinuxKernel): Promise<Listing<LogLine>> {
  const { symbols, space, wordSize } = kernel;
  const value = async (name: (typeof VARIABLES)[number], size: 4 | 8): Promise<bigint | undefined> => {
    const address = symbols.address(name);
    if (size === wordSize && address !== undefined) return readWord(kernel, address);
    const { data, missing } = await space.readPartial(address ?? 0n, size);
    return missing.length > 0 ? undefined : wordIn(data, 0, size);
  };
  const [buffer, length, from, to] = [
    await value('log_buf', wordSize),
    Number((await value('log_buf_len', 4)) ?? 0n),
    Number((await value('log_first_idx', 4)) ?? -1n),
    Number((await value('log_next_idx', 4)) ?? -1n),
  ];
  if (buffer === undefined || length <= 0 || length > MAX_LOG || !within(from, length) || !within(to, length))
    return {
      items: [],
      complete: false,
      reason: 'the bounds of the kernel log cannot be read, or make no sense',
    };
  if (!knows(kernel, 'printk_log', 'text_len')) teach(kernel, 'printk_log', LAYOUT);
  const members = ['ts_nsec', 'len', 'text_len', 'dict_len', 'flags?', 'level?', 'caller_id?'];
  const reader = new StructReader(kernel, 'printk_log', members);
  // The text stands behind the whole record.
  const head = kernel.types.struct('printk_log')?.size ?? LAYOUT.flags[0] + 1;
  const { data, missing } = await space.readPartial(buffer, length);
  const isGone = (at: number, size: number): boolean =>
    missing.some(
      ({ start, size: lost }) => start < buffer + BigInt(at + size) && buffer + BigInt(at) < start + lost,
    );
  const items: LogLine[] = [];
  const broken = (why: string): Listing<LogLine> => ({
    items,
    complete: false,
    reason: `the kernel log breaks off: ${why}`,
  });
  let [at, wrapped] = [from, from <= to];
  // A record of length 0 says that the next lies at the start of the buffer.
  while (at !== to || !wrapped) {
    if (at + head > length) return broken(`no record has room at byte ${at}`);
    if (isGone(at, head)) return broken(`the record at byte ${at} is missing`);
    const record = new Struct(reader, buffer + BigInt(at), data.subarray(at), 0);
    const size = record.number('len');
    if (size === 0) {
      if (wrapped) return broken(`the record at byte ${at} is empty`);
      [at, wrapped] = [0, true];
      continue;
    }
    const text = record.number('text_len');
    const end = at + size;
    if (size % 4 !== 0 || head + text + record.number('dict_len') > size || end > length)
      return broken(`the record at byte ${at} has lengths that make no sense`);
    if (wrapped && at < to && end > to) return broken(`the record at byte ${at} passes the end of the log`);
    const start = at + head;
    const level = levelOf(record);
    const whole = !isGone(start, text);
    const about = { nanoseconds: record.u64('ts_nsec'), level, caller: record.optional('caller_id') };
    const lines = linesOf(about, decoder.decode(data.subarray(start, start + text)));
    items.push(
      ...(whole
        ? lines
        : lines.map((line) => ({ ...line, complete: false, reason: 'the page of its text is missing' }))),
    );
    at = end;
  }
  return { items, complete: true };
}

/** Types name the bits; the layout that is assumed has the byte that they are in. */
const levelOf = (record: Struct): number =>
  record.has('level') ? record.number('level') : record.number('flags') >>> LEVEL_SHIFT;
const within = (at: number, length: number): boolean => at >= 0 && at < length;
