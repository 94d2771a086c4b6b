/** The types of a kernel: its BTF, where it has one. */
import type { Engine } from '../../../engine/index.js';
import { Btf } from '../../symbols/btf.js';
import type { TypeSource } from '../../symbols/types.js';
import { btfSection, type TypesOf } from './btf-section.js';
import { lazily } from './lazily.js';
import { hex } from './types.js';

/** A type source, read when it is first needed, and what it rests on. */
export interface ImageTypes {
  readonly source: () => TypeSource;
  readonly what: string;
  readonly where: string;
  readonly value: string;
}

/** No types at all: what needs one says so. */
const NONE: TypeSource = { struct: () => undefined, describe: () => undefined };

/** The types of a kernel. One without BTF has none: the listings that need them say which one is missing. */
export async function imageTypes(engine: Engine, image: TypesOf): Promise<ImageTypes> {
  const section = await btfSection(engine, image);
  if (section === undefined)
    return { source: () => NONE, what: 'types', where: 'none', value: 'the kernel carries no BTF' };
  const { start, size } = section;
  const phys = Number(BigInt.asUintN(8 * image.wordSize, start - image.delta));
  const source = await lazily(engine, phys, size, (data) => new Btf(data));
  return { source, what: 'btf', where: hex(start), value: `${size} bytes` };
}
