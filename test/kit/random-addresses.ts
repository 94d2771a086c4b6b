/** Addresses to translate: both halves, what lies between, neighbours of each other, ends of tables, and powers of two. */
import type { PagingMode } from '../../engine/index.js';
import type { Random } from './page-tables.js';
import { formatOf } from './reference/index.js';

/** Exponents around which translation changes somewhere. */
const EXPONENTS = [0, 12, 14, 16, 20, 21, 22, 24, 25, 29, 30, 31, 32, 36, 38, 39, 42, 46, 47, 48, 51, 52];
const HIGH_EXPONENTS = [53, 55, 56, 57, 63, 64];

/** Each power of two of interest, and what lies a byte, a word or a page to either side of it, in 64 bits. */
export const BOUNDARIES: readonly bigint[] = [...EXPONENTS, ...HIGH_EXPONENTS].flatMap((power) =>
  [-4097n, -4096n, -8n, -1n, 0n, 1n, 4095n, 4096n].map((add) =>
    BigInt.asUintN(64, (1n << BigInt(power)) + add),
  ),
);

/** The same as words, the lower one first. */
const BOUNDARY_WORDS = Uint32Array.from(
  BOUNDARIES.flatMap((address) => [Number(address & 0xffff_ffffn), Number(address >> 32n)]),
);

/**
 * Fills `into` with addresses of `width` words (2; 4 for 128 bits), the lowest first. A third lie near the one before them,
 * one in 16 is any number of 64 bits, one in 64 is of the list above, and of each word one in eight is all zeros or all ones,
 * which indexes the first or the last entries.
 */
export function randomAddresses(mode: PagingMode, random: Random, into: Uint32Array, width: 2 | 4): void {
  const { lowBits, highBits } = formatOf(mode);
  const topMask = width === 4 ? -1 : 2 ** (lowBits - 32) - 1;
  for (let at = 0; at < into.length; at += width) {
    // The bits of one number say what kind of address it is to be.
    const kind = random(2 ** 32);
    const near = kind & 63;
    if (near === 0) {
      const boundary = random(BOUNDARIES.length);
      into[at] = BOUNDARY_WORDS[2 * boundary] as number;
      into[at + 1] = BOUNDARY_WORDS[2 * boundary + 1] as number;
      for (let i = 2; i < width; i++) into[at + i] = (kind & 64) === 0 ? 0 : -1;
      continue;
    }
    if (near < 22 && at > 0) {
      // The same page, the same table, or the one beside it.
      const reach = (kind & 192) === 0 ? 2 ** 24 : 2 ** 14;
      into[at] = (into[at - width] as number) + random(reach) - reach / 2;
      for (let i = 1; i < width; i++) into[at + i] = into[at + i - width] as number;
      continue;
    }
    for (let i = 0; i < width; i++) {
      const extreme = (kind >>> (8 + 4 * i)) & 15;
      into[at + i] = extreme === 0 ? 0 : extreme === 1 ? -1 : random(2 ** 32);
    }
    if (near < 26) continue;
    const high = highBits !== undefined && (kind & (2 ** 30)) !== 0;
    const top = into[at + width - 1] as number;
    into[at + width - 1] = high ? top | ~topMask : top & topMask;
  }
}
