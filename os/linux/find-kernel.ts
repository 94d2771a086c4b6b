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
import { findKallsyms, isTokenTable, TOKEN_PATTERN } from '../symbols/find-kallsyms.js';
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
import { LAYER_SYMBOLS, type LinuxKernel } from './kernel.js';
import { findRoot, KERNEL_HALVES, ROOTS, WITNESSES } from './page-table-root.js';
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
const PAGE = 4096;
/** Names of types and exported symbols lie within this distance of the token table. */
const AROUND = 20 * MIB;
/** The tables before and behind a token table. */
const BEFORE = 6 * MIB;
const BEHIND = 2 * MIB;
/** Data of the image, with its list heads, behind the read-only data. */
const DATA_REACH = 40 * MIB;
/** Single samples that look like names: so many are searched around. */
const MAX_ALONE = 64;
/** Without any sign of a kernel, this much is searched from end to end. */
const LINEAR_LIMIT = 4096 * MIB;
/** x86-64 kernel image: Documentation/arch/x86/x86_64/mm.rst, "kernel text mapping". */
const KERNEL_HALF = 1n << 63n;
const IMAGE_START = 0xffffffff80000000n;
const IMAGE_END = 0xffffffffff000000n;
const MAX_BANNER = 512;
/** Possible symbol tables that are looked into; each costs eight MiB. */
const MAX_TABLES = 64;
/** Strings of digits that are looked at: a kernel holds a handful. */
const MAX_HITS = 1 << 14;
/** A token table lies within this distance of its strings of digits. */
const TOKENS_BEFORE = 4096;
const TOKENS_BEHIND = 12288;
const MAX_BTF = 64 * MIB;
const hex = (n: bigint | number): string => `0x${n.toString(16)}`;

