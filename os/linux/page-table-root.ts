/**
 * Finds the root of the kernel's page table and proves it by the image's own addresses.
 * Source: arch/x86/kernel/head_64.S (init_top_pgt, level4_kernel_pgt, level3_kernel_pgt).
 */
import type { Engine, PagingMode } from '../../engine/index.js';
import type { SymbolTable } from '../symbols/types.js';

const MODES: readonly PagingMode[] = ['x86-64-5level', 'x86-64-4level'];
/** Symbols all over the image whose addresses a right page table must translate. */
export const WITNESSES: readonly string[] = [
  '_stext',
  '_etext',
  'linux_banner',
  'init_task',
  'init_pid_ns',
  'init_uts_ns',
  'jiffies_64',
];
/** Names of the root, newest first, and of the tables that the last entry of every root points at. */
export const ROOTS: readonly string[] = ['init_top_pgt', 'swapper_pg_dir'];
export const KERNEL_HALVES: readonly string[] = ['level4_kernel_pgt', 'level3_kernel_pgt'];
/** Other roots lie anywhere; those of early processes near the image. */
const REACH = 128n << 20n;
const MAX_OTHERS = 64;
const LAST_ENTRY = 0xff8n;
const MAX_PHYSICAL = 1n << 52n;

/** A root that was proven. */
export interface Root {
  readonly root: bigint;
  readonly mode: PagingMode;
}

/**
 * The root whose walk gives the witnesses' physical addresses: the kernel's own, or where damage has hit that, one of a
 * process, which has the same kernel half. `table` is one more address of the image. Undefined when there is none.
 */
export async function findRoot(
  engine: Engine,
  symbols: SymbolTable,
  delta: bigint,
  table: bigint,
  signal?: AbortSignal,
): Promise<Root | undefined> {
  const witnesses = [table, ...WITNESSES.flatMap((name) => symbols.address(name) ?? [])];
  for (const name of ROOTS) {
    const address = symbols.address(name);
    if (address === undefined) continue;
    const found = await proven(engine, BigInt.asUintN(64, address - delta), witnesses, delta);
    if (found !== undefined) return found;
  }
  const near = BigInt.asUintN(64, table - delta);
  for (const name of KERNEL_HALVES) {
    const address = symbols.address(name);
    if (address === undefined) continue;
    // The entry without its low byte, whose flags differ.
    const frame = BigInt.asUintN(64, address - delta) >> 8n;
    const bytes = Uint8Array.from({ length: 6 }, (_, i) => Number((frame >> BigInt(8 * i)) & 0xffn));
    let others = 0;
    for await (const hit of engine.physical.search([{ bytes }], {
      range: { start: near < REACH ? 0n : near - REACH, end: near + REACH },
      ...(signal && { signal }),
    })) {
      if (hit.address % 4096n !== LAST_ENTRY + 1n) continue;
      if (++others > MAX_OTHERS) break;
      const found = await proven(engine, hit.address - LAST_ENTRY - 1n, witnesses, delta);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

async function proven(
  engine: Engine,
  root: bigint,
  witnesses: readonly bigint[],
  delta: bigint,
): Promise<Root | undefined> {
  if (root >= MAX_PHYSICAL) return undefined;
  for (const mode of MODES) {
    const results = await engine.space({ root, mode }).translate(witnesses);
    const right = results.filter((r) => r.ok && r.physical === BigInt.asUintN(64, r.virtual - delta)).length;
    // A damaged page may hold the offsets of some symbols: most must be right, not all. A wrong root gets none right.
    if (right >= 3 && right > results.length / 2) return { root, mode };
  }
  return undefined;
}
