/** A symbol table over a list: what a file names, at the addresses that the linker gave or at those of a running kernel. */
import type { SymbolName, SymbolTable } from './types.js';

/** The symbol before an address is named when it is not further away, bytes. */
const REACH = 16n << 20n;

/** A table of a list in any order. */
export class ListedSymbols implements SymbolTable {
  private readonly sorted: readonly SymbolName[];
  private readonly addresses = new Map<string, bigint>();

  constructor(symbols: readonly SymbolName[]) {
    this.sorted = [...symbols].sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
    for (const { name, address } of this.sorted)
      if (!this.addresses.has(name)) this.addresses.set(name, address);
  }

  /** Number of symbols. */
  get count(): number {
    return this.sorted.length;
  }

  address(name: string): bigint | undefined {
    return this.addresses.get(name);
  }

  find(): void {
    // Nothing to prepare: all names are at hand.
  }

  at(address: bigint): { readonly name: string; readonly offset: bigint } | undefined {
    let [low, high] = [0, this.sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sorted[middle] as SymbolName).address <= address) low = middle + 1;
      else high = middle;
    }
    const before = this.sorted[low - 1];
    if (before === undefined || address - before.address > REACH) return undefined;
    // Of several names for one place the first is meant.
    let first = low - 1;
    while (this.sorted[first - 1]?.address === before.address) first--;
    return { name: (this.sorted[first] as SymbolName).name, offset: address - before.address };
  }

  entries(): readonly SymbolName[] {
    return this.sorted;
  }

  /** The same where the image was moved by so many bytes; what lies outside of the image (per-cpu offsets, constants) stays. */
  moved(by: bigint): ListedSymbols {
    const start = this.address('_text') ?? this.address('_stext');
    const end = this.address('_end');
    if (by === 0n || start === undefined || end === undefined) return this;
    return new ListedSymbols(
      this.sorted.map((symbol) =>
        symbol.address >= start && symbol.address <= end
          ? { ...symbol, address: symbol.address + by }
          : symbol,
      ),
    );
  }
}
