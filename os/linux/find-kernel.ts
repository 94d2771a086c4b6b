/**
 * Finds the running kernel in physical memory with no prior knowledge: symbol table, image delta, page-table root,
 * types. Each step is checked against the next, so a copy of a kernel in a file cache is not taken for the running one.
 */
import {
  PagewalkError,
  throwIfAborted,
  type AddressSpace,
  type Engine,
  type PagingMode,
} from '../../engine/index.js';
import { Btf } from '../symbols/btf.js';
import { findKallsyms, TOKEN_PATTERN } from '../symbols/find-kallsyms.js';
import { Kallsyms, type KallsymsPlace } from '../symbols/kallsyms.js';
import {
  RememberedSymbols,
  RememberedTypes,
  type SymbolMemory,
  type TypeMemory,
} from '../symbols/remembered.js';
import type { SymbolTable } from '../symbols/types.js';
import type { Evidence } from '../types.js';
import { behindHole, findHole, withHole, type Hole } from './holes.js';
import type { LinuxKernel } from './kernel.js';
import { sampleNames, type OnProgress } from './sample.js';

/** How to look for a kernel. */
export interface FindOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  /** Called with each step as it is found. */
  readonly onEvidence?: (evidence: Evidence) => void;
}

/** Where a kernel was found; enough to find it again at once. Addresses are physical, the hole put back. */
export interface Findings {
  /** Start of the image bytes that hold the kallsyms tables. */
  readonly region: number;
  readonly place: KallsymsPlace;
  /** Virtual minus physical address of the image. */
  readonly delta: bigint;
  readonly root: bigint;
  readonly mode: PagingMode;
  readonly banner: string;
  readonly hole?: Hole;
  /** What was asked of the tables so far; they are not read for it again. */
  readonly symbols?: SymbolMemory;
  readonly types?: TypeMemory;
}

const MIB = 1 << 20;
/** Names of types and exported symbols lie within this distance of the token table. */
const AROUND = 20 * MIB;
/** The tables before and behind a token table. */
const BEFORE = 6 * MIB;
const BEHIND = 2 * MIB;
/** Data of the image, with its list heads, behind the read-only data. */
const DATA_REACH = 40 * MIB;
/** Without any sign of a kernel, this much is searched from end to end. */
const LINEAR_LIMIT = 4096 * MIB;
/** x86-64 kernel image: Documentation/arch/x86/x86_64/mm.rst, "kernel text mapping". */
const IMAGE_START = 0xffffffff80000000n;
const IMAGE_END = 0xffffffffff000000n;
const MAX_BANNER = 512;
const MAX_BTF = 64 * MIB;
const MODES: readonly PagingMode[] = ['x86-64-5level', 'x86-64-4level'];
const hex = (n: bigint | number): string => `0x${n.toString(16)}`;

