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

/** Copies 64-bit numbers while they lie aligned in this part; gives the index of the first that does not, which is then copied by itself. */
function copyHalves(
  { start, end }: DirectBytes,
  from: Uint32Array,
  places: Uint32Array,
  first: number,
  out: Uint32Array,
): number {
  const count = places.length >> 1;
  const last = end - 8;
  let i = first;
  for (; i < count; i++) {
    const low = places[2 * i] as number;
    const place = (places[2 * i + 1] as number) * 2 ** 32 + low;
    if (place > last || place < start) break;
    if ((low & 3) !== 0 || (low & (PAGE - 1)) > PAGE - 8) break;
    const at = (place - start) >>> 2;
    out[2 * i] = from[at] as number;
    out[2 * i + 1] = from[at + 1] as number;
  }
  if (i > first) return i;
  // Not aligned to a half: put together from three.
  const offset = (places[2 * i + 1] as number) * 2 ** 32 + (places[2 * i] as number) - start;
  const shift = 8 * (offset & 3);
  const at = offset >>> 2;
  const [a, b, c] = [from[at] as number, from[at + 1] as number, from[at + 2] ?? 0];
  out[2 * i] = (a >>> shift) | (b << (32 - shift));
  out[2 * i + 1] = (b >>> shift) | (c << (32 - shift));
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
