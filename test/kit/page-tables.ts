/** Writes x86-64 page tables into test memory: chosen mappings, random ones, and hostile ones. */

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

  /** Physical address of an empty table. */
  table(): bigint {
    if ((this.free + 1) * PAGE > this.bytes.length) throw new Error('no room for another table');
    return BigInt(this.free++ * PAGE);
  }

  read(phys: bigint): bigint | undefined {
    return phys + 8n <= BigInt(this.bytes.length) ? this.words.getBigUint64(Number(phys), true) : undefined;
  }

  write(phys: bigint, value: bigint): void {
    this.words.setBigUint64(Number(phys), value, true);
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
