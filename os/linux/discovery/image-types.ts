/** The types of a kernel: its BTF, where it has one, else the layouts that its data betrays. */
import { PagewalkError, type Engine } from '../../../engine/index.js';
import { Btf } from '../../symbols/btf.js';
import { LayeredTypes } from '../../symbols/layered-types.js';
import { vmcoreinfoAt } from '../../symbols/vmcoreinfo.js';
import { VmcoreinfoTypes } from '../../symbols/vmcoreinfo-types.js';
import type { TypeSource } from '../../symbols/types.js';
import { DerivedLayouts, inferLayouts, type KeptLayouts } from '../infer/index.js';
import type { Section, TypesOf } from './btf-section.js';
import { lazily } from './lazily.js';
import { fittingVmcoreinfo, type OtherSymbols } from './other-symbols.js';
import { hex } from './types.js';

/** A type source, read when it is first needed, and what it rests on. */
export interface ImageTypes {
  readonly source: () => TypeSource;
  readonly what: string;
  readonly where: string;
  readonly value: string;
  /** The kernel's own types, where they are whole. */
  readonly btf?: () => Btf;
  /** Layouts to keep with the findings, so that they need not be derived again. */
  readonly derived?: KeptLayouts;
}

/** What the derivation needs beside. */
export interface Underived extends TypesOf {
  /** No kernel object lies below this virtual address. */
  readonly kernelStart: bigint;
  /** Where its BTF lies; null when it has none. */
  readonly btf: Section | null;
  /** What an earlier run derived. */
  readonly derived: KeptLayouts | undefined;
  /** True when an earlier run has opened the kernel: it kept what it derived if the types were damaged. */
  readonly known: boolean;
  /** What names addresses beside kallsyms. */
  readonly others: OtherSymbols | undefined;
  /** Takes the address of a symbol that no table names. */
  readonly learn: (name: string, address: bigint) => void;
}

/**
 * The types of a kernel. What is not known of one without BTF is missing: the listings that need it say so. Where damage
 * has hit BTF, what data betrays and vmcoreinfo tells fill the gaps.
 */
export async function imageTypes(engine: Engine, image: Underived): Promise<ImageTypes> {
  const section = image.btf;
  const kept = image.derived && new DerivedLayouts(image.wordSize, image.derived);
  if (section === null) {
    const layouts = kept ?? (await inferLayouts({ ...image, engine }));
    return derivedTypes(layouts, await logTypes(engine, image));
  }
  const { start, size } = section;
  const phys = Number(BigInt.asUintN(8 * image.wordSize, start - image.delta));
  const btf = await lazily(engine, phys, size, (data) => new Btf(data));
  const about = { what: 'btf', where: hex(start), value: `${size} bytes` };
  if (kept === undefined && (image.known || usable(btf)[0]?.whole === true))
    return { source: btf, btf, ...about };
  const layouts = kept ?? (await inferLayouts({ ...image, engine }));
  const log = await logTypes(engine, image);
  let types: TypeSource | undefined;
  return {
    ...about,
    source: () => (types ??= new LayeredTypes([...usable(btf), ...log, layouts])),
    value: `${size} bytes, damaged; what is lost of it is derived from data where that is possible`,
    derived: layouts.kept(),
  };
}

/** The section's types; none where damage has left nothing of them. */
function usable(btf: () => Btf): readonly Btf[] {
  try {
    return [btf()];
  } catch (error) {
    if (error instanceof PagewalkError && error.kind === 'malformed') return [];
    throw error;
  }
}

/** The structures of the kernel log, which vmcoreinfo describes; none where that is not found. */
async function logTypes(engine: Engine, { symbols, others }: Underived): Promise<TypeSource[]> {
  const at = others?.vmcoreinfo ?? (await fittingVmcoreinfo(engine, symbols));
  const info = at === undefined ? undefined : await vmcoreinfoAt(engine, at);
  return info === undefined ? [] : [new VmcoreinfoTypes(info)];
}

function derivedTypes(layouts: DerivedLayouts, log: readonly TypeSource[]): ImageTypes {
  const derived = layouts.kept();
  const members = Object.values(derived).flatMap((struct) => Object.values(struct?.fields ?? {}));
  const least = Math.min(...members.flatMap((member) => member?.witnesses || []));
  const value =
    members.length === 0
      ? 'the kernel carries no BTF, and no task list was found'
      : `${members.length} members of ${Object.keys(derived).length} structures, each with ${least} witnesses or more`;
  const source = new LayeredTypes([layouts, ...log]);
  return { source: () => source, what: 'types', where: 'derived from data', value, derived };
}
