/** The symbols that discovery itself asks for, looked up in one pass over the names. */
import type { Engine } from '../../../engine/index.js';
import type { SymbolTable } from '../../symbols/types.js';
import { LAYER_SYMBOLS, wordIn } from '../kernel.js';
import { KERNEL_HALVES, ROOTS, WITNESSES } from '../page-table-root.js';
import { ARCHITECTURES } from './architectures.js';

export const PROBES = [
  ...ROOTS,
  ...KERNEL_HALVES,
  '_text',
  '_end',
  'page_offset_base',
  'memstart_addr',
  'kernel_map',
  'phys_base',
  '__start_BTF',
  '__stop_BTF',
  'max_pfn',
  ...ARCHITECTURES.flatMap(({ offsets }) => offsets.map(({ name }) => name)),
  ...WITNESSES,
  ...LAYER_SYMBOLS,
];

/** A word of the image, by name; undefined when there is no such symbol or its page is missing. */
export async function imageWord(
  engine: Engine,
  symbols: SymbolTable,
  delta: bigint,
  name: string,
  wordSize: 4 | 8,
): Promise<bigint | undefined> {
  const address = symbols.address(name);
  if (address === undefined) return undefined;
  const { data, missing } = await engine.physical.readPartial(
    BigInt.asUintN(8 * wordSize, address - delta),
    wordSize,
  );
  return missing.length > 0 ? undefined : wordIn(data, 0, wordSize);
}
