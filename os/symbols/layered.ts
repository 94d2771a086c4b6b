/** Several sources of symbols behind one interface: the first that knows a name answers. */
import type { SymbolName, SymbolTable } from './types.js';

/** Symbol tables in order of precedence; each is made when the ones before it do not answer. */
export class LayeredSymbols implements SymbolTable {
  private readonly made = new Map<number, SymbolTable>();

  constructor(private readonly layers: readonly (() => SymbolTable)[]) {}

  address(name: string): bigint | undefined {
    for (const table of this.tables()) {
      const address = table.address(name);
      if (address !== undefined) return address;
    }
    return undefined;
  }

  find(names: readonly string[]): void {
    let unknown = names;
    for (const table of this.tables()) {
      table.find(unknown);
      unknown = unknown.filter((name) => table.address(name) === undefined);
      if (unknown.length === 0) return;
    }
  }

  /** What lies exactly there in any table, else the symbol before it in the first. */
  at(address: bigint): { readonly name: string; readonly offset: bigint } | undefined {
    let before: { readonly name: string; readonly offset: bigint } | undefined;
    for (const table of this.tables()) {
      const found = table.at(address);
      if (found?.offset === 0n) return found;
      before ??= found;
    }
    return before;
  }

  /** Symbols of the first table that has any: a table of all symbols is not mixed with lists of a few. */
  *entries(): Iterable<SymbolName> {
    for (const table of this.tables()) {
      let any = false;
      for (const symbol of table.entries()) {
        any = true;
        yield symbol;
      }
      if (any) return;
    }
  }

  private *tables(): Generator<SymbolTable> {
    for (const [i, make] of this.layers.entries()) {
      const table = this.made.get(i) ?? make();
      this.made.set(i, table);
      yield table;
    }
  }
}
