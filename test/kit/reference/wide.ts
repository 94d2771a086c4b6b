/** The made-up mode of 128-bit addresses: thirteen levels of x86-64 entries, no large pages. */
import { field, type Format } from './walk.js';
import { decodeSmall } from './x86.js';

/** Nine bits a level, eight for the top one: 12 + 12 * 9 + 8 = 128. */
export const wide128: Format = {
  entryBytes: 8,
  levels: Array.from({ length: 13 }, (_, i) => ({ shift: 12 + 9 * i, bits: i === 12 ? 8 : 9 })),
  rootMask: field(2n ** 64n - 1n, 51, 12),
  lowBits: 128,
  oneRoot: true,
  decode: decodeSmall,
};
