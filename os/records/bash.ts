/** JSON records of shell history. */
import { hexAddress, type JsonRecord } from '../records.js';
import type { ShellCommand } from '../types.js';

/** Record of `bash`. */
export function shellCommandRecord({ pid, time, command, address }: ShellCommand): JsonRecord {
  return { pid, time, command, address: hexAddress(address) };
}
