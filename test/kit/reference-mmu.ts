/** A slow, plain x86-64 page walker in BigInt, written from the Intel SDM, volume 3, section 4.5, as the judge of the core. */

/** Reads the 64-bit word at a physical address; undefined when the memory is not there. */
export type ReadWord = (phys: bigint) => bigint | undefined;

/** What the walk came to. */
export type Walked =
  | {
      readonly kind: 'page';
      readonly physical: bigint;
      readonly level: number;
      readonly write: boolean;
      readonly execute: boolean;
      readonly user: boolean;
    }
  | { readonly kind: 'not-present'; readonly level: number; readonly entry: bigint }
  | { readonly kind: 'missing'; readonly page: bigint }
  | { readonly kind: 'not-canonical' };

const bit = (value: bigint, at: number): boolean => ((value >> BigInt(at)) & 1n) === 1n;
/** Bits 51:12. */
const frame = (entry: bigint): bigint => entry & (((1n << 52n) - 1n) ^ 0xfffn);

/** Translates `virtual` (0 to 2^64 - 1) with 4 or 5 levels of tables from `root`. */
export function referenceWalk(read: ReadWord, root: bigint, levels: 4 | 5, virtual: bigint): Walked {
  const bits = BigInt(12 + 9 * levels);
  const low = virtual & ((1n << (bits - 1n)) - 1n);
  const isUpper = virtual === (1n << 64n) - 1n - ((1n << (bits - 1n)) - 1n) + low;
  if (virtual !== low && !isUpper) return { kind: 'not-canonical' };
  const rights = { write: true, execute: true, user: true };
  let table = frame(root);
  for (let level: number = levels; ; level--) {
    const span = 9n * BigInt(level - 1) + 12n;
    const entry = read(table + 8n * ((virtual >> span) % 512n));
    if (entry === undefined) return { kind: 'missing', page: table };
    if (!bit(entry, 0)) return { kind: 'not-present', level, entry };
    rights.write &&= bit(entry, 1);
    rights.user &&= bit(entry, 2);
    rights.execute &&= !bit(entry, 63);
    const maps = level === 1 || (bit(entry, 7) && (level === 2 || level === 3));
    if (maps) {
      const size = 1n << span;
      return {
        kind: 'page',
        physical: frame(entry) - (frame(entry) % size) + (virtual % size),
        level,
        ...rights,
      };
    }
    table = frame(entry);
  }
}
