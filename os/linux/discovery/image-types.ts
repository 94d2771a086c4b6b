/** The types of a kernel: its BTF. */
import type { Engine } from '../../../engine/index.js';
import { Btf } from '../../symbols/btf.js';
import type { SymbolTable, TypeSource } from '../../symbols/types.js';
import { btfSection } from './btf-section.js';
import { lazily } from './lazily.js';
import { hex } from './types.js';

/** A type source, read when it is first needed, and what it rests on. */
export interface ImageTypes {
  readonly source: () => TypeSource;
  readonly what: string;
  readonly where: string;
  readonly value: string;
}

/** The types of the image that lies `delta` below its virtual addresses. Throws kind `unsupported` when it has none. */
export async function imageTypes(engine: Engine, symbols: SymbolTable, delta: bigint): Promise<ImageTypes> {
  const { start, size } = btfSection(engine, symbols);
  const phys = Number(BigInt.asUintN(64, start - delta));
  const source = await lazily(engine, phys, size, (data) => new Btf(data));
  return { source, what: 'btf', where: hex(start), value: `${size} bytes` };
}
