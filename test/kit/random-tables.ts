/** Memories full of random and hostile page tables: loops, shared tables, self maps, holes, reserved encodings, far frames. */
import type { PagingMode } from '../../engine/index.js';
import { LARGE_LEVELS } from './entry-facts.js';
import { entryWriter, tableBytes } from './entry-writer.js';
import { seeded, TableMemory, type Random } from './page-tables.js';
import { EVERYTHING, FLAG, formatOf, type ReadEntry, type Roots } from './reference/index.js';
import type { Memory } from './reference/compiled.js';

/** How the entries of a family are drawn: their low and high words, given the frame's. */
interface Makeup {
  /** Bytes that the tables which entries point at are aligned to. */
  readonly alignment: number;
  /** One entry for a frame (a physical address below 2^56, aligned as said) into `pair`. */
  readonly entry: (random: Random, frame: number, pair: Uint32Array) => void;
}

/** Any 32 bits. */
const word = (random: Random): number => random(2 ** 32);
/** 32 bits of which each is set with a chance of 1 in 8. */
const sparse = (random: Random): number => word(random) & word(random) & word(random);
const oneIn = (random: Random, n: number): boolean => random(n) === 0;
const lowOf = (frame: number): number => frame % 2 ** 32;
const highOf = (frame: number): number => Math.floor(frame / 2 ** 32);

/** Rights are mostly given, large pages rare; ignored and reserved bits are as likely as not. `sure`: in how many present entries one is not. */
const x86 = (sure: number, largeIn: number): Makeup => ({
  alignment: 4096,
  entry: (random, frame, pair) => {
    const low = (word(random) & 0xf78) | (~sparse(random) & 6) | (oneIn(random, largeIn) ? 0x80 : 0);
    pair[0] = lowOf(frame) | low | (oneIn(random, sure) ? 0 : 1);
    pair[1] = (highOf(frame) & 0xfffff) | (word(random) & 0x7ff00000) | (oneIn(random, 12) ? 2 ** 31 : 0);
  },
});

/** 32-bit paging: in a large page's entry bits 20:13 are an address too. */
const x86With32Bits: Makeup = {
  alignment: 4096,
  entry: (random, frame, pair) => {
    x86(6, 4).entry(random, frame, pair);
    if (oneIn(random, 8)) pair[0] = (pair[0] as number) | (word(random) & 0x3fe000);
  },
};

const aarch64 = (page: number, highBits: number): Makeup => ({
  alignment: page,
  entry: (random, frame, pair) => {
    const type = oneIn(random, 6) ? random(4) : oneIn(random, 8) ? 1 : 3;
    const attributes = word(random) & 0xffc & ~highBits;
    const far = oneIn(random, 8) ? word(random) & highBits : 0;
    pair[0] = lowOf(frame) | attributes | far | type;
    pair[1] =
      (highOf(frame) & 0xffff) |
      (word(random) & 0x7c0000) |
      (sparse(random) & (sparse(random) | 0xff800000) & 0xff830000);
  },
});

const armShort: Makeup = {
  alignment: 1024,
  entry: (random, frame, pair) => {
    const type = oneIn(random, 6) ? random(4) : random(5) < 3 ? 1 : 2 + random(2);
    const section = type > 1 && oneIn(random, 2) ? word(random) & 0xfffff : 0;
    pair[0] = lowOf(frame) | (word(random) & 0x3fc) | section | type;
  },
};

const riscv: Makeup = {
  alignment: 4096,
  entry: (random, frame, pair) => {
    const pointer = random(8) < 4;
    const rights = oneIn(random, 10) ? word(random) & 0xe : ([2, 6, 8, 10, 14][random(5)] as number);
    const attributes = (word(random) & 0x3f0) | (pointer ? 0 : rights);
    // A page of a high level must be aligned: some are.
    const aligned = !pointer && oneIn(random, 2) ? frame - (frame % 2 ** (12 + 9 * random(5))) : frame;
    const napot = !pointer && oneIn(random, 4);
    const low = lowOf(aligned / 4) | attributes | (oneIn(random, 12) ? 0 : 1);
    pair[0] = napot && !oneIn(random, 4) ? (low & ~0x3c00) | 0x2000 : low;
    pair[1] =
      (highOf(aligned / 4) & 0x3fffff) |
      (word(random) & 0x7fc00000) |
      (napot || oneIn(random, 30) ? 2 ** 31 : 0);
  },
};

function makeupOf(mode: PagingMode): Makeup {
  if (mode.startsWith('aarch64-')) {
    const page = formatOf(mode).levels[0]?.shift ?? 12;
    const lpa2 = mode.endsWith('-lpa2') || (page < 16 && Number(/-(\d\d)$/.exec(mode)?.[1]) > 48);
    return aarch64(2 ** page, page === 16 ? 0xf000 : lpa2 ? 0x300 : 0);
  }
  if (mode === 'x86-32') return x86With32Bits;
  if (mode === 'arm-short') return armShort;
  if (mode === 'arm-lpae') return aarch64(4096, 0);
  if (mode === 'riscv32-sv32') return { ...riscv, entry: sv32 };
  if (mode.startsWith('riscv')) return riscv;
  // Thirteen levels are only got through when almost all entries are tables.
  return mode === 'wide-128' ? x86(60, 2) : x86(8, 8);
}

/** Sv32 has no NAPOT and no reserved high bits. */
function sv32(random: Random, frame: number, pair: Uint32Array): void {
  riscv.entry(random, frame % 2 ** 34, pair);
}