/** Finds a kernel. Rejects with kind `not-recognised` when there is none, saying what was looked at. */
export async function findKernel(
  engine: Engine,
  options: FindOptions = {},
): Promise<{ kernel: LinuxKernel; findings: Findings }> {
  const rejected: string[] = [];
  const tried = new Set<number>();
  let hits = 0;
  const tryAround = async (start: number, end: number): Promise<Findings | undefined> => {
    for await (const hit of engine.physical.search([{ bytes: TOKEN_PATTERN }], {
      range: { start: BigInt(start), end: BigInt(end) },
      ...(options.signal && { signal: options.signal }),
    })) {
      const at = Number(hit.address);
      if (++hits > MAX_HITS) return undefined;
      if (tried.has(at) || !(await looksLikeTokenTable(engine, at))) continue;
      if (tried.size === MAX_TABLES) return undefined;
      tried.add(at);
      const found = await tryTokenTable(engine, at, rejected, options);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  let searched = -1;
  const tryNear = (place: number): Promise<Findings | undefined> | undefined => {
    const start = Math.max(0, searched, place - AROUND);
    searched = Math.max(searched, place + AROUND);
    return start < searched ? tryAround(start, searched) : undefined;
  };
  const opened = async (found: Findings): Promise<{ kernel: LinuxKernel; findings: Findings }> => ({
    kernel: await openKernel(engine, found, options),
    findings: found,
  });

  // Names that go on from sample to sample first, then what may be names by accident.
  const alone: number[] = [];
  const samples = sampleNames(engine, options.signal, options.onProgress);
  let step = await samples.next();
  for (; step.done !== true; step = await samples.next()) {
    if (!step.value.goesOn) {
      alone.push(step.value.phys);
      continue;
    }
    const found = await tryNear(step.value.phys);
    if (found !== undefined) return opened(found);
  }
  searched = -1;
  for (const phys of alone.slice(0, MAX_ALONE)) {
    const found = await tryNear(phys);
    if (found !== undefined) return opened(found);
  }
  if (step.value) {
    const found = await tryAround(0, LINEAR_LIMIT);
    if (found !== undefined) return opened(found);
  }
  const seen = step.value
    ? `${tried.size} possible symbol tables in the first ${LINEAR_LIMIT / MIB} MiB and around sampled names${hits > MAX_HITS ? `, given up after ${MAX_HITS} strings that look like parts of one` : ''}`
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

async function looksLikeTokenTable(engine: Engine, hit: number): Promise<boolean> {
  // On a page: the index is aligned.
  const start = Math.max(0, hit - (hit % PAGE) - TOKENS_BEFORE);
  const { data } = await engine.physical.readPartial(BigInt(start), hit - start + TOKENS_BEHIND);
  return isTokenTable(data, hit - start);
}

/** Checks one possible token table through to the page table. */
async function tryTokenTable(
  engine: Engine,
  hit: number,
  rejected: string[],
  options: FindOptions,
): Promise<Findings | undefined> {
  const from = Math.max(0, hit - BEFORE);
  const regionStart = from - (from % PAGE);
  const { data } = await engine.physical.readPartial(BigInt(regionStart), hit + BEHIND - regionStart);
  const place = findKallsyms(data, hit - regionStart);
  if (place === undefined) return undefined;
  const votes = await engine.voteSelfPointers({
    range: { start: BigInt(Math.max(0, hit - MIB)), end: BigInt(hit + DATA_REACH) },
    ...(options.signal && { signal: options.signal }),
  });
  const table = BigInt(regionStart + place.tokenTable);
  const deltas = votes.filter(({ delta }) => {
    const address = BigInt.asUintN(64, table + delta);
    return address >= IMAGE_START && address < IMAGE_END;
  });
  for (const { delta } of deltas.slice(0, 4)) {
    throwIfAborted(options.signal);
    const kallsyms = new Kallsyms(data, place, (offset) =>
      BigInt.asUintN(64, BigInt(regionStart + offset) + delta),
    );
    const memory: SymbolMemory = {};
    const symbols = new RememberedSymbols(memory, () => kallsyms);
    symbols.find(PROBES);
    const tableAddress = BigInt.asUintN(64, table + delta);
    const found = { region: regionStart, place, delta, ...(await hole(engine, symbols, delta, regionStart)) };
    const whole = found.hole === undefined ? engine : await withHole(engine, found.hole.low);
    const root = await findRoot(whole, symbols, found.delta, tableAddress, options.signal);
    if (root === undefined) continue;
    const banner = await readBanner(whole, symbols, found.delta, found.region);
    if (banner === undefined) continue;
    return { ...found, ...root, banner, symbols: memory };
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

/** Looked up in one pass over the names. */
const PROBES = [
  ...ROOTS,
  ...KERNEL_HALVES,
  'page_offset_base',
  '__start_BTF',
  '__stop_BTF',
  'max_pfn',
  ...WITNESSES,
  ...LAYER_SYMBOLS,
];

/**
 * The kernel's banner; where damage has hit its symbol or its page, another copy in the image.
 * Source: init/version-timestamp.c, linux_banner (a weak copy without a build number is left out).
 */
async function readBanner(
  engine: Engine,
  symbols: SymbolTable,
  delta: bigint,
  region: number,
): Promise<string | undefined> {
  const at = async (phys: bigint): Promise<string | undefined> => {
    const { data } = await engine.physical.readPartial(phys, MAX_BANNER);
    const text = new TextDecoder('latin1').decode(data.subarray(0, Math.max(0, data.indexOf(0))));
    return /^Linux version \d[^\n]* #\d[^\n]*\n?$/.test(text) ? text.trimEnd() : undefined;
  };
  const address = symbols.address('linux_banner');
  const named = address === undefined ? undefined : await at(BigInt.asUintN(64, address - delta));
  if (named !== undefined) return named;
  const bytes = Uint8Array.from('Linux version ', (c) => c.charCodeAt(0));
  const range = {
    start: BigInt(Math.max(0, region - DATA_REACH)),
    end: BigInt(region + DATA_REACH),
  };
  for await (const hit of engine.physical.search([{ bytes }], { range })) {
    const text = await at(hit.address);
    if (text !== undefined) return text;
  }
  return undefined;
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
  if ((await readBanner(whole, symbols, delta, region)) !== banner) {
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
  return {
    engine: whole,
    space,
    symbols,
    types,
    wordSize: 8,
    pageShift: 12,
    kernelStart: KERNEL_HALF,
    banner,
    release: banner.split(' ')[2] ?? '',
    evidence,
  };
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
