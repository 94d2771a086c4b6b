/** Structure layouts as the derivation makes them, as a source of types. */
import type { Field, StructLayout, TypeSource } from '../../symbols/types.js';

/** A member whose place is known, and how many objects in memory speak for it. */
export interface DerivedField extends Field {
  readonly witnesses: number;
}

/** How to keep them with the findings about a dump. */
export type KeptLayouts = Readonly<
  Record<
    string,
    { readonly size: number; readonly fields: Readonly<Record<string, DerivedField | undefined>> } | undefined
  >
>;

/** Layouts by structure name; only what is known is there. */
export class DerivedLayouts implements TypeSource {
  private readonly structs: Record<
    string,
    { size: number; fields: Record<string, DerivedField | undefined> } | undefined
  >;

  /** `kept` is what an earlier run derived. */
  constructor(
    readonly wordSize: 4 | 8,
    kept: KeptLayouts = {},
  ) {
    this.structs = Object.fromEntries(
      Object.entries(kept).flatMap(([name, struct]) =>
        struct === undefined ? [] : [[name, { ...struct, fields: { ...struct.fields } }]],
      ),
    );
  }

  /** Adds a member of `size` bytes; 0 when its size is not known. */
  set(
    type: string,
    path: string,
    {
      offset,
      size = this.wordSize,
      count = 1,
      witnesses,
    }: Partial<Field> & { offset: number; witnesses: number },
  ): void {
    const struct = (this.structs[type] ??= { size: 0, fields: {} });
    struct.fields[path] = { offset, size, bitStart: 0, bits: 0, count, witnesses };
    struct.size = Math.max(struct.size, offset + size);
  }

  /** Says how far apart such structures lie in an array. */
  setSize(type: string, size: number): void {
    (this.structs[type] ??= { size: 0, fields: {} }).size = size;
  }

  /** Offset of a member; undefined when it is not known. */
  offset(type: string, path: string): number | undefined {
    return this.structs[type]?.fields[path]?.offset;
  }

  /** `size` is where the last known member ends, unless the structure's size is known. */
  struct(name: string): StructLayout | undefined {
    const struct = this.structs[name];
    return struct && { name, size: struct.size, field: (path) => struct.fields[path] };
  }

  /** Undefined always: the members that are not known have no description. */
  describe(): undefined {
    return undefined;
  }

  /** What is kept. */
  kept(): KeptLayouts {
    return this.structs;
  }
}
