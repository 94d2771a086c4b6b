/** The symbols that a kernel has in memory, completed by those that files name beside them. */
import type { SymbolName, SymbolTable } from './types.js';

/** A kernel's own symbols first; what it does not name comes from the others, in their order. */
export class CompletedSymbols implements SymbolTable {
  private all: readonly SymbolTable[] | undefined;

  /** `others` are made when the kernel does not know a name. */
  constructor(
    private readonly own: SymbolTable,
    private readonly others: () => readonly SymbolTable[],
  ) {}

  address(name: string): bigint | undefined {
    const known = this.own.address(name);
    if (known !== undefined) return known;
    for (const table of this.tables()) {
      const address = table.address(name);
      if (address !== undefined) return address;
    }
    return undefined;
  }

  find(names: readonly string[]): void {
    this.own.find(names);
  }

  /** The nearest of all: a kernel may name its code alone. */
  at(address: bigint): { readonly name: string; readonly offset: bigint } | undefined {
    let nearest = this.own.at(address);
    for (const table of this.tables()) {
      const found = table.at(address);
      if (found !== undefined && (nearest === undefined || found.offset < nearest.offset)) nearest = found;
    }
    return nearest;
  }

  /** The kernel's own, and between them by address what they lack. */
  *entries(): Iterable<SymbolName> {
    const own = [...this.own.entries()];
    const known = new Set(own.map(({ name }) => name));
    const more: SymbolName[] = [];
    for (const table of this.tables())
      for (const symbol of table.entries())
        if (!known.has(symbol.name)) {
          known.add(symbol.name);
          more.push(symbol);
        }
    if (more.length === 0) return yield* own;
    more.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
    let next = 0;
    for (const symbol of own) {
      for (; next < more.length && (more[next] as SymbolName).address < symbol.address; next++)
        yield more[next] as SymbolName;
      yield symbol;
    }
    yield* more.slice(next);
  }

  private tables(): readonly SymbolTable[] {
    return (this.all ??= this.others());
  }
}
