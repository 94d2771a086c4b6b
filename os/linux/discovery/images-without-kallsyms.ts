/**
 * Images of kernels whose kallsyms is missing or damaged: vmcoreinfo names some addresses and says where the image lies;
 * exported symbols name many.
 */
import type { Engine } from '../../../engine/index.js';
import { findKsymtab, type FoundKsymtab } from '../../symbols/find-ksymtab.js';
import { LayeredSymbols } from '../../symbols/layered.js';
import { RememberedSymbols } from '../../symbols/remembered.js';
import { findVmcoreinfo, type Vmcoreinfo } from '../../symbols/vmcoreinfo.js';
import { ksymtabTable, otherTables } from './other-symbols.js';
import { PROBES } from './probes.js';
import { voteForDelta } from './self-pointers.js';
import type { FindOptions, Image } from './types.js';

/** Where the kernel mapping of x86-64 starts: arch/x86/include/asm/page_64_types.h, __START_KERNEL_map. */
const START_KERNEL_MAP = 0xffffffff80000000n;
/** Voted deltas that are tried, the most frequent first. */
const MAX_DELTAS = 4;
/** So much memory votes: an image lies low in the memory of 32-bit machines, and its list heads with it. */
const JURY = 2 ** 32;
/** Exported symbols lie within this distance behind the first text. */
const IMAGE_REACH = 64n << 20n;
/** Data of the image, with its list heads, lies within this distance of init_task. */
const NEAR_DATA = 1 << 20;

/** Possible images, each a kernel's only when a page table maps it. Looks through all memory. */
export async function* imagesWithoutKallsyms(engine: Engine, options: FindOptions): AsyncGenerator<Image> {
  const signal = options.signal && { signal: options.signal };
  const told = new Set<bigint>();
  for await (const info of findVmcoreinfo(engine, { ...signal })) {
    const text = info.address('_stext') ?? 0n;
    if (told.has(text)) continue;
    told.add(text);
    for (const delta of await deltasOf(engine, info, text, options)) {
      const wordSize = info.wordSize ?? 8;
      const start = BigInt.asUintN(8 * wordSize, text - delta);
      const range = { start, end: start + IMAGE_REACH };
      const ksymtab = await findKsymtab(engine, { range, wordSize, delta, ...signal });
      yield await image(engine, { delta, wordSize, table: text, region: Number(start), ksymtab, info });
    }
  }
  if (told.size > 0) return;
  const range = { start: 0n, end: endOf(engine) };
  const ksymtab = await findKsymtab(engine, { range, wordSize: 8, delta: undefined, ...signal });
  if (ksymtab === undefined) return;
  const { region } = ksymtab;
  for (const wordSize of [8, 4] as const) {
    // List heads of the image's own data: elsewhere the direct map of all memory would win.
    const names = (await ksymtabTable(engine, ksymtab, { delta: 0n, wordSize }))();
    const data = names.address('init_task');
    if (data === undefined || data >= endOf(engine)) continue;
    const [start, end] = [Math.max(0, Number(data) - NEAR_DATA), Number(data) + NEAR_DATA];
    const votes = await voteForDelta(engine, { start: start - (start % 8), end, wordSize, ...signal });
    for (const { delta } of votes.slice(0, MAX_DELTAS)) {
      const table = BigInt.asUintN(8 * wordSize, BigInt(region) + delta);
      yield await image(engine, { delta, wordSize, table, region, ksymtab });
    }
  }
}

const endOf = (engine: Engine): bigint => {
  const last = engine.connector.ranges.at(-1);
  return last === undefined ? 0n : BigInt(last.start + last.size);
};

/**
 * Virtual minus physical addresses of the image that vmcoreinfo tells of, or else that list heads vote for. Sources:
 * arch/x86/kernel/vmcore_info_64.c (phys_base), arch/arm64/kernel/vmcore_info.c (kimage_voffset, PHYS_OFFSET),
 * arch/riscv/kernel/vmcore_info.c (va_kernel_pa_offset, phys_ram_base). A flat file counts from the start of memory.
 */
async function deltasOf(
  engine: Engine,
  info: Vmcoreinfo,
  text: bigint,
  options: FindOptions,
): Promise<bigint[]> {
  const wordSize = info.wordSize ?? 8;
  const bits = 8 * wordSize;
  const physBase = info.number('phys_base');
  const offset = info.number('kimage_voffset') ?? info.number('va_kernel_pa_offset');
  const base = info.number('PHYS_OFFSET') ?? info.number('phys_ram_base') ?? 0n;
  const deltas = physBase !== undefined ? [START_KERNEL_MAP - physBase] : [];
  if (offset !== undefined) deltas.push(offset, offset + base);
  if (deltas.length === 0) {
    const votes = await voteForDelta(engine, { start: 0, end: JURY, wordSize, signal: options.signal });
    deltas.push(...votes.slice(0, MAX_DELTAS).map(({ delta }) => delta));
  }
  const end = endOf(engine);
  return deltas
    .map((delta) => BigInt.asUintN(bits, delta))
    .filter((delta) => BigInt.asUintN(bits, text - delta) < end);
}

interface Parts extends Pick<Image, 'delta' | 'wordSize' | 'table' | 'region'> {
  readonly ksymtab: FoundKsymtab | undefined;
  readonly info?: Vmcoreinfo;
}

async function image(engine: Engine, { ksymtab, info, ...rest }: Parts): Promise<Image> {
  const others = { ...(ksymtab && { ksymtab }), ...(info && { vmcoreinfo: info.phys }) };
  const layers = new LayeredSymbols(await otherTables(engine, others, rest));
  const symbols = new RememberedSymbols({}, () => layers);
  symbols.find(PROBES);
  const foundAt = info === undefined ? rest.region : Number(info.phys);
  return { ...rest, region: ksymtab?.region ?? rest.region, foundAt, place: undefined, symbols, others };
}
