// A made-up guest for the benchmark: 4 GiB of 4 KiB pages in an image of 64 MiB whose page tables lie scattered.
import { xorshift } from './random.js';

/** Size of the image in bytes. */
export const IMAGE = 64 << 20;
/** Pages that the guest maps: 4 GiB from virtual address 0. */
export const PAGES = 1 << 20;
/** Physical address of the top table. */
export const ROOT = 0x1000;

const PAGE = 4096;
const FRAMES = IMAGE / PAGE;
const TABLES = PAGES / 512;

/**
 * Writes the guest's tables: one top table, one of the third level, four of the second, 2,048 of the last, each of the
 * last in a frame drawn at random; every page maps to a frame drawn at random.
 * @returns {{ bytes: Uint8Array, physical: BigUint64Array }} the image, and where page i lies
 */
export function syntheticGuest() {
  const bytes = new Uint8Array(IMAGE);
  const words = new BigUint64Array(bytes.buffer);
  const random = xorshift(7);
  const frames = random.shuffled(Uint32Array.from({ length: FRAMES - 16 }, (_, i) => i + 16));
  const third = ROOT + PAGE;
  const second = (i) => ROOT + (2 + i) * PAGE;
  words[ROOT / 8] = BigInt(third) | 7n;
  for (let i = 0; i < TABLES / 512; i++) words[third / 8 + i] = BigInt(second(i)) | 7n;
  const physical = new BigUint64Array(PAGES);
  for (let table = 0; table < TABLES; table++) {
    const at = frames[table] * PAGE;
    words[second(table >> 9) / 8 + (table & 511)] = BigInt(at) | 7n;
    for (let i = 0; i < 512; i++) {
      const frame = BigInt(random.below(FRAMES) * PAGE);
      words[at / 8 + i] = frame | 7n;
      physical[table * 512 + i] = frame;
    }
  }
  return { bytes, physical };
}
