/**
 * Page tables for memory that is mapped linearly (physical = virtual - delta), made anew where damage has hit the kernel's
 * own: the direct map of all memory and the image. What else the kernel maps stays as its own tables have it.
 */
import { pagingFacts, type PagingMode } from '../../../engine/index.js';
import type { EntryFormat } from './entries.js';

const ENTRY = 8;
/** Every machine of 64 bits knows pages up to this size, where the mode has such a level. */
export const MAX_PAGE = 1n << 30n;
/** Tables that are made at most, 64 MiB of them: a direct map in pages of 2 MiB of 16 TiB. */
const MAX_TABLES = 1 << 14;

/** A stretch of virtual memory that lies in one piece in physical memory; the end is exclusive. */
export interface LinearMap {
  readonly start: bigint;
  readonly end: bigint;
  /** Virtual minus physical address. */
  readonly delta: bigint;
  readonly executable: boolean;
}

/** What tables are made of. */
export interface TablesOf {
  readonly mode: PagingMode;
  readonly format: EntryFormat;
  readonly maps: readonly LinearMap[];
  /** The kernel's own top table. */
  readonly root: bigint;
  /** Bytes of physical memory; undefined when any of them is missing. */
  readonly read: (physical: bigint, length: number) => Promise<Uint8Array | undefined>;
  /** Physical address for the new tables, where there is no memory; what lies from there on to `nowhere` is theirs. */
  readonly at: bigint;
  /** Physical address where there is no memory either: what damage hides leads there. */
  readonly nowhere: bigint;
}

/** New tables in one piece; the first is the top table. Undefined when they would take too many. */
export async function linearTables(options: TablesOf): Promise<Uint8Array | undefined> {
  const { mode, format, maps, at, nowhere, read, root } = options;
  const { bits, shifts } = pagingFacts(mode);
  const tables: BigUint64Array[] = [];
  /** Bytes of a table below the top: as much as a page. */
  const bytes = 1 << (shifts[0] as number);

  /** Fills one table from its old content; `base` is the address that its first entry maps. Gives its number. */
  async function fill(level: number, base: bigint, old: bigint | undefined): Promise<number> {
    const shift = BigInt(shifts[level - 1] as number);
    const count = level === shifts.length ? 1 << (bits - Number(shift)) : bytes / ENTRY;
    const number = tables.length;
    const entries = new BigUint64Array(bytes / ENTRY);
    tables.push(entries);
    const before = old === undefined ? undefined : await read(old, count * ENTRY);
    const words = before && new DataView(before.buffer, before.byteOffset, before.length);
    for (let i = 0; i < count && tables.length < MAX_TABLES; i++) {
      const start = base + (BigInt(i) << shift);
      const entry = words?.getBigUint64(i * ENTRY, true);
      const map = maps.find((m) => start < m.end && m.start < start + (1n << shift));
      if (map === undefined) entries[i] = entry ?? (level > 1 ? format.table(nowhere) : 0n);
      else if (whole(map, start, level)) entries[i] = format.page(start - map.delta, level, map.executable);
      else if (level > 1) {
        const below = entry === undefined ? undefined : format.tableOf(entry);
        entries[i] = format.table(at + BigInt(bytes * (await fill(level - 1, start, below))));
      }
    }
    return number;
  }

  /** Whether one page of a level does for all that is mapped there. */
  function whole(map: LinearMap, start: bigint, level: number): boolean {
    const size = 1n << BigInt(shifts[level - 1] as number);
    const aligned = start >= map.delta && (start - map.delta) % size === 0n;
    return aligned && (level === 1 || (size <= MAX_PAGE && start >= map.start && start + size <= map.end));
  }

  // The high half, as its first address; the index takes it modulo the size of the half.
  const top = shifts.length;
  const base = (1n << 64n) - (1n << BigInt(bits));
  await fill(top, base, root);
  if (tables.length >= MAX_TABLES) return undefined;
  const all = new Uint8Array(bytes * tables.length);
  tables.forEach((table, i) => all.set(new Uint8Array(table.buffer), i * bytes));
  return all;
}
