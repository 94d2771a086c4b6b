/** A slow, plain page walk in BigInt over what a family's file says of its entries: the judge of the core. */

/** Flags of a page, as the core gives them from bit 16 of an info word on. */
export const FLAG = {
  kernelExecute: 1,
  write: 2,
  user: 4,
  read: 8,
  userExecute: 16,
  accessed: 32,
  dirty: 64,
  contiguous: 128,
  global: 256,
  /** The page is 16 times what its level maps otherwise. */
  sixteen: 512,
} as const;

/** All rights and marks: what a table that takes nothing away keeps. */
export const EVERYTHING = 1023;

/** What one entry says. */
export type Entry =
  /** Nothing, or an encoding that hardware refuses. */
  | { readonly kind: 'none' }
  /** A table at a physical address; flags below it are kept where `keep` has them, and those of `add` are set. */
  | { readonly kind: 'table'; readonly at: bigint; readonly keep: number; readonly add: number }
  /** A page of `size` bytes, a power of two, at an address that is a multiple of it. */
  | { readonly kind: 'page'; readonly base: bigint; readonly size: bigint; readonly flags: number };

/** Where the index into the tables of a level lies in an address. */
export interface Level {
  /** Lowest bit; an entry of this level maps 2^shift bytes. */
  readonly shift: number;
  /** Bits. */
  readonly bits: number;
}

/** A paging mode as its manual describes it. */
export interface Format {
  readonly entryBytes: 4 | 8;
  /** Levels, the last table's first: level n is `levels[n - 1]`. */
  readonly levels: readonly Level[];
  /** Bits of a root that count. */
  readonly rootMask: bigint;
  /** The low half is the addresses below 2^lowBits. */
  readonly lowBits: number;
  /** The high half is the last 2^highBits addresses of 2^64; undefined when there is none. */
  readonly highBits?: number;
  /** Both halves are walked from the same root. */
  readonly oneRoot: boolean;
  /** What an entry of a level says. */
  decode(entry: bigint, level: number): Entry;
}

/** Physical addresses of the top tables. */
export interface Roots {
  readonly root?: bigint;
  /** For modes whose halves have roots of their own. */
  readonly highRoot?: bigint;
}

/** Reads the entry of 4 or 8 bytes at a physical address; undefined when the memory is not there. */
export type ReadEntry = (phys: bigint, bytes: 4 | 8) => bigint | undefined;

/** What the walk came to. */
export type Walked =
  | {
      readonly kind: 'page';
      readonly physical: bigint;
      readonly level: number;
      readonly pageSize: bigint;
      readonly flags: number;
    }
  | { readonly kind: 'not-present'; readonly level: number; readonly entry: bigint }
  /** A table is missing; `page` is the 4 KiB page that the wanted entry lies in. */
  | { readonly kind: 'missing'; readonly level: number; readonly page: bigint }
  | { readonly kind: 'not-canonical' };

const POWERS = Array.from({ length: 129 }, (_, at) => 2n ** BigInt(at));
const power = (at: number): bigint => POWERS[at] as bigint;

/** Whether a bit is set. */
export const bit = (value: bigint, at: number): boolean => (value & power(at)) !== 0n;

/** Bits `high` to `low` of a value, where they stand. */
export const field = (value: bigint, high: number, low: number): bigint =>
  value & (power(high + 1) - power(low));

/** Sum of the flags whose condition holds. */
export function flagsOf(conditions: Partial<Record<keyof typeof FLAG, boolean>>): number {
  let flags = 0;
  for (const name in conditions) {
    if (conditions[name as keyof typeof FLAG] === true) flags += FLAG[name as keyof typeof FLAG];
  }
  return flags;
}

/** Address of the top table that an address is walked from; undefined when there is none. */
export function topTable(format: Format, roots: Roots, virtual: bigint): bigint | undefined {
  const { lowBits, highBits, oneRoot, rootMask } = format;
  const high = highBits !== undefined && virtual >= 2n ** 64n - 2n ** BigInt(highBits);
  if (virtual >= 2n ** BigInt(lowBits) && !high) return undefined;
  const root = high && !oneRoot ? roots.highRoot : roots.root;
  return root === undefined ? undefined : root & rootMask;
}

/** Translates one address. */
export function walk(format: Format, read: ReadEntry, roots: Roots, virtual: bigint): Walked {
  const { entryBytes, levels } = format;
  let table = topTable(format, roots, virtual);
  if (table === undefined) return { kind: 'not-canonical' };
  let keep = EVERYTHING;
  let add = 0;
  for (let level = levels.length; ; level--) {
    const { shift, bits } = levels[level - 1] as Level;
    const index = (virtual / 2n ** BigInt(shift)) % 2n ** BigInt(bits);
    const at: bigint = table + index * BigInt(entryBytes);
    const entry = read(at, entryBytes);
    if (entry === undefined) return { kind: 'missing', level, page: at - (at % 4096n) };
    const said = format.decode(entry, level);
    if (said.kind === 'none') return { kind: 'not-present', level, entry };
    if (said.kind === 'page') {
      return {
        kind: 'page',
        physical: said.base + (virtual % said.size),
        level,
        pageSize: said.size,
        flags: (said.flags & keep) | add,
      };
    }
    table = said.at;
    keep &= said.keep;
    add |= said.add;
  }
}
