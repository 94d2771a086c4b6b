/** The symbols of an image: its kallsyms, and behind them what else in the image names addresses. */
import type { Engine } from '../../../engine/index.js';
import { Kallsyms, type KallsymsPlace } from '../../symbols/kallsyms.js';
import { LayeredSymbols } from '../../symbols/layered.js';
import type { SymbolTable } from '../../symbols/types.js';
import { lazily } from './lazily.js';
import { otherTables, type OtherSymbols } from './other-symbols.js';
import { BEFORE, BEHIND } from './types.js';

/** Where the tables of an image lie. */
export interface TablesAt {
  /** Start of the bytes that hold the tables. */
  readonly region: number;
  readonly place: KallsymsPlace | undefined;
  /** Virtual minus physical address of the image. */
  readonly delta: bigint;
  readonly wordSize: 4 | 8;
  /** What is asked where kallsyms does not answer. */
  readonly others?: OtherSymbols;
}

/** The tables, each read when a name is first asked for that is not remembered and not known before it. */
export async function imageSymbols(engine: Engine, image: TablesAt): Promise<() => SymbolTable> {
  const { region, place, delta } = image;
  const others = await otherTables(engine, image.others ?? {}, image);
  if (place === undefined) {
    const symbols = new LayeredSymbols(others);
    return () => symbols;
  }
  const kallsyms = await lazily(
    engine,
    region,
    BEFORE + BEHIND,
    (data) => new Kallsyms(data, place, (offset) => BigInt.asUintN(64, BigInt(region + offset) + delta)),
  );
  const symbols = new LayeredSymbols([kallsyms, ...others]);
  return () => symbols;
}
