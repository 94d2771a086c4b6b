/** Writes page tables of every mode into test memory: chosen mappings; random and hostile ones are in random-tables.ts. */
import type { PagingMode } from '../../engine/index.js';
import { entryWriter, tableBytes } from './entry-writer.js';
import { FLAG, formatOf, topTable, type Roots } from './reference/index.js';

const PAGE = 4096;

/** Entry bits, Intel SDM volume 3, table 4-20. */
export const PTE = { present: 1n, write: 2n, user: 4n, large: 0x80n, noExecute: 1n << 63n } as const;

/** A source of whole numbers from 0 to `below` - 1. */
export type Random = (below: number) => number;

/** mulberry32: a small seeded generator for reproducible tests. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Physical memory in which tables are built. */
export class TableMemory {
  readonly bytes: Uint8Array;
  private readonly words: DataView;
  private free: number;

  /** `pages` pages from address 0; tables are taken from page `first` on. */
  constructor(pages: number, first = 1) {
    this.bytes = new Uint8Array(pages * PAGE);
    this.words = new DataView(this.bytes.buffer);
    this.free = first;
  }

  /** Physical address of an empty table of `bytes` bytes, a power of two, aligned to its size and to a page. */
  table(bytes = PAGE): bigint {
    const pages = Math.max(1, bytes / PAGE);
    const first = Math.ceil(this.free / pages) * pages;
    if ((first + pages) * PAGE > this.bytes.length) throw new Error('no room for another table');
    this.free = first + pages;
    return BigInt(first * PAGE);
  }

  /** The entry of 4 or 8 bytes at a physical address; undefined outside of the memory. */
  read(phys: bigint, bytes: 4 | 8 = 8): bigint | undefined {
    if (phys + BigInt(bytes) > BigInt(this.bytes.length)) return undefined;
    const at = Number(phys);
    return bytes === 8 ? this.words.getBigUint64(at, true) : BigInt(this.words.getUint32(at, true));
  }

  write(phys: bigint, value: bigint, bytes: 4 | 8 = 8): void {
    if (bytes === 8) this.words.setBigUint64(Number(phys), value, true);
    else this.words.setUint32(Number(phys), Number(value), true);
  }

  /** An empty top table of a mode. */
  rootTable(mode: PagingMode): bigint {
    return this.table(tableBytes(mode, formatOf(mode).levels.length));
  }

  /**
   * Maps one page of a level at `virtual`, in any mode, with the flags of the reference (FLAG); tables are made as needed and
   * take no right away. With the flag `sixteen` the page has sixteen entries, and both addresses are multiples of its size.
   */
  mapIn(
    mode: PagingMode,
    roots: Roots,
    virtual: bigint,
    physical: bigint,
    level: number,
    flags: number,
  ): void {
    const sixteen = (flags & FLAG.sixteen) !== 0;
    const size = 1n << BigInt(formatOf(mode).levels[level - 1]?.shift ?? 0);
    for (let i = 0n; i < (sixteen ? 16n : 1n); i++) {
      const at = this.entryAt(mode, roots, virtual + i * size, level);
      this.write(at, entryWriter(mode).page(physical, level, flags), formatOf(mode).entryBytes);
    }
  }

  /** Physical address of the entry of a level for an address; tables above it are made as needed. */
  entryAt(mode: PagingMode, roots: Roots, virtual: bigint, level: number): bigint {
    const format = formatOf(mode);
    let table = topTable(format, roots, virtual);
    if (table === undefined) throw new Error(`${mode} translates no ${virtual}`);
    for (let l = format.levels.length; ; l--) {
      const { shift, bits } = format.levels[l - 1] ?? { shift: 0, bits: 0 };
      const index = (virtual >> BigInt(shift)) & ((1n << BigInt(bits)) - 1n);
      const at: bigint = table + index * BigInt(format.entryBytes);
      if (l === level) return at;
      const said = format.decode(this.read(at, format.entryBytes) ?? 0n, l);
      if (said.kind === 'page') throw new Error(`a page of level ${l} is in the way of ${virtual}`);
      table = said.kind === 'table' ? said.at : this.table(tableBytes(mode, l - 1));
      if (said.kind === 'none') this.write(at, entryWriter(mode).table(table), format.entryBytes);
    }
  }

  /** Maps one page of level 1, 2 or 3 at `virtual`; `flags` go into the leaf, all rights above it. */
  map(root: bigint, levels: 4 | 5, virtual: bigint, physical: bigint, level: 1 | 2 | 3, flags: bigint): void {
    let table = root;
    for (let l = levels as number; l > level; l--) {
      const at = table + 8n * ((virtual >> BigInt(3 + 9 * l)) & 511n);
      let entry = this.read(at) ?? 0n;
      if ((entry & PTE.present) === 0n) {
        entry = this.table() | PTE.present | PTE.write | PTE.user;
        this.write(at, entry);
      }
      table = entry & 0x000ffffffffff000n;
    }
    const at = table + 8n * ((virtual >> BigInt(3 + 9 * level)) & 511n);
    this.write(at, physical | flags | PTE.present | (level > 1 ? PTE.large : 0n));
  }

  /** Fills every page with entries that mostly point into this memory: loops, shared tables, holes, large pages. */
  scramble(random: Random): void {
    const pages = this.bytes.length / PAGE;
    for (let at = 0; at < this.bytes.length; at += 8) {
      const kind = random(10);
      let entry = BigInt(random(pages + 2) * PAGE);
      if (kind < 7) entry |= PTE.present;
      if (kind === 7) entry = (BigInt(random(2 ** 31)) << 20n) | BigInt(random(2 ** 20));
      if (random(4) !== 0) entry |= PTE.write;
      if (random(3) !== 0) entry |= PTE.user;
      if (random(5) === 0) entry |= PTE.noExecute;
      if (random(8) === 0) entry |= PTE.large;
      this.words.setBigUint64(at, entry, true);
    }
  }
}