/** Finds a kernel. Rejects with kind `not-recognised` when there is none, saying what was looked at. */
export async function findKernel(
  engine: Engine,
  options: FindOptions = {},
): Promise<{ kernel: LinuxKernel; findings: Findings }> {
  const rejected: string[] = [];
  const tried = new Set<number>();
  const tryAround = async (start: number, end: number): Promise<Findings | undefined> => {
    for await (const hit of engine.physical.search([{ bytes: TOKEN_PATTERN }], {
      range: { start: BigInt(start), end: BigInt(end) },
      ...(options.signal && { signal: options.signal }),
    })) {
      const at = Number(hit.address);
      if (tried.has(at)) continue;
      tried.add(at);
      const found = await tryTokenTable(engine, at, rejected, options);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  let searched = -1;
  const samples = sampleNames(engine, options.signal, options.onProgress);
  let step = await samples.next();
  for (; step.done !== true; step = await samples.next()) {
    const start = Math.max(searched, step.value - AROUND);
    const end = step.value + AROUND;
    if (end <= searched) continue;
    searched = end;
    const found = await tryAround(Math.max(0, start), end);
    if (found !== undefined) return { kernel: await openKernel(engine, found, options), findings: found };
  }
  if (step.value) {
    const found = await tryAround(0, LINEAR_LIMIT);
    if (found !== undefined) return { kernel: await openKernel(engine, found, options), findings: found };
  }
  const seen = step.value
    ? `${tried.size} possible symbol tables in the first ${LINEAR_LIMIT / MIB} MiB and around sampled names`
    : 'nothing but zeros in one page of every half MiB';
  throw new PagewalkError(
    'os',
    'not-recognised',
    `${engine.connector.name}: no Linux kernel for x86-64 found: ${seen}${rejected.length > 0 ? `; ${rejected.join('; ')}` : ''}`,
    {
      source: engine.connector.name,
      expected: 'a kallsyms symbol table, and a page table that maps it',
      hint: 'a kernel without kallsyms, or of another architecture, is not found by this version',
    },
  );
}

/** Checks one possible token table through to the page table. */
async function tryTokenTable(
  engine: Engine,
  hit: number,
  rejected: string[],
  options: FindOptions,
): Promise<Findings | undefined> {
  const from = Math.max(0, hit - BEFORE);
  const regionStart = from - (from % 4096);
  const { data } = await engine.physical.readPartial(BigInt(regionStart), hit + BEHIND - regionStart);
  const place = findKallsyms(data, hit - regionStart);
  if (place === undefined) return undefined;
  const votes = await engine.voteSelfPointers({
    range: { start: BigInt(hit - MIB), end: BigInt(hit + DATA_REACH) },
    ...(options.signal && { signal: options.signal }),
  });
  const table = BigInt(regionStart + place.tokenTable);
  const deltas = votes.filter(({ delta }) => {
    const address = BigInt.asUintN(64, table + delta);
    return address >= IMAGE_START && address < IMAGE_END;
  });
  for (const { delta } of deltas.slice(0, 4)) {
    throwIfAborted(options.signal);
    const symbols = new Kallsyms(data, place, (offset) =>
      BigInt.asUintN(64, BigInt(regionStart + offset) + delta),
    );
    symbols.find(PROBES);
    const tableAddress = BigInt.asUintN(64, table + delta);
    const found = { region: regionStart, place, delta, ...(await hole(engine, symbols, delta, regionStart)) };
    const whole = found.hole === undefined ? engine : await withHole(engine, found.hole.low);
    const root = await findRoot(whole, symbols, found.delta, tableAddress);
    if (root === undefined) continue;
    const banner = await readBanner(whole, symbols, found.delta);
    if (banner === undefined) continue;
    return { ...found, ...root, banner };
  }
  rejected.push(`symbol table at ${hex(hit)} belongs to no running kernel: no page table maps it`);
  return undefined;
}

/** A word of the image, by name. */
async function readWord(
  engine: Engine,
  symbols: SymbolTable,
  delta: bigint,
  name: string,
): Promise<bigint | undefined> {
  const address = symbols.address(name);
  if (address === undefined) return undefined;
  const { data, missing } = await engine.physical.readPartial(BigInt.asUintN(64, address - delta), 8);
  return missing.length > 0 ? undefined : new DataView(data.buffer).getBigUint64(0, true);
}

/** The hole, if the file leaves one out, with what it changes: an image above it lies higher than its offset says. */
async function hole(
  engine: Engine,
  symbols: SymbolTable,
  delta: bigint,
  region: number,
): Promise<Partial<Pick<Findings, 'hole' | 'region' | 'delta'>>> {
  const maxPfn = await readWord(engine, symbols, delta, 'max_pfn');
  const directMap = await readWord(engine, symbols, delta, 'page_offset_base');
  const found = await findHole(engine, { maxPfn, directMap });
  if (found === undefined) return {};
  const physical = behindHole(region, found.low);
  return { hole: found, region: physical, delta: BigInt.asUintN(64, delta - BigInt(physical - region)) };
}

/** Symbols all over the image whose addresses a right page table must translate. */
const WITNESSES = [
  '_stext',
  '_etext',
  'linux_banner',
  'init_task',
  'init_pid_ns',
  'init_uts_ns',
  'jiffies_64',
];
/** Looked up in one pass over the names. */
const PROBES = [
  'init_top_pgt',
  'swapper_pg_dir',
  'page_offset_base',
  '__start_BTF',
  '__stop_BTF',
  'max_pfn',
  ...WITNESSES,
];

/** The root whose walk gives the probes' physical addresses. Source: arch/x86/kernel/head_64.S, init_top_pgt. */
async function findRoot(
  engine: Engine,
  symbols: SymbolTable,
  delta: bigint,
  table: bigint,
): Promise<{ root: bigint; mode: PagingMode } | undefined> {
  const address = symbols.address('init_top_pgt') ?? symbols.address('swapper_pg_dir');
  if (address === undefined) return undefined;
  const root = BigInt.asUintN(64, address - delta);
  if (root >= 1n << 52n) return undefined;
  const probes = [table, ...WITNESSES.flatMap((name) => symbols.address(name) ?? [])];
  for (const mode of MODES) {
    const results = await engine.space({ root, mode }).translate(probes);
    const right = results.filter((r) => r.ok && r.physical === BigInt.asUintN(64, r.virtual - delta)).length;
    // A damaged page may hold the offsets of some symbols: most must be right, not all. A wrong root gets none right.
    if (right >= 3 && right > results.length / 2) return { root, mode };
  }
  return undefined;
}

async function readBanner(engine: Engine, symbols: SymbolTable, delta: bigint): Promise<string | undefined> {
  const address = symbols.address('linux_banner');
  if (address === undefined) return undefined;
  const { data } = await engine.physical.readPartial(BigInt.asUintN(64, address - delta), MAX_BANNER);
  const text = new TextDecoder('latin1').decode(data.subarray(0, Math.max(0, data.indexOf(0))));
  return text.startsWith('Linux version ') ? text.trimEnd() : undefined;
}

/**
 * Opens the kernel that findings describe. Rejects with kind `not-found` when its banner is no longer there, `malformed`
 * or `unsupported` when its types cannot be read.
 */
export async function openKernel(
  engine: Engine,
  findings: Findings,
  options: FindOptions = {},
): Promise<LinuxKernel> {
  const evidence: Evidence[] = [];
  const note = (what: string, where: string, value: string): void => {
    evidence.push({ what, where, value });
    options.onEvidence?.({ what, where, value });
  };
  const { region, place, delta, root, mode, banner } = findings;
  const whole = findings.hole === undefined ? engine : await withHole(engine, findings.hole.low);
  const table = await lazily(
    whole,
    region,
    BEFORE + BEHIND,
    (data) => new Kallsyms(data, place, (offset) => BigInt.asUintN(64, BigInt(region + offset) + delta)),
  );
  const symbols = new RememberedSymbols({ ...findings.symbols }, table);
  symbols.find(PROBES);
  if ((await readBanner(whole, symbols, delta)) !== banner) {
    throw new PagewalkError(
      'os',
      'not-found',
      `${engine.connector.name}: the kernel is no longer where it was found`,
    );
  }
  note('banner', hex((symbols.address('linux_banner') ?? 0n) - delta), banner);
  note('kallsyms', hex(region + place.tokenTable), `${place.count} symbols, ${place.kind} addresses`);
  note('image delta', hex(region), hex(delta));
  note('root', hex(root), mode);
  const directMap = await readWord(whole, symbols, delta, 'page_offset_base');
  if (directMap !== undefined) note('direct map', 'page_offset_base', hex(directMap));
  if (findings.hole !== undefined) {
    note(
      'hole',
      hex(findings.hole.low),
      `the file goes on at 0x100000000; ${findings.hole.agree} self pointers there agree with the direct map`,
    );
  }
  const section = btfSection(engine, symbols);
  note('btf', hex(section.start), `${section.size} bytes`);
  const source = await lazily(
    whole,
    Number(BigInt.asUintN(64, section.start - delta)),
    section.size,
    (data) => new Btf(data),
  );
  const types = new RememberedTypes({ ...findings.types }, source);
  const space: AddressSpace = whole.space({ root, mode });
  return { engine: whole, space, symbols, types, banner, release: banner.split(' ')[2] ?? '', evidence };
}

/** Makes something of a range of physical memory when it is first needed; at once where memory can only be awaited. */
async function lazily<T>(
  engine: Engine,
  phys: number,
  length: number,
  make: (data: Uint8Array) => T,
): Promise<() => T> {
  const { sync } = engine.physical;
  let made: T | undefined;
  if (sync === undefined) made = make((await engine.physical.readPartial(BigInt(phys), length)).data);
  return () => (made ??= make((sync as NonNullable<typeof sync>).readPartial(BigInt(phys), length).data));
}

/** The vmlinux BTF section. Source: include/asm-generic/vmlinux.lds.h, BTF. */
function btfSection(engine: Engine, symbols: SymbolTable): { start: bigint; size: number } {
  const start = symbols.address('__start_BTF');
  const stop = symbols.address('__stop_BTF');
  if (start === undefined || stop === undefined || stop <= start || stop - start > BigInt(MAX_BTF)) {
    throw new PagewalkError(
      'os',
      'unsupported',
      `${engine.connector.name}: the kernel carries no BTF type information`,
      {
        source: engine.connector.name,
        expected: 'symbols __start_BTF and __stop_BTF',
        hint: 'this version reads kernels built with CONFIG_DEBUG_INFO_BTF only',
      },
    );
  }
  return { start, size: Number(stop - start) };
}
