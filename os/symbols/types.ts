/** What symbol sources and type sources give. */
import type { TypeDescription } from '../types.js';
import type { TypeGraph } from './type-graph.js';

/** A symbol of the kernel proper. */
export interface SymbolName {
  readonly name: string;
  readonly address: bigint;
  /** nm's letter. */
  readonly type: string;
}

/** A member found by name. Offsets and sizes in bytes. */
export interface Field {
  readonly offset: number;
  /** 0 when unknown (a flexible array, a function). */
  readonly size: number;
  /** For a bit field: first bit, counted from bit 0 of the byte at `offset`, and width. Else 0 bits. */
  readonly bitStart: number;
  readonly bits: number;
  /** Elements, for an array; else 1. */
  readonly count: number;
}

/** A structure's layout; members of anonymous members are its own. */
export interface StructLayout {
  readonly name: string;
  readonly size: number;
  /** A member, or one inside: `d_name.name`. Undefined when this kernel has none. */
  field(path: string): Field | undefined;
}

/** Types by name. */
export interface TypeSource {
  /** A struct or union by its tag. */
  struct(name: string): StructLayout | undefined;
  /** A description in C's words: `struct list_head`, `list_head`, `pid_t`. */
  describe(name: string): TypeDescription | undefined;
  /** The types themselves, where the source has more than layouts. */
  graph?(): TypeGraph | undefined;
}

/** Symbols of the kernel proper, by name and by address. */
export interface SymbolTable {
  /** Address of a symbol; undefined when there is none. The first one wins where a name is used twice. */
  address(name: string): bigint | undefined;
  /** Looks up many names at once, so that `address` answers without a search. */
  find(names: readonly string[]): void;
  /** The symbol at or before an address within 16 MiB, and how far before. */
  at(address: bigint): { readonly name: string; readonly offset: bigint } | undefined;
  /** All symbols, by address. */
  entries(): Iterable<SymbolName>;
}
