/** What an address range maps, listed entry by entry with the plain decoders, in the form of the core's runs. */
import { EVERYTHING, FLAG, type Format, type Level, type ReadEntry, type Roots } from './walk.js';

/** A run as the core gives it: info is status, level << 8 and flags << 16. */
export interface Run {
  readonly virtual: bigint;
  readonly physical: bigint;
  readonly size: bigint;
  /** Page of a missing table; first listing of a repeat. */
  readonly value: bigint;
  readonly info: number;
}

/** What to list. */
export interface Listing {
  /** Both included, and in one half of the space. */
  readonly first: bigint;
  readonly last: bigint;
  /** Lists subtrees that were listed before again, in place of a repeat. */
  readonly expand: boolean;
}

const MISSING = 3;
const REPEAT = 4;
/** Flags that must be equal in all pages of a run; of the others a run has what any of its pages has. */
const RIGHTS = FLAG.kernelExecute | FLAG.write | FLAG.user | FLAG.read | FLAG.userExecute | FLAG.sixteen;

/** The first address of the half that has a root of its own, or of the higher part of the only root's. */
export const highStart = ({ highBits }: Format): bigint => 2n ** 64n - 2n ** BigInt(highBits ?? 0);

/** Lists a range. Self maps and shared tables make expanded listings as large as the number of paths through them. */
export function list(format: Format, read: ReadEntry, roots: Roots, { first, last, expand }: Listing): Run[] {
  const { levels, entryBytes, rootMask, highBits } = format;
  const high = highBits !== undefined && first >= highStart(format);
  const root = high && !format.oneRoot ? roots.highRoot : roots.root;
  if (root === undefined || first > last) return [];
  const runs: Run[] = [];
  const seen = new Map<string, bigint>();

  const visit = (table: bigint, level: number, start: bigint, keep: number, add: number): void => {
    const { shift, bits } = levels[level - 1] as Level;
    const span = 1n << BigInt(shift);
    const end = 1n << BigInt(bits);
    for (let index = 0n; index < end; index++) {
      const from = start + index * span;
      const at = table + index * BigInt(entryBytes);
      const entry = read(at, entryBytes);
      // A page that is missing takes all its entries with it.
      const value = at - (at % 4096n);
      const left = (value + 4096n - at) / BigInt(entryBytes);
      const count = entry !== undefined ? 1n : left < end - index ? left : end - index;
      index += count - 1n;
      const to = from + count * span - 1n;
      if (entry === 0n || to < first || from > last) continue;
      const va = from < first ? first : from;
      const size = (to > last ? last : to) - va + 1n;
      if (entry === undefined) {
        addRun(runs, { virtual: va, physical: 0n, size, value, info: MISSING | (level << 8) });
        continue;
      }
      const said = format.decode(entry, level);
      if (said.kind === 'none') continue;
      if (said.kind === 'page') {
        const physical = said.base + (va % said.size);
        const flags = (said.flags & keep) | add;
        addRun(runs, { virtual: va, physical, size, value: 0n, info: (level << 8) | (flags << 16) });
        continue;
      }
      const key = `${level} ${said.at}`;
      const before = size === span && !expand ? seen.get(key) : undefined;
      if (before !== undefined) {
        // Of the way there only rights say anything about the pages behind it.
        const flags = keep & said.keep & RIGHTS & ~FLAG.sixteen;
        const info = REPEAT | (level << 8) | (flags << 16);
        runs.push({ virtual: va, physical: said.at, size, value: before, info });
        continue;
      }
      if (size === span) seen.set(key, va);
      visit(said.at, level - 1, from, keep & said.keep, add | said.add);
    }
  };

  // Where one root serves both halves the higher one has the higher indexes, and all bits above them set.
  const bottom = high ? (format.oneRoot ? 2n * highStart(format) - 2n ** 64n : highStart(format)) : 0n;
  visit(root & rootMask, levels.length, bottom, EVERYTHING, 0);
  return runs;
}

/** Adds to the last run what continues it on both sides with equal rights. */
function addRun(runs: Run[], run: Run): void {
  const before = runs.at(-1);
  const same =
    before !== undefined &&
    ((before.info ^ run.info) & ((RIGHTS << 16) | 0xffff)) === 0 &&
    before.virtual + before.size === run.virtual &&
    (run.info % 256 === MISSING
      ? before.value === run.value
      : before.physical + before.size === run.physical);
  if (same) runs[runs.length - 1] = { ...before, size: before.size + run.size, info: before.info | run.info };
  else runs.push(run);
}
