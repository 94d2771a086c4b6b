/**
 * Executable kernel memory that belongs to nobody. BPF programs of the classic kind (socket filters, seccomp) are in no
 * list: they are known by the struct bpf_prog that points at them. Sources: include/linux/bpf.h, include/linux/filter.h.
 */
import type { LinuxKernel } from '../kernel.js';
import { StructReader } from '../structs.js';
import { UNKNOWN } from './code-map.js';
import type { Facts } from './facts.js';
import { executableRuns, uncovered } from './kernel-pages.js';
import type { Region } from './loaded-modules.js';

/** Bytes that fill unused code: zeros, INT3, NOP; BRK (AArch64) and EBREAK (RISC-V) as words. */
const FILLERS = [0x00, 0xcc, 0x90];
const FILLER_WORDS = [0xd4202000, 0xd4200000, 0x00100073, 0x90029002, 0xe7f001f2];
/** Longest kernel image that is believed. */
const MAX_IMAGE = 64n << 20n;
/** Bytes read at a time. */
const STEP = 1 << 20;

/** Pieces with something in them, and what could not be looked at. */
export interface OrphanRegions {
  readonly regions: readonly Region[];
  readonly reasons: readonly string[];
  /** Words elsewhere that lead into the regions. */
  readonly pointers: readonly { readonly address: bigint; readonly value: bigint }[];
}

const known = new WeakMap<Facts, Promise<OrphanRegions>>();

/** The pieces; found once for all checks. */
export function orphanRegions(facts: Facts, signal?: AbortSignal): Promise<OrphanRegions> {
  const found = known.get(facts) ?? find(facts, signal);
  known.set(facts, found);
  return found;
}

async function find(facts: Facts, signal?: AbortSignal): Promise<OrphanRegions> {
  const { kernel } = facts;
  const nothing = { regions: [], pointers: [] };
  const code = await facts.code(signal);
  if (code.reasons.length > 0 || code.text === undefined)
    return { ...nothing, reasons: [UNKNOWN, ...code.reasons] };
  if (await everythingExecutes(kernel))
    return { ...nothing, reasons: ['this kernel maps all of its memory executable'] };
  const { runs, reason } = await executableRuns(kernel, signal);
  if (reason !== undefined) return { ...nothing, reasons: [reason] };
  const page = 1n << BigInt(kernel.pageShift);
  // Owners end in the middle of a page, and the rest of it is theirs.
  const owned = code
    .regions(['module', 'hidden module', 'program', 'trampoline', 'probe'])
    .map(({ start, end }) => ({ start: start - (start % page), end: end + ((page - (end % page)) % page) }));
  // AArch64 keeps its header in front of _stext. Source: arch/arm64/kernel/vmlinux.lds.S, SEGMENT_ALIGN.
  const header = kernel.space.mode.startsWith('aarch64') ? 0x10000n : 0n;
  const image = {
    start: code.text.start - header,
    end: kernel.symbols.address('_end') ?? code.text.end,
  };
  const aliases = await imageMemory(kernel, code.text);
  const regions: Region[] = [];
  for (const region of uncovered(runs, [...owned, image, ...fixedPages(kernel)], aliases))
    regions.push(...(await filled(kernel, region, page)));
  if (regions.length === 0) return { ...nothing, reasons: [] };
  const pointers: { address: bigint; value: bigint }[] = [];
  for await (const { addresses, values } of kernel.space.scanPointers(
    { ranges: regions, width: kernel.wordSize },
    {
      range: { start: kernel.kernelStart, end: 1n << BigInt(8 * kernel.wordSize) },
      ...(signal && { signal }),
    },
  ))
    addresses.forEach((address, i) => pointers.push({ address, value: values[i] as bigint }));
  const programs = await programEntries(kernel, pointers);
  const inside = (address: bigint, { start, end }: Region): boolean => address >= start && address < end;
  const orphans = regions.filter((region) => !programs.some((entry) => inside(entry, region)));
  return {
    regions: orphans,
    reasons: [],
    pointers: pointers.filter(
      ({ address, value }) =>
        orphans.some((region) => inside(value, region)) && !orphans.some((region) => inside(address, region)),
    ),
  };
}

