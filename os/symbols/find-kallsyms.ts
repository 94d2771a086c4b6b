/**
 * Finds the kallsyms tables around a token table. Each table is recognised by what must be true of it.
 * Source: scripts/kallsyms.c, write_src (order of the tables in 5.x, 6.4 and 7.x), kernel/kallsyms.c, kallsyms_sym_address.
 */
import type { KallsymsPlace } from './kallsyms.js';

/** Ten one-character strings "0" to "9": codes 0x30 to 0x39 always stand for themselves. */
export const TOKEN_PATTERN = Uint8Array.from(Array.from('0123456789').flatMap((c) => [c.charCodeAt(0), 0]));

const DIGIT_ZERO = 0x30;
/** The markers lie within this many bytes before the token table. */
const MARKER_REACH = 2 << 20;
const MAX_GROUP_BYTES = 76800;
const MIN_SYMBOLS = 1000;
/** Symbols lie within this many bytes of their table. */
const MAX_IMAGE = 128 << 20;
/** Words that may be the number of symbols; each is tried out on all names. */
const MAX_TRIES = 16;
const align = (n: number, to: number): number => Math.ceil(n / to) * to;

/** The token table and index that hold the pattern at `hit`; undefined when the index does not fit. */
function tokens(
  view: DataView,
  bytes: Uint8Array,
  hit: number,
): { table: number; index: number; end: number } | undefined {
  let at = hit;
  for (let code = DIGIT_ZERO; code < 256; code++) {
    const end = bytes.indexOf(0, at);
    if (end < 0 || end - at > 255) return undefined;
    at = end + 1;
  }
  for (let index = align(at, 2); index < at + 16 && index + 512 <= bytes.length; index += 2) {
    if (view.getUint16(index, true) !== 0) continue;
    let increasing = true;
    for (let code = 1; code < 256 && increasing; code++) {
      increasing = view.getUint16(index + 2 * code, true) > view.getUint16(index + 2 * code - 2, true);
    }
    if (!increasing) continue;
    const table = hit - view.getUint16(index + 2 * DIGIT_ZERO, true);
    if (table < 0) return undefined;
    const fits = Array.from(
      { length: 256 },
      (_, code) => table + view.getUint16(index + 2 * code, true),
    ).every((start, code) => code === 0 || bytes[start - 1] === 0);
    if (fits) return { table, index, end: index + 512 };
  }
  return undefined;
}

/** True when a token table and its index lie around a hit of {@link TOKEN_PATTERN}. */
export function isTokenTable(bytes: Uint8Array, hit: number): boolean {
  return tokens(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), bytes, hit) !== undefined;
}

/** Longest run of u32 that starts with 0 and grows by 256 to 76800 a step. */
function findMarkers(view: DataView, from: number, to: number): { at: number; count: number } | undefined {
  let best: { at: number; count: number } | undefined;
  for (let at = align(from, 4); at + 8 < to; at += 4) {
    if (view.getUint32(at, true) !== 0) continue;
    let count = 1;
    let previous = 0;
    while (at + 4 * count + 4 <= to) {
      const value = view.getUint32(at + 4 * count, true);
      if (value - previous < 256 || value - previous > MAX_GROUP_BYTES) break;
      previous = value;
      count++;
    }
    if (count > (best?.count ?? 3)) best = { at, count };
  }
  return best;
}

/** Share of name groups that end where the next marker says. */
function groupsThatFit(
  view: DataView,
  bytes: Uint8Array,
  names: number,
  markers: number,
  count: number,
  big: boolean,
): number {
  const groups = Math.ceil(count / 256);
  let fit = 0;
  for (let group = 0; group + 1 < groups; group++) {
    let at = names + view.getUint32(markers + 4 * group, true);
    for (let i = 0; i < 256; i++) {
      const length = bytes[at++] ?? 0;
      at += big && length & 0x80 ? ((length & 0x7f) | ((bytes[at] ?? 0) << 7)) + 1 : length;
    }
    if (at === names + view.getUint32(markers + 4 * group + 4, true)) fit++;
  }
  return fit / Math.max(1, groups - 1);
}

/** Symbols whose addresses are looked at to tell the layouts apart. */
const SAMPLES = 4096;

/** Share of symbols, all over the table, for which something holds. */
function share(count: number, holds: (i: number) => boolean): number {
  const step = Math.max(1, Math.floor(count / SAMPLES));
  let of = 0;
  let so = 0;
  for (let i = 0; i + 1 < count; i += step, of++) if (holds(i)) so++;
  return so / Math.max(1, of);
}

/** Share of neighbours in order. Symbols are sorted by address, so the right layout scores near 1. */
const order = (count: number, value: (i: number) => number): number =>
  share(count, (i) => value(i + 1) >= value(i));

/** How the addresses are stored, once that is known. */
type Stored = Pick<KallsymsPlace, 'offsets' | 'kind' | 'base' | 'wordSize'>;

/** Lowest values that kallsyms_relative_base and kernel addresses have: include/asm/page.h of each architecture, PAGE_OFFSET. */
const LOWEST = { 4: 0x40000000n, 8: 0xff00000000000000n } as const;
/**
 * Share of neighbours in order from which a layout is taken for the right one: in whole tables, and in those that damage
 * has hit, tried when no layout passes the first.
 */
const ORDERLY = [0.95, 0.8] as const;
/** Share of groups of names that must be whole: damage of one page in ten leaves four in five. */
const WHOLE_GROUPS = 0.6;

