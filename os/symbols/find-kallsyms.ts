/**
 * Finds the kallsyms tables around a token table. Each table is recognised by what must be true of it.
 * Source: scripts/kallsyms.c, write_src (order of the tables in 5.x, 6.4 and 7.x).
 */
import type { KallsymsPlace } from './kallsyms.js';

/** Ten one-character strings "0" to "9": codes 0x30 to 0x39 always stand for themselves. */
export const TOKEN_PATTERN = Uint8Array.from(Array.from('0123456789').flatMap((c) => [c.charCodeAt(0), 0]));

const DIGIT_ZERO = 0x30;
/** The markers lie within this many bytes before the token table. */
const MARKER_REACH = 2 << 20;
const MAX_GROUP_BYTES = 76800;
const MIN_SYMBOLS = 1000;
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

/** Share of neighbours in order. Symbols are sorted by address, so the right layout scores near 1. */
function order(values: readonly number[]): number {
  let ordered = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) >= (values[i - 1] as number)) ordered++;
  return ordered / Math.max(1, values.length - 1);
}

/** Addresses of layout A (offsets before the names), B and C (behind the token index). */
function findOffsets(
  view: DataView,
  numSyms: number,
  end: number,
  count: number,
): Pick<KallsymsPlace, 'offsets' | 'kind' | 'base'> | undefined {
  const span = align(4 * count, 8);
  const offsetsAt = (at: number): number[] | undefined =>
    at >= 0 && at + span + 8 <= view.byteLength
      ? Array.from({ length: count }, (_, i) => view.getInt32(at + 4 * i, true))
      : undefined;
  for (const offsets of [numSyms - 8 - span, align(end, 8)]) {
    const values = offsetsAt(offsets);
    if (values === undefined) continue;
    const base = view.getBigUint64(offsets + span, true);
    const negative = values.filter((v) => v < 0).length / count;
    const kernelBase = base >= 0xffffffff80000000n && base < 0xffffffffff000000n;
    if (kernelBase && negative > 0.5 && order(values.map((v) => (v >= 0 ? v - 2 ** 32 : -1 - v))) > 0.95) {
      return { offsets, kind: 'per-cpu', base };
    }
    if (kernelBase && order(values.map((v) => v >>> 0)) > 0.95) return { offsets, kind: 'base', base };
  }
  const offsets = align(end, 8);
  const values = offsetsAt(offsets);
  if (values !== undefined && order(values.map((v, i) => v + 4 * i)) > 0.95)
    return { offsets, kind: 'place', base: 0n };
  return undefined;
}

/**
 * The tables around a hit of {@link TOKEN_PATTERN} in image bytes (which start on a page); undefined when something does not fit. Damaged
 * stretches of names are tolerated as long as nine groups in ten are whole.
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
      if (Math.max(one, two) < 0.9) continue;
      const found = findOffsets(view, at, token.end, count);
      if (found === undefined) return undefined;
      return {
        count,
        names,
        markers: markers.at,
        tokenTable: token.table,
        tokenIndex: token.index,
        bigNames: two > one,
        ...found,
      };
    }
  }
  return undefined;
}
