/** The symbols of an image: its kallsyms, and behind them what else in the image names addresses. */
import type { Engine } from '../../../engine/index.js';
import { Kallsyms, type KallsymsPlace } from '../../symbols/kallsyms.js';
import type { SymbolTable } from '../../symbols/types.js';
import { lazily } from './lazily.js';
import { BEFORE, BEHIND } from './types.js';

/** Where the tables of an image lie. */
export interface TablesAt {
  /** Start of the bytes that hold the tables. */
  readonly region: number;
  readonly place: KallsymsPlace;
  /** Virtual minus physical address of the image. */
  readonly delta: bigint;
}

/** The tables, read when a name is first asked for that is not remembered. */
export function imageSymbols(engine: Engine, { region, place, delta }: TablesAt): Promise<() => SymbolTable> {
  return lazily(
    engine,
    region,
    BEFORE + BEHIND,
    (data) => new Kallsyms(data, place, (offset) => BigInt.asUintN(64, BigInt(region + offset) + delta)),
  );
}
