/** Lines of the kernel log from its records. Source: kernel/printk/printk.c (record_print_text, print_caller). */
import type { Completeness, LogLine } from '../types.js';
import { holdsNoText } from './sound-structs.js';

/** What a record says beside its text. */
export interface LogRecord {
  /** Since boot. */
  readonly nanoseconds: bigint;
  readonly level: number;
  /** Member caller_id; null in kernels whose records have none. */
  readonly caller: number | null;
}

/** The top bit of caller_id: the number is a processor's, and else a thread's (printk_caller_id). */
const PROCESSOR = 0x80000000;

/** One line for each line of a record's text, with the time to the microsecond, as dmesg prints it. */
export function linesOf({ nanoseconds, level, caller }: LogRecord, text: string): LogLine[] {
  const time = Number(nanoseconds / 1000n) / 1e6;
  const about = { time, level, ...(caller !== null && { caller: callerText(caller) }) };
  return text.split('\n').map((line) => ({ ...about, text: line, ...textIs(line) }));
}

function callerText(id: number): string {
  return id >= PROCESSOR ? `C${id - PROCESSOR}` : `T${id}`;
}

/** Bytes that no message is made of are left in, and told: device names may hold a few, and overwritten pages are full of them. */
const textIs = (line: string): Completeness =>
  holdsNoText(line)
    ? { complete: false, reason: 'the line holds bytes that are no text' }
    : { complete: true };