/** What a memory of random tables is made of. */
export interface RandomTables extends Memory {
  /** Roots to begin from: tables; addresses within tables; the memory's last bytes; holes; far ones; and none at all. */
  readonly roots: readonly Roots[];
}

/**
 * A memory of about `pages` pages, but of three tables at least, the same for the same seed. Most entries name other tables of the memory, so that
 * tables are shared and reached on several levels, some the table itself, some a place behind the end or far away.
 */
export function randomTables(mode: PagingMode, seed: number, pages: number): RandomTables {
  const random = seeded(seed);
  const { alignment, entry } = makeupOf(mode);
  const { levels, entryBytes } = formatOf(mode);
  const bytes = new Uint8Array(4096 * Math.max(pages, (3 * alignment) / 4096));
  const words = new Uint32Array(bytes.buffer);
  const places = bytes.length / alignment;
  const pair = new Uint32Array(2);
  const step = entryBytes / 4;
  for (let i = 0; i < words.length; i += step) {
    const kind = random(64);
    if (kind === 0) {
      words[i] = word(random);
      if (step === 2) words[i + 1] = word(random);
      continue;
    }
    const own = Math.floor((i * 4) / alignment);
    const near = kind < 3 ? own : kind < 5 ? places + random(3) : random(places);
    entry(random, kind === 5 ? random(2 ** 44) * 4096 : near * alignment, pair);
    words[i] = pair[0] as number;
    if (step === 2) words[i + 1] = pair[1] as number;
  }
  const holes = new Uint8Array(bytes.length / 4096);
  for (let i = 0; i < holes.length; i++) if (oneIn(random, 24)) holes[i] = 1;
  const top = tableBytes(mode, levels.length);
  const table = (): bigint => BigInt(random(bytes.length / Math.max(alignment, Math.min(top, 4096))));
  const place = (): bigint => {
    const kind = random(12);
    const aligned = table() * BigInt(Math.max(alignment, Math.min(top, 4096)));
    if (kind === 0) return aligned + BigInt(random(4096));
    if (kind === 1) return BigInt(bytes.length - 64 * random(64));
    if (kind === 2) return aligned + (BigInt(random(2 ** 12)) << 52n);
    if (kind === 3) return BigInt(random(bytes.length / 64) * 64);
    return aligned;
  };
  const two = !formatOf(mode).oneRoot;
  const roots = Array.from({ length: 10 }, (_, i): Roots => {
    const root = i === 0 ? BigInt(random(2 ** 32)) * 4096n * 7n : place();
    return two && i !== 1 ? { root, highRoot: place() } : { root };
  });
  return { bytes, holes, roots: two ? [...roots, { highRoot: place() }] : roots };
}

/**
 * A few dozen pages of all levels in tables that are shared: entries of tables are copied to other places of theirs, one
 * table of the top may be the top itself, and one is missing. Few enough that all paths can be listed.
 */
export function sharedTables(mode: PagingMode, seed: number): Memory & { readonly root: bigint } {
  const random = seeded(seed);
  const { levels, entryBytes, lowBits } = formatOf(mode);
  const memory = new TableMemory((48 * Math.max(4096, tableBytes(mode, 1))) / 4096 + 8);
  const root = memory.rootTable(mode);
  // Two places a level, so that pages meet in tables; small pages first, for no page can be made below a large one.
  const places = levels.map(({ bits }) => [0, 1].map(() => random(2 ** bits)));
  const sizes = [1, 1, 1, ...(LARGE_LEVELS[mode] ?? [])];
  for (let i = 0; i < 40; i++) {
    const level = sizes[Math.floor((i * sizes.length) / 40)] as number;
    const virtual = levels.reduce((sum, { shift, bits }, l) => {
      const index = (places[l]?.[random(2)] ?? 0) + (l === level - 1 ? random(4) : 0);
      return l < level - 1 ? sum : sum | (BigInt(index % 2 ** bits) << BigInt(shift));
    }, 0n);
    const size = 1n << BigInt(levels[level - 1]?.shift ?? 0);
    const flags =
      (EVERYTHING & ~FLAG.sixteen & ~FLAG.user) |
      (random(3) === 0 ? FLAG.user : 0) |
      (random(2) * FLAG.write);
    memory.mapIn(
      mode,
      { root },
      virtual % 2n ** BigInt(lowBits),
      (BigInt(random(64)) * size) % 2n ** 32n,
      level,
      flags,
    );
  }
  const used: bigint[] = [];
  for (let at = 0n; at < memory.bytes.length; at += BigInt(entryBytes))
    if ((memory.read(at, entryBytes) ?? 0n) !== 0n) used.push(at);
  const any = (): bigint => used[random(used.length)] as bigint;
  for (let i = 0; i < 8; i++) {
    const from = any();
    const to = from - (from % 64n) + BigInt(random(64 / entryBytes) * entryBytes);
    memory.write(to, memory.read(from, entryBytes) ?? 0n, entryBytes);
  }
  if (levels.length < 4) memory.write(root + 16n, entryWriter(mode).table(root), entryBytes);
  const holes = new Uint8Array(memory.bytes.length / 4096);
  // The table that was made last is not there.
  holes[Number((used.at(-1) as bigint) / 4096n)] = 1;
  return { bytes: memory.bytes, holes, root };
}

/** Reads entries of a memory, for the plain reference. */
export function readerOf({ bytes, holes }: Memory): ReadEntry {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return (phys, size) => {
    if (phys >= bytes.length || holes?.[Number(phys / 4096n)] === 1) return undefined;
    const at = Number(phys);
    return size === 8 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
  };
}
