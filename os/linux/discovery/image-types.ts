/** The types of a kernel: its BTF, where it has one, else the layouts that its data betrays. */
import type { Engine } from '../../../engine/index.js';
import { Btf } from '../../symbols/btf.js';
import { vmcoreinfoAt } from '../../symbols/vmcoreinfo.js';
import { VmcoreinfoTypes } from '../../symbols/vmcoreinfo-types.js';
import type { TypeSource } from '../../symbols/types.js';
import { DerivedLayouts, inferLayouts, type KeptLayouts } from '../infer/index.js';
import { btfSection, type TypesOf } from './btf-section.js';
import type { OtherSymbols } from './other-symbols.js';
import { lazily } from './lazily.js';
import { hex } from './types.js';

/** A type source, read when it is first needed, and what it rests on. */
export interface ImageTypes {
  readonly source: () => TypeSource;
  readonly what: string;
  readonly where: string;
  readonly value: string;
  /** Layouts to keep with the findings, so that they need not be derived again. */
  readonly derived?: KeptLayouts;
}

/** What the derivation needs beside. */
export interface Underived extends TypesOf {
  /** No kernel object lies below this virtual address. */
  readonly kernelStart: bigint;
  /** What an earlier run derived. */
  readonly derived: KeptLayouts | undefined;
  /** What names addresses beside kallsyms. */
  readonly others: OtherSymbols | undefined;
}

/** The types of a kernel. What is not known of one without BTF is missing: the listings that need it say so. */
export async function imageTypes(engine: Engine, image: Underived): Promise<ImageTypes> {
  const log = await logTypes(engine, image.others);
  if (image.derived !== undefined)
    return derivedTypes(new DerivedLayouts(image.wordSize, image.derived), log);
  const section = await btfSection(engine, image);
  if (section === undefined) return derivedTypes(await inferLayouts({ ...image, engine }), log);
  const { start, size } = section;
  const phys = Number(BigInt.asUintN(8 * image.wordSize, start - image.delta));
  const source = await lazily(engine, phys, size, (data) => new Btf(data));
  return { source, what: 'btf', where: hex(start), value: `${size} bytes` };
}

/** The structures of the kernel log, which vmcoreinfo describes. */
async function logTypes(engine: Engine, others: OtherSymbols | undefined): Promise<TypeSource | undefined> {
  const info = others?.vmcoreinfo === undefined ? undefined : await vmcoreinfoAt(engine, others.vmcoreinfo);
  return info && new VmcoreinfoTypes(info);
}

function derivedTypes(layouts: DerivedLayouts, log: TypeSource | undefined): ImageTypes {
  const derived = layouts.kept();
  const members = Object.values(derived).flatMap((struct) => Object.values(struct?.fields ?? {}));
  const least = Math.min(...members.flatMap((member) => member?.witnesses || []));
  const value =
    members.length === 0
      ? 'the kernel carries no BTF, and no task list was found'
      : `${members.length} members of ${Object.keys(derived).length} structures, each with ${least} witnesses or more`;
  const source: TypeSource = {
    struct: (name) => layouts.struct(name) ?? log?.struct(name),
    describe: () => undefined,
  };
  return { source: () => source, what: 'types', where: 'derived from data', value, derived };
}