/** The tables as far as they are known when the addresses are looked for. */
interface Known {
  readonly view: DataView;
  /** Offset of the number of symbols. */
  readonly numSyms: number;
  /** Where the token index ends. */
  readonly end: number;
  readonly count: number;
  /** Each table starts on a multiple of so many bytes: a word, or four (7.x). */
  readonly alignment: number;
  /** One of {@link ORDERLY}. */
  readonly orderly: number;
}

/** Offsets from kallsyms_relative_base, which lies behind them (CONFIG_KALLSYMS_BASE_RELATIVE). */
function relativeOffsets(
  { view, count, alignment, orderly }: Known,
  offsets: number,
  wordSize: 4 | 8,
): Stored | undefined {
  const span = align(4 * count, alignment);
  if (offsets < 0 || offsets + span + wordSize > view.byteLength) return undefined;
  const base = wordAt(view, offsets + span, wordSize);
  if (base < LOWEST[wordSize]) return undefined;
  const value = (i: number): number => view.getInt32(offsets + 4 * i, true);
  const perCpu = (i: number): number => (value(i) >= 0 ? value(i) - 2 ** 32 : -1 - value(i));
  if (wordSize === 8 && share(count, (i) => value(i) < 0) > 0.5 && order(count, perCpu) > orderly)
    return { offsets, kind: 'per-cpu', base, wordSize };
  // Whole addresses are in order too, but no distances.
  const near = share(count, (i) => value(i) >>> 0 < MAX_IMAGE) > 0.5;
  return near && order(count, (i) => value(i) >>> 0) > orderly
    ? { offsets, kind: 'base', base, wordSize }
    : undefined;
}

/** Whole addresses: kallsyms_addresses, or the offsets of kernels of 32 bits that are not relocatable (7.x). */
function wholeAddresses(
  { view, count, orderly }: Known,
  offsets: number,
  wordSize: 4 | 8,
): Stored | undefined {
  if (offsets < 0 || offsets + wordSize * count > view.byteLength) return undefined;
  const lowest = Number(LOWEST[wordSize]);
  const value = (i: number): number => Number(wordAt(view, offsets + wordSize * i, wordSize));
  return share(count, (i) => value(i) >= lowest) > 0.5 && order(count, value) > orderly
    ? { offsets, kind: 'absolute', base: 0n, wordSize }
    : undefined;
}

/** Offsets from their own places (7.x), which tell nothing of the size of a word; what they lead to lies around the tables. */
function placeOffsets({ view, count, orderly }: Known, offsets: number): Stored | undefined {
  if (offsets + 4 * count > view.byteLength) return undefined;
  const value = (i: number): number => view.getInt32(offsets + 4 * i, true) + 4 * i;
  return share(count, (i) => Math.abs(value(i)) < MAX_IMAGE) > 0.5 && order(count, value) > orderly
    ? { offsets, kind: 'place', base: 0n, wordSize: 8 }
    : undefined;
}

/** Addresses of layout A (before the names), B and C (behind the token index). */
function findOffsets(known: Known): Stored | undefined {
  const { numSyms, end, count, alignment } = known;
  const behind = align(end, alignment);
  const before = numSyms - align(4 * count, alignment);
  // Kernels of 64 bits first: what is right for one, read as 32 bits, looks right too. Distances from a base pass for
  // distances from their places, and those for whole addresses.
  const relative = (wordSize: 4 | 8): Stored | undefined =>
    relativeOffsets(known, before - wordSize, wordSize) ?? relativeOffsets(known, behind, wordSize);
  const long = relative(8) ?? wholeAddresses(known, numSyms - 8 * count, 8);
  if (long !== undefined || alignment === 8) return long ?? placeOffsets(known, behind);
  return (
    relative(4) ??
    placeOffsets(known, behind) ??
    wholeAddresses(known, numSyms - 4 * count, 4) ??
    wholeAddresses(known, behind, 4)
  );
}

function wordAt(view: DataView, at: number, wordSize: 4 | 8): bigint {
  return wordSize === 8 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
}

/**
 * The tables around a hit of {@link TOKEN_PATTERN} in image bytes (which start on a page); undefined when something does not fit. Damaged
 * stretches of names are tolerated as long as most groups are whole.
 */
export function findKallsyms(bytes: Uint8Array, hit: number): KallsymsPlace | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const token = tokens(view, bytes, hit);
  if (token === undefined) return undefined;
  const markers = findMarkers(view, Math.max(0, token.table - MARKER_REACH), token.table);
  if (markers === undefined) return undefined;
  const lastGroup = markers.at - view.getUint32(markers.at + 4 * (markers.count - 1), true);
  let tries = MAX_TRIES;
  for (let at = align(lastGroup - 8, 4); at > lastGroup - MAX_GROUP_BYTES - 16 && at >= 0; at -= 4) {
    const count = view.getUint32(at, true);
    if (count < MIN_SYMBOLS || Math.ceil(count / 256) !== markers.count) continue;
    if (tries-- === 0) return undefined;
    for (const names of [at + 8, at + 4]) {
      const [one, two] = [false, true].map((big) =>
        groupsThatFit(view, bytes, names, markers.at, count, big),
      ) as [number, number];
      if (Math.max(one, two) < WHOLE_GROUPS) continue;
      const known = { view, numSyms: at, end: token.end, count, alignment: names - at };
      const [strict, lenient] = ORDERLY;
      const stored =
        findOffsets({ ...known, orderly: strict }) ?? findOffsets({ ...known, orderly: lenient });
      if (stored === undefined) return undefined;
      return {
        count,
        names,
        markers: markers.at,
        tokenTable: token.table,
        tokenIndex: token.index,
        bigNames: two > one,
        ...stored,
      };
    }
  }
  return undefined;
}
