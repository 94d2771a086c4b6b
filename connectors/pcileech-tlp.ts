/**
 * PCI Express transaction-layer packets: memory reads and writes, and their completions. Source: PCI Express Base Specification
 * 2.2 (headers, byte enables, byte count and lower address of completions); ufrisk/LeechCore device_fpga.c.
 */

/** Format and type of a header's first byte. */
const MRD32 = 0x00;
const MRD64 = 0x20;
const MWR32 = 0x40;
const MWR64 = 0x60;
const CPL = 0x0a;
const CPL_DATA = 0x4a;
/** A request may not cross this, nor be longer. */
export const MAX_REQUEST = 4096;
/** LeechCore writes no more at once; within 128 bytes no packet crosses a boundary that matters. */
const MAX_WRITE = 128;
/** First address that needs the long form; below it the short one is demanded. */
const LONG_FROM = 2 ** 32;
const HEADER_WORDS = 3;
/** Bits of a completion's first dword. */
const DIGEST = 0x8000;
const POISONED = 0x4000;

/** A memory read of `length` bytes from `address`, both multiples of 4, within 4 KiB. `requester`: the board's bus, device and function. */
export function memoryRead(
  address: number,
  length: number,
  requester: number,
  tag: number,
): Uint8Array<ArrayBuffer> {
  return header(MRD32, MRD64, address, length, requester, tag, length === 4 ? 0x0f : 0xff);
}

/** Memory writes of all bytes: an unaligned beginning and end go as single dwords with byte enables. No answer comes to them. */
export function memoryWrites(
  address: number,
  bytes: Uint8Array,
  requester: number,
): Uint8Array<ArrayBuffer>[] {
  const packets: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < bytes.length;) {
    const place = address + at;
    const skip = place % 4;
    const left = bytes.length - at;
    const whole = skip === 0 && left >= 4;
    const taken = whole
      ? Math.min(left - (left % 4), MAX_WRITE - (place % MAX_WRITE))
      : Math.min(left, 4 - skip);
    const enables = whole ? (taken === 4 ? 0x0f : 0xff) : ((1 << taken) - 1) << skip;
    const size = whole ? taken : 4;
    const head = header(MWR32, MWR64, place - skip, size, requester, 0, enables);
    const packet = new Uint8Array(head.length + size);
    packet.set(head);
    packet.set(bytes.subarray(at, at + taken), head.length + skip);
    packets.push(packet);
    at += taken;
  }
  return packets;
}

function header(
  short: number,
  long: number,
  address: number,
  length: number,
  requester: number,
  tag: number,
  enables: number,
): Uint8Array<ArrayBuffer> {
  const wide = address >= LONG_FROM;
  const packet = new Uint8Array(wide ? 16 : 12);
  const view = new DataView(packet.buffer);
  // A length of 1024 dwords is written as 0.
  view.setUint32(0, ((wide ? long : short) << 24) | ((length >> 2) & 0x3ff));
  view.setUint32(4, (requester << 16) | (tag << 8) | enables);
  if (wide) view.setUint32(8, Math.floor(address / LONG_FROM));
  view.setUint32(wide ? 12 : 8, address % LONG_FROM);
  return packet;
}

/** How a completer answers. */
export type CompletionStatus = 'ok' | 'unsupported' | 'aborted' | 'retry' | 'unknown';
const STATUSES: Readonly<Record<number, CompletionStatus>> = {
  0: 'ok',
  1: 'unsupported',
  2: 'retry',
  4: 'aborted',
};

/** An answer to a memory read, or a part of one. */
export interface Completion {
  readonly status: CompletionStatus;
  readonly requester: number;
  readonly tag: number;
  /** Bytes still owed, this packet's among them; 1 to 4096. */
  readonly byteCount: number;
  /** Lowest 7 bits of the address of the first byte. */
  readonly lowerAddress: number;
  /** The data is marked as damaged. */
  readonly poisoned: boolean;
  /** The data as it lies in memory: part of the words that were given. */
  readonly data: Uint8Array;
}

/** Reads a completion. Undefined for a packet of any other kind, and for one whose length is not what its header says. `words`: as the wire's bytes lie. */
export function parseCompletion(words: Uint32Array, count: number): Completion | undefined {
  if (count < HEADER_WORDS) return undefined;
  const [first, second, third] = [0, 1, 2].map((i) => swapped(words[i] as number)) as [
    number,
    number,
    number,
  ];
  const kind = first >>> 24;
  if (kind !== CPL && kind !== CPL_DATA) return undefined;
  const dwords = kind === CPL ? 0 : (first & 0x3ff) === 0 ? 1024 : first & 0x3ff;
  if (count !== HEADER_WORDS + dwords + ((first & DIGEST) !== 0 ? 1 : 0)) return undefined;
  return {
    status: STATUSES[(second >>> 13) & 7] ?? 'unknown',
    requester: third >>> 16,
    tag: (third >>> 8) & 0xff,
    byteCount: (second & 0xfff) === 0 ? 4096 : second & 0xfff,
    lowerAddress: third & 0x7f,
    poisoned: (first & POISONED) !== 0,
    data: new Uint8Array(words.buffer, words.byteOffset + HEADER_WORDS * 4, dwords * 4),
  };
}

function swapped(word: number): number {
  return ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
