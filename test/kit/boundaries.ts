/** Numbers at which 64-bit, 53-bit, 52-bit and 32-bit arithmetic goes wrong if it does, and a memory mapped around them. */
import type { PagingMode } from '../../engine/index.js';
import { TableMemory } from './page-tables.js';
import { FLAG, formatOf, topTable } from './reference/index.js';

/** 0, 1, powers of two and their neighbours, 2^64 - 1. */
export const EDGES: readonly bigint[] = [
  0n,
  1n,
  ...[12n, 31n, 32n, 47n, 52n, 53n, 63n].flatMap((power) => [-1n, 0n, 1n].map((add) => (1n << power) + add)),
  (1n << 64n) - 1n,
];

/** The same as numbers of 32 bits. */
export const EDGES_32: readonly number[] = EDGES.filter((edge) => edge < 1n << 32n).map(Number);

/** A memory with a space in it: the pages that hold each boundary that the mode translates, and the pages around them. */
export interface EdgeWorld {
  readonly bytes: Uint8Array;
  readonly roots: { readonly root: bigint; readonly highRoot?: bigint };
  readonly memory: TableMemory;
}

/** Frames of the boundary pages: the first 64 pages of the memory, and some places that it does not have. */
export function edgeWorld(mode: PagingMode): EdgeWorld {
  const format = formatOf(mode);
  const page = 1n << BigInt(format.levels[0]?.shift ?? 12);
  const frames = 4n;
  const first = Number((frames * page) / 4096n);
  const memory = new TableMemory(first + (240 * Number(page)) / 4096, first);
  for (let i = 0; i < first * 4096; i++) memory.bytes[i] = (i * 7 + (i >> 8)) & 0xff;
  const root = memory.rootTable(mode);
  const roots = format.oneRoot ? { root } : { root, highRoot: memory.rootTable(mode) };
  let next = 0n;
  const places = new Set(EDGES.flatMap((edge) => [-page, 0n, page].map((add) => (edge + add) / page)));
  for (const place of places) {
    const virtual = place * page;
    if (virtual < 0n || virtual >= 1n << 64n || topTable(format, roots, virtual) === undefined) continue;
    // Every fifth page lies where there is no memory.
    const frame = next % 5n === 4n ? 0x3_0000n + next : next % frames;
    memory.mapIn(mode, roots, virtual, frame * page, 1, FLAG.read | FLAG.write | FLAG.kernelExecute);
    next++;
  }
  return { bytes: memory.bytes, roots, memory };
}
