/** Addresses to translate: both halves, what lies between, neighbours of each other, ends of tables, and powers of two. */
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

/**
 * Fills `into` with addresses of `width` words (2; 4 for 128 bits), the lowest first. One in twenty is any number of 64 bits,
 * one in fifty is of the list above.
 */
export function randomAddresses(mode: string, random: Random, into: Uint32Array, width: 2 | 4): void {
  const { lowBits, highBits } = formatOf(mode);
  const wide = width === 4;
  const topMask = wide ? 2 ** 32 - 1 : 2 ** (lowBits - 32) - 1;
  const word = (): number => random(2 ** 32);
  for (let at = 0; at < into.length; at += width) {
    const kind = random(100);
    if (kind < 2) {
      const boundary = BOUNDARIES[random(BOUNDARIES.length)] as bigint;
      into[at] = Number(boundary & 0xffff_ffffn);
      into[at + 1] = Number(boundary >> 32n);
      if (wide) into.fill(random(2) * -1, at + 2, at + 4);
      continue;
    }
    if (kind < 30 && at > 0) {
      // Near the address before: the same page, the same table, or the one beside it.
      into.copyWithin(at, at - width, at);
      const reach = random(3) === 0 ? 2 ** 24 : 2 ** 14;
      into[at] = (into[at] as number) + random(reach) - reach / 2;
      continue;
    }
    const any = kind < 35;
    // A part that is all zeros or all ones indexes the first or the last entries.
    const draw = (): number => (random(12) === 0 ? 0 : random(12) === 0 ? 2 ** 32 - 1 : word());
    into[at] = draw();
    if (wide) for (let i = 1; i < 4; i++) into[at + i] = draw();
    else {
      const high = highBits !== undefined && random(2) === 0;
      const top = draw() & topMask;
      into[at + 1] = any ? draw() : high ? top | ~topMask : top;
    }
  }
}
