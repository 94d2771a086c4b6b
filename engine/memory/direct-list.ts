/** Numbers at many places of memory that lies in this process's: the loops that lists of reads hang on. */
import type { DirectBytes, DirectMemory } from './direct-memory.js';
import type { Scalar } from './scalars.js';

const PAGE = 4096;

/**
 * Reads the numbers at physical addresses, which are given as halves (low, high), all ones where there is none, into
 * `into` from index `first` on. Adds the indexes of those that are not whole in one page of one part to `late`.
 */
export function readPlaces<V extends number | bigint>(
  direct: DirectMemory,
  places: Uint32Array,
  into: { [index: number]: V },
  first: number,
  scalar: Scalar<V>,
  little: boolean,
  late: number[],
): void {
  const halves = into instanceof BigUint64Array && little && scalar.size === 8;
  const out = halves ? new Uint32Array(into.buffer, into.byteOffset + 8 * first) : undefined;
  const count = places.length >> 1;
  for (let i = 0; i < count;) {
    const low = places[2 * i] as number;
    const place = (places[2 * i + 1] as number) * 2 ** 32 + low;
    const part = direct.find(place, scalar.size);
    if (part === undefined || (low & (PAGE - 1)) > PAGE - scalar.size) {
      late.push(first + i++);
      continue;
    }
    i =
      out !== undefined && part.halves !== undefined
        ? copyHalves(part, part.halves, places, i, out)
        : copyValues(part, places, i, into, first, scalar, little);
  }
}

/** Copies 64-bit numbers while they lie aligned in this part; gives the index of the first that does not, which the caller looks at. */
function copyHalves(
  { start, end }: DirectBytes,
  from: Uint32Array,
  places: Uint32Array,
  first: number,
  out: Uint32Array,
): number {
  const { length } = places;
  let at = 2 * first;
  for (; at < length; at += 2) {
    const place = (places[at + 1] as number) * 2 ** 32 + (places[at] as number);
    const offset = place - start;
    if (place < start || place + 8 > end || (offset & 7) !== 0) break;
    const index = offset / 4;
    out[at] = from[index] as number;
    out[at + 1] = from[index + 1] as number;
  }
  if (at > 2 * first) return at >> 1;
  // Not aligned: byte by byte.
  const offset = (places[at + 1] as number) * 2 ** 32 + (places[at] as number) - start;
  const shift = 8 * (offset & 3);
  const index = Math.floor(offset / 4);
  const [a, b, c] = [from[index] as number, from[index + 1] as number, from[index + 2] ?? 0];
  out[at] = shift === 0 ? a : (a >>> shift) | (b << (32 - shift));
  out[at + 1] = shift === 0 ? b : (b >>> shift) | (c << (32 - shift));
  return first + 1;
}

/** Reads one number after the other while they lie in this part; gives the index of the first that does not. */
function copyValues<V extends number | bigint>(
  { start, end, words }: DirectBytes,
  places: Uint32Array,
  first: number,
  into: { [index: number]: V },
  base: number,
  { size, get }: Scalar<V>,
  little: boolean,
): number {
  const { length } = places;
  let at = 2 * first;
  for (; at < length; at += 2) {
    const low = places[at] as number;
    const place = (places[at + 1] as number) * 2 ** 32 + low;
    if (place < start || place + size > end || (low & (PAGE - 1)) > PAGE - size) break;
    into[base + (at >> 1)] = get(words, place - start, little);
  }
  return at >> 1;
}