/**
 * Physical memory of the image where no symbol tells its end, as far as it is mapped in one piece: parts of it may be mapped
 * executable elsewhere. Source: arch/arm64/kernel/entry.S, the trampoline of kernel page-table isolation in the fixed map.
 */
async function imageMemory(kernel: LinuxKernel, text: Region): Promise<Region[]> {
  if (kernel.symbols.address('_end') !== undefined) return [];
  const range = { start: text.start, end: text.start + MAX_IMAGE };
  for await (const run of kernel.space.translateRange(range)) {
    if (!run.ok) return [];
    let end = run.physical + run.size;
    for await (const next of kernel.space.translateRange({ start: text.start + run.size, end: range.end })) {
      if (!next.ok || next.physical !== end) break;
      end += next.size;
    }
    return [{ start: run.physical, end }];
  }
  return [];
}

/** Pages of code at addresses of their own. Source: arch/arm/mm/mmu.c, early_trap_init (vectors and stubs). */
function fixedPages(kernel: LinuxKernel): Region[] {
  return kernel.space.mode.startsWith('arm-') ? [{ start: 0xffff0000n, end: 0xffff2000n }] : [];
}

/** Kernels without a no-execute bit: their data is executable too. */
async function everythingExecutes(kernel: LinuxKernel): Promise<boolean> {
  const data = kernel.symbols.address('init_task');
  if (data === undefined) return true;
  const [result] = await kernel.space.translate([data]);
  return result?.ok !== true || result.permissions.kernelExecute;
}

/** The pages of a region that hold more than filler, merged. */
async function filled(kernel: LinuxKernel, { start, end }: Region, page: bigint): Promise<Region[]> {
  const found: { start: bigint; end: bigint }[] = [];
  for (let at = start; at < end; at += BigInt(STEP)) {
    const length = end - at < BigInt(STEP) ? Number(end - at) : STEP;
    const { data, missing } = await kernel.space.readPartial(at, length);
    for (let offset = 0; offset < length; offset += Number(page)) {
      const address = at + BigInt(offset);
      const lost = missing.some((m) => m.start < address + page && m.start + m.size > address);
      if (lost || isFiller(data.subarray(offset, offset + Number(page)))) continue;
      const last = found.at(-1);
      if (last?.end === address) last.end = address + page;
      else found.push({ start: address, end: address + page });
    }
  }
  return found;
}

function isFiller(bytes: Uint8Array): boolean {
  const [first] = bytes;
  if (first === undefined || (FILLERS.includes(first) && bytes.every((byte) => byte === first || byte === 0)))
    return true;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const word = view.getUint32(0, true);
  if (!FILLER_WORDS.includes(word)) return false;
  for (let at = 0; at + 4 <= bytes.length; at += 4) if (view.getUint32(at, true) !== word) return false;
  return true;
}

/** Entry points of BPF programs among the pointers: the words that are bpf_func of a program whose aux names it back. */
async function programEntries(
  kernel: LinuxKernel,
  pointers: readonly { readonly address: bigint; readonly value: bigint }[],
): Promise<bigint[]> {
  if (kernel.types.struct('bpf_prog') === undefined || kernel.types.struct('bpf_prog_aux') === undefined)
    return [];
  const reader = new StructReader(kernel, 'bpf_prog', ['bpf_func', 'aux']);
  const auxiliary = new StructReader(kernel, 'bpf_prog_aux', ['prog']);
  const offset = BigInt(reader.offset('bpf_func'));
  const programs = await reader.many(pointers.map(({ address }) => address - offset));
  const auxes = await auxiliary.many(programs.map((program) => program?.word('aux') ?? 0n));
  return programs.flatMap((program, i) =>
    program !== undefined && auxes[i]?.word('prog') === program.address ? [program.word('bpf_func')] : [],
  );
}
