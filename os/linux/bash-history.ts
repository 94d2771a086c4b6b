/**
 * What a running bash remembers of its history, found in its heap without symbols: an entry is three pointers, to the line, to
 * its time as the text `#seconds`, and to data. Source: readline, history.h (HIST_ENTRY) and history.c (hist_inittime).
 */
import { listingOf } from '../listing.js';
import { throwIfAborted, type AddressSpace } from '../../engine/index.js';
import type { Listing, Mapping, ShellCommand } from '../types.js';
import { wordIn } from './kernel.js';

/** Memory of one process that is looked through, bytes. */
const MAX_MEMORY = 256 << 20;
const STEP = 1 << 20;
/** Digits of a time: seconds since 1970 from 2001 to 2286. */
const DIGITS = 10;
const HASH = 0x23;
const MAX_LINE = 1 << 16;
const decoder = new TextDecoder();

/** A stretch of memory as read; missing bytes are zeros, which are neither a time nor a pointer. */
interface Stretch {
  readonly start: bigint;
  readonly data: Uint8Array;
}

/** Commands in the order of their times. `mappings` are the process's; words are of 4 or 8 bytes. */
export async function bashHistory(
  pid: number,
  space: AddressSpace,
  mappings: readonly Mapping[],
  wordSize: 4 | 8,
  signal?: AbortSignal,
): Promise<Listing<ShellCommand>> {
  const { stretches, lost } = await writable(space, mappings, signal);
  const times = new Map<bigint, number>();
  for (const { start, data } of stretches)
    for (let at = data.indexOf(HASH); at >= 0; at = data.indexOf(HASH, at + 1)) {
      const time = timeAt(data, at + 1);
      if (time !== undefined) times.set(start + BigInt(at), time);
    }
  const items: ShellCommand[] = [];
  let unread = 0;
  for (const { start, data } of stretches) {
    throwIfAborted(signal);
    for (let at = wordSize; at + wordSize <= data.length; at += wordSize) {
      const pointer = wordIn(data, at, wordSize);
      const time = pointer === 0n ? undefined : times.get(pointer);
      if (time === undefined) continue;
      const command = await lineAt(space, wordIn(data, at - wordSize, wordSize));
      if (command === undefined) unread++;
      else items.push({ pid, time, command, address: start + BigInt(at - wordSize) });
    }
  }
  const places = placesOf(stretches, new Set(items.map(({ address }) => address)), wordSize);
  const place = ({ address }: ShellCommand): bigint => places.get(address) ?? address;
  items.sort((a, b) => a.time - b.time || (place(a) < place(b) ? -1 : 1));
  const reasons = [
    lost > 0 ? `pid ${pid}: ${lost} bytes of the heap are missing` : '',
    unread > 0 ? `pid ${pid}: the lines of ${unread} entries cannot be read` : '',
  ].filter((reason) => reason !== '');
  return listingOf(items, reasons);
}

/** Where the shell's list of entries (the_history, an array of pointers) names each: the order within one second. */
function placesOf(
  stretches: readonly Stretch[],
  entries: ReadonlySet<bigint>,
  wordSize: 4 | 8,
): Map<bigint, bigint> {
  const places = new Map<bigint, bigint>();
  for (const { start, data } of stretches)
    for (let at = 0; at + wordSize <= data.length; at += wordSize) {
      const pointer = wordIn(data, at, wordSize);
      if (pointer !== 0n && entries.has(pointer)) places.set(pointer, start + BigInt(at));
    }
  return places;
}

/** Private memory that the process can write and that no file backs: heap and what malloc maps. */
async function writable(
  space: AddressSpace,
  mappings: readonly Mapping[],
  signal?: AbortSignal,
): Promise<{ stretches: Stretch[]; lost: number }> {
  const stretches: Stretch[] = [];
  let lost = 0;
  let budget = MAX_MEMORY;
  for (const { start, end, permissions, path } of mappings) {
    if (!permissions.startsWith('rw') || (path !== '' && path !== '[heap]')) continue;
    const parts: Uint8Array[] = [];
    for (let at = start; at < end && budget > 0; at += BigInt(STEP)) {
      throwIfAborted(signal);
      const size = Math.min(STEP, Number(end - at));
      const { data, missing } = await space.readPartial(at, size);
      // A page that was never touched is not there, and holds nothing.
      for (const { reason, size: bytes } of missing) if (reason.kind !== 'not-present') lost += Number(bytes);
      parts.push(data);
      budget -= size;
    }
    const data = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => (data.set(part, at), at + part.length), 0);
    stretches.push({ start, data });
  }
  return { stretches, lost };
}

/** Ten digits and a NUL. */
function timeAt(data: Uint8Array, at: number): number | undefined {
  if (data[at + DIGITS] !== 0 || data[at] === 0x30) return undefined;
  let time = 0;
  for (let i = at; i < at + DIGITS; i++) {
    const digit = (data[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    time = time * 10 + digit;
  }
  return time;
}

async function lineAt(space: AddressSpace, address: bigint): Promise<string | undefined> {
  if (address < 4096n) return undefined;
  for (let size = 256; size <= MAX_LINE; size *= 4) {
    const { data, missing } = await space.readPartial(address, size);
    const end = data.indexOf(0);
    const gap = missing[0];
    const whole = gap === undefined ? size : Number(gap.start - address);
    if (end >= 0 && end < whole) return decoder.decode(data.subarray(0, end));
    if (gap !== undefined) return undefined;
  }
  return undefined;
}
