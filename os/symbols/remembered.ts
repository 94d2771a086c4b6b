/**
 * Symbols and types that remember what was asked of them. What is remembered can be kept with the findings about a
 * dump: then a second run answers without reading the tables, which are loaded only for what is new.
 */
import type { TypeDescription } from '../types.js';
import type { TypeGraph } from './type-graph.js';
import type { Field, StructLayout, SymbolName, SymbolTable, TypeSource } from './types.js';

/** Addresses by name; null for names that the kernel lacks. */
export type SymbolMemory = Record<string, bigint | null>;
/** Members by path for each structure; null for what the kernel lacks. */
export type TypeMemory = Record<
  string,
  { readonly size: number; readonly fields: Record<string, Field | null> } | null
>;

/** A symbol table behind a memory. */
export class RememberedSymbols implements SymbolTable {
  constructor(
    /** Grows with each new name. */
    readonly memory: SymbolMemory,
    private readonly table: () => SymbolTable,
  ) {}

  address(name: string): bigint | undefined {
    if (!Object.hasOwn(this.memory, name)) this.memory[name] = this.table().address(name) ?? null;
    return this.memory[name] ?? undefined;
  }

  find(names: readonly string[]): void {
    const unknown = names.filter((name) => !Object.hasOwn(this.memory, name));
    if (unknown.length === 0) return;
    this.table().find(unknown);
    for (const name of unknown) this.address(name);
  }

  at(address: bigint): { readonly name: string; readonly offset: bigint } | undefined {
    return this.table().at(address);
  }

  entries(): Iterable<SymbolName> {
    return this.table().entries();
  }
}

/** A type source behind a memory. */
export class RememberedTypes implements TypeSource {
  constructor(
    /** Grows with each new structure and member. */
    readonly memory: TypeMemory,
    private readonly source: () => TypeSource,
  ) {}

  struct(name: string): StructLayout | undefined {
    if (!Object.hasOwn(this.memory, name)) {
      const layout = this.source().struct(name);
      this.memory[name] = layout === undefined ? null : { size: layout.size, fields: {} };
    }
    const known = this.memory[name];
    if (known === null || known === undefined) return undefined;
    return {
      name,
      size: known.size,
      field: (path) => {
        if (!Object.hasOwn(known.fields, path))
          known.fields[path] = this.source().struct(name)?.field(path) ?? null;
        return known.fields[path] ?? undefined;
      },
    };
  }

  describe(name: string): TypeDescription | undefined {
    return this.source().describe(name);
  }

  graph(): TypeGraph | undefined {
    return this.source().graph?.();
  }
}
