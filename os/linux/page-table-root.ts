/**
 * Finds the root of the kernel's page table and proves it by the image's own addresses. Sources: arch/x86/kernel/head_64.S
 * (init_top_pgt, level4_kernel_pgt, level3_kernel_pgt), arch/arm64/kernel/vmlinux.lds.S, arch/riscv/mm/init.c and
 * arch/x86/kernel/head_32.S (swapper_pg_dir).
 */
import type { Engine, PagingMode, SpaceOptions } from '../../engine/index.js';
import type { SymbolTable } from '../symbols/types.js';
import type { ArchitectureFacts } from './discovery/architectures.js';
import { tablesWith } from './discovery/root-scan.js';

/** Symbols all over the image whose addresses a right page table must translate. Text that is freed after boot is none. */
export const WITNESSES: readonly string[] = [
  '_stext',
  '_etext',
  'schedule',
  'vfree',
  'linux_banner',
  'init_task',
  'init_pid_ns',
  'init_uts_ns',
  'jiffies_64',
];
const DATA_WITNESSES = ['init_task', 'init_pid_ns', 'init_uts_ns'];
/** Names of the root, newest first, and of the tables that the last entry of every root points at. */
export const ROOTS: readonly string[] = ['init_top_pgt', 'swapper_pg_dir', 'initial_page_table'];
export const KERNEL_HALVES: readonly string[] = ['level4_kernel_pgt', 'level3_kernel_pgt'];
/** Other roots lie anywhere; those of early processes near the image. */
const REACH = 128n << 20n;
const NEAR = 16n << 20n;
const MAX_OTHERS = 64;
const LAST_ENTRY = 0xff8n;
const MAX_PHYSICAL = 1n << 52n;
/**
 * Where a table for 52 bits is used for 48, the top is its end: arch/arm64/include/asm/assembler.h, offset_ttbr1, with
 * pages of 64 KiB.
 */
const TOP_OF_52 = 0x1e00n;

/** What the roots of an image are tried with. */
export interface Witnessed {
  readonly symbols: SymbolTable;
  /** Virtual minus physical address. */
  readonly delta: bigint;
  /** One more virtual address of the image. */
  readonly table: bigint;
  /** More addresses of its data. */
  readonly around?: readonly bigint[];
}

/** A root that was proven. */
export interface Root {
  readonly root: bigint;
  readonly mode: PagingMode;
}

/** The space of a kernel's root. Arm's 64-bit kernels have the high half to themselves. */
export function kernelSpace({ root, mode }: Root): SpaceOptions {
  return mode.startsWith('aarch64') ? { highRoot: root, mode } : { root, mode };
}

/**
 * The kernel's own root, by its name; undefined when none of that name gives the physical addresses of the witnesses, the
 * image's own where no others are given.
 */
export async function namedRoot(
  engine: Engine,
  facts: ArchitectureFacts,
  image: Witnessed,
  witnesses = witnessesOf(image),
): Promise<Root | undefined> {
  for (const name of ROOTS) {
    const address = image.symbols.address(name);
    if (address === undefined) continue;
    const root = BigInt.asUintN(8 * facts.wordSize, address - image.delta);
    const found = await proven(engine, facts, root, witnesses);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Any root around the image that maps it, or other witnesses, such as a process's, which has the same kernel half; undefined when there is none. */
export async function searchedRoot(
  engine: Engine,
  facts: ArchitectureFacts,
  image: Witnessed,
  signal?: AbortSignal,
  witnesses = witnessesOf(image),
): Promise<Root | undefined> {
  let others = 0;
  // Of a page, as tables are.
  const near = BigInt.asUintN(8 * facts.wordSize, image.table - image.delta) & ~0xfffn;
  const range = { start: near < REACH ? 0n : near - REACH, end: near + REACH };
  for (const name of KERNEL_HALVES) {
    const address = image.symbols.address(name);
    if (address === undefined) continue;
    // The entry without its low byte, whose flags differ.
    const frame = BigInt.asUintN(64, address - image.delta) >> 8n;
    const bytes = Uint8Array.from({ length: 6 }, (_, i) => Number((frame >> BigInt(8 * i)) & 0xffn));
    for await (const hit of engine.physical.search([{ bytes }], { range, ...(signal && { signal }) })) {
      if (hit.address % 4096n !== LAST_ENTRY + 1n) continue;
      if (++others > MAX_OTHERS) break;
      const found = await proven(engine, facts, hit.address - LAST_ENTRY - 1n, witnesses);
      if (found !== undefined) return found;
    }
  }
  const first = witnesses.witnesses[0] ?? image.table;
  // The kernel's own root lies near the image's data; memory has so many look-alikes that not all are tried.
  const [from, to] = [near < NEAR ? 0n : near - NEAR, near + NEAR];
  for (const { start, end } of [
    { start: from, end: to },
    { start: range.start, end: from },
    { start: to, end: range.end },
  ])
    for await (const { root, mode } of tablesWith(engine, facts, first, { start, end }, signal)) {
      const found = await proven(engine, { ...facts, modes: [mode] }, root, witnesses);
      if (found !== undefined) return found;
    }
  return undefined;
}

/** Addresses that a right root translates. */
export interface Witnesses {
  readonly witnesses: readonly bigint[];
  /** Virtual minus physical address of all of them. */
  readonly delta: bigint;
  /** Those of data: a large page that maps everything at once is no kernel's, which lets no data be executed. */
  readonly data: ReadonlySet<bigint>;
  /** Others that it translates as well. */
  readonly also?: Witnesses;
}

/** The addresses that an image knows of itself. */
export function witnessesOf({ symbols, table, delta, around = [] }: Witnessed): Witnesses {
  const of = (names: readonly string[]): bigint[] => names.flatMap((name) => symbols.address(name) ?? []);
  return { witnesses: [table, ...of(WITNESSES), ...around], delta, data: new Set(of(DATA_WITNESSES)) };
}

async function proven(
  engine: Engine,
  { modes, wordSize }: Pick<ArchitectureFacts, 'modes' | 'wordSize'>,
  place: bigint,
  { witnesses, data, delta, also }: Witnesses,
): Promise<Root | undefined> {
  if (place >= MAX_PHYSICAL) return undefined;
  for (const mode of modes) {
    for (const root of mode === 'aarch64-64k-48' ? [place, place + TOP_OF_52] : [place]) {
      const results = await engine.space(kernelSpace({ root, mode })).translate(witnesses);
      const right = results.filter(
        (r) =>
          r.ok &&
          r.physical === BigInt.asUintN(8 * wordSize, r.virtual - delta) &&
          (r.permissions.accessed || mode === 'arm-short') &&
          (!data.has(r.virtual) || (r.permissions.write && (wordSize === 4 || !r.permissions.kernelExecute))),
      ).length;
      // A damaged page may hold the offsets of some symbols: most must be right, not all. A wrong root gets none right.
      if (right < 3 || right <= results.length / 2) continue;
      const facts = { modes: [mode], wordSize };
      if (also === undefined || (await proven(engine, facts, root, also)) !== undefined)
        return { root, mode };
    }
  }
  return undefined;
}
