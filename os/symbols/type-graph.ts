/** C types as a graph: what BTF, DWARF and ISF have in common. A type is known by its number; 0 is void. */

/** A member of a struct or union. */
export interface MemberNode {
  /** Empty for an anonymous struct or union. */
  readonly name: string;
  readonly type: number;
  /** First bit, from the start of the structure. */
  readonly bit: number;
  /** Width of a bit field; else 0. */
  readonly bits: number;
}

/** A constant of an enum. */
export interface EnumValue {
  readonly name: string;
  readonly value: bigint;
}

/** A parameter of a function; the name may be empty, and a last one without a type stands for `...`. */
export interface Parameter {
  readonly name: string;
  readonly type: number;
}

/** A type. Sizes in bytes. Parts are made when asked for: `count` of them. */
export type TypeNode =
  | {
      readonly kind: 'int';
      readonly name: string;
      readonly size: number;
      readonly signed: boolean;
      readonly encoding: 'int' | 'char' | 'bool';
    }
  | { readonly kind: 'float'; readonly name: string; readonly size: number }
  | { readonly kind: 'pointer'; readonly to: number }
  | { readonly kind: 'array'; readonly of: number; readonly count: number }
  | {
      readonly kind: 'struct' | 'union';
      readonly name: string;
      readonly size: number;
      readonly count: number;
      readonly members: () => readonly MemberNode[];
    }
  | {
      readonly kind: 'enum';
      readonly name: string;
      readonly size: number;
      readonly signed: boolean;
      readonly count: number;
      readonly values: () => readonly EnumValue[];
    }
  /** A struct, union or enum of which only the name is known. */
  | { readonly kind: 'forward'; readonly name: string; readonly tag: 'struct' | 'union' | 'enum' }
  | { readonly kind: 'typedef'; readonly name: string; readonly to: number }
  /** `qualifier` is C's word, or empty for what C has no word for. */
  | { readonly kind: 'qualifier'; readonly qualifier: string; readonly to: number }
  | {
      readonly kind: 'prototype';
      readonly returns: number;
      readonly count: number;
      readonly parameters: () => readonly Parameter[];
    }
  /** A function by name; `to` is its prototype. */
  | { readonly kind: 'function'; readonly name: string; readonly to: number }
  | { readonly kind: 'variable'; readonly name: string; readonly to: number };

/** What names mean: the prefix C writes before them. */
export type NameSpace = 'struct' | 'union' | 'enum' | 'typedef' | 'int' | 'float' | 'function' | 'variable';

/** A named type. */
export interface NamedType {
  readonly name: string;
  readonly kind: NameSpace;
  readonly id: number;
}

/** Types by number and by name. */
export interface TypeGraph {
  /** Number of types; their numbers go from 1 to this. */
  readonly count: number;
  /** Bytes of a pointer. */
  readonly pointerSize: 4 | 8;
  /** A type; undefined for void, and for one that is lost to damage. */
  node(id: number): TypeNode | undefined;
  /** The type behind typedefs and qualifiers. */
  resolve(id: number): { readonly id: number; readonly node: TypeNode } | undefined;
  /** Size in bytes; 0 when unknown. */
  sizeOf(id: number): number;
  /** C's words for a type. */
  spell(id: number): string;
  /** `struct x`, `union x`, `enum x`, or `x` of any kind; undefined when there is none. */
  find(name: string): number | undefined;
  /** All named types, in the order of their numbers. */
  names(): Iterable<NamedType>;
}
