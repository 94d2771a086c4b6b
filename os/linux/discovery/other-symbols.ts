/**
 * Finds what names addresses beside kallsyms, for kernels whose kallsyms lacks data symbols (CONFIG_KALLSYMS_ALL not
 * set) or is damaged: exported symbols, and vmcoreinfo. Both are checked against kallsyms before they are believed.
 */
import type { Engine } from '../../../engine/index.js';
import { findKsymtab, type FoundKsymtab } from '../../symbols/find-ksymtab.js';
import { Ksymtab } from '../../symbols/ksymtab.js';
import type { SymbolTable } from '../../symbols/types.js';
import { findVmcoreinfo, vmcoreinfoAt } from '../../symbols/vmcoreinfo.js';
import type { Evidence } from '../../types.js';
import { lazily } from './lazily.js';
import { outward } from './outward.js';
import { hex } from './types.js';

/** Where other sources of symbols lie. */
export interface OtherSymbols {
  readonly ksymtab?: FoundKsymtab;
  /** Physical address of the text. */
  readonly vmcoreinfo?: bigint;
}

/** The same in memory that was laid out anew; `physicalOf` gives the new address. */
export function movedOthers(
  { ksymtab, vmcoreinfo }: OtherSymbols,
  physicalOf: (address: number) => number,
): OtherSymbols {
  return {
    ...(ksymtab && { ksymtab: { ...ksymtab, region: physicalOf(ksymtab.region) } }),
    ...(vmcoreinfo !== undefined && { vmcoreinfo: BigInt(physicalOf(Number(vmcoreinfo))) }),
  };
}

/** The image that they must fit. */
export interface OtherSymbolsOf {
  /** Physical address in its read-only data, near the kallsyms tables. */
  readonly near: number;
  /** Virtual minus physical address. */
  readonly delta: bigint;
  readonly wordSize: 4 | 8;
  /** Its kallsyms; undefined when it has none. */
  readonly kallsyms: SymbolTable | undefined;
  readonly signal?: AbortSignal;
}

/** Names that both tables have are compared, at most so many; so many of them must agree. */
const COMPARED = 64;
const AGREEMENT = 0.9;
const LIKELY = 64n << 20n;
const MAX_PHYSICAL = 1n << 52n;
/** Sign of a kallsyms with data symbols that damage has not reached. */
const DATA_SYMBOLS = ['init_task', 'linux_banner'];

/** True when kallsyms has what other sources would give. */
export function knowsData(kallsyms: SymbolTable): boolean {
  kallsyms.find(DATA_SYMBOLS);
  return DATA_SYMBOLS.every((name) => kallsyms.address(name) !== undefined);
}

/** The other sources of an image's symbols. Those that contradict kallsyms, or another image's, are left out. */
export async function findOtherSymbols(engine: Engine, image: OtherSymbolsOf): Promise<OtherSymbols> {
  const ksymtab = await ksymtabOf(engine, image);
  const vmcoreinfo = await fittingVmcoreinfo(engine, image.kallsyms, image.signal, image.near);
  return { ...(ksymtab && { ksymtab }), ...(vmcoreinfo !== undefined && { vmcoreinfo }) };
}

async function ksymtabOf(engine: Engine, image: OtherSymbolsOf): Promise<FoundKsymtab | undefined> {
  const { near, delta, wordSize, kallsyms, signal } = image;
  let found: FoundKsymtab | undefined;
  for (const range of outward(near))
    found ??= await findKsymtab(engine, { range, wordSize, delta, ...(signal && { signal }) });
  if (found === undefined || kallsyms === undefined) return found;
  const table = (await ksymtabTable(engine, found, image))();
  const { count } = found.place;
  const step = Math.max(1, Math.floor(count / COMPARED));
  const sample = Array.from(
    { length: Math.ceil(count / step) },
    (_, i) => table.nameOf(i * step) ?? [],
  ).flat();
  kallsyms.find(sample);
  const both = sample.filter((name) => kallsyms.address(name) !== undefined);
  const agree = both.filter((name) => kallsyms.address(name) === table.address(name)).length;
  return both.length > 0 && agree >= AGREEMENT * both.length ? found : undefined;
}

/** Physical address of the vmcoreinfo whose text starts where the kernel's does; undefined when there is none. */
export async function fittingVmcoreinfo(
  engine: Engine,
  kernel: SymbolTable | undefined,
  signal?: AbortSignal,
  near = 0,
): Promise<bigint | undefined> {
  kernel?.find(['_stext']);
  const text = kernel?.address('_stext');
  if (text === undefined) return undefined;
  // In no fixed place, but often behind the image, which lies low.
  const from = BigInt(near);
  for (const range of [
    { start: from, end: from + LIKELY },
    { start: 0n, end: from },
    { start: from + LIKELY, end: MAX_PHYSICAL },
  ])
    for await (const info of findVmcoreinfo(engine, { range, ...(signal && { signal }) }))
      if (info.address('_stext') === text) return info.phys;
  return undefined;
}

/** Exported symbols, read when first asked for. */
export function ksymtabTable(
  engine: Engine,
  { region, length, place }: FoundKsymtab,
  { delta, wordSize }: Pick<OtherSymbolsOf, 'delta' | 'wordSize'>,
): Promise<() => Ksymtab> {
  const origin = BigInt.asUintN(8 * wordSize, BigInt(region) + delta);
  return lazily(engine, region, length, (bytes) => new Ksymtab({ bytes, origin, wordSize }, place));
}

/** The tables of {@link OtherSymbols}, to be asked in this order behind kallsyms. */
export async function otherTables(
  engine: Engine,
  { ksymtab, vmcoreinfo }: OtherSymbols,
  image: Pick<OtherSymbolsOf, 'delta' | 'wordSize'>,
): Promise<(() => SymbolTable)[]> {
  const tables: (() => SymbolTable)[] = [];
  if (ksymtab !== undefined) tables.push(await ksymtabTable(engine, ksymtab, image));
  const info = vmcoreinfo === undefined ? undefined : await vmcoreinfoAt(engine, vmcoreinfo);
  if (info !== undefined) tables.push(() => info);
  return tables;
}

/** What `info` says of them. */
export function aboutOthers({ ksymtab, vmcoreinfo }: OtherSymbols = {}): Evidence[] {
  const about: Evidence[] = [];
  if (ksymtab !== undefined) {
    const { count, kind } = ksymtab.place;
    const where = hex(ksymtab.region + ksymtab.place.start);
    about.push({ what: 'ksymtab', where, value: `${count} exported symbols, ${kind} entries` });
  }
  if (vmcoreinfo !== undefined)
    about.push({ what: 'vmcoreinfo', where: hex(vmcoreinfo), value: "its _stext is the image's" });
  return about;
}
