/**
 * BTF: the types a kernel carries of itself, and those that a module adds to them. Only names and offsets are indexed at
 * once; a type is decoded when asked for. Sources: include/uapi/linux/btf.h, Documentation/bpf/btf.rst.
 */
import { PagewalkError } from '../../engine/index.js';
import { indexTypes, KIND, layoutOf, type KindSizes } from './btf-index.js';
import { GraphTypes } from './graph-types.js';
import type { EnumValue, MemberNode, Parameter, TypeNode } from './type-graph.js';

const MAGIC = 0xeb9f;
const HEADER = 24;
/** Since 7.2 a header may say how large each kind is. */
const HEADER_WITH_LAYOUT = 32;
const MAX_HEADER = 256;
/** Longest name in bytes: KSYM_NAME_LEN. */
const MAX_NAME = 512;
/** What is behind the size of an int: BTF_INT_SIGNED, BTF_INT_CHAR, BTF_INT_BOOL. */
const INT = { signed: 1 << 24, char: 2 << 24, bool: 4 << 24 } as const;
const QUALIFIERS: Readonly<Record<number, string>> = {
  [KIND.volatile]: 'volatile ',
  [KIND.const]: 'const ',
  [KIND.restrict]: 'restrict ',
  [KIND.typeTag]: '',
};
const latin = new TextDecoder('latin1');

/** Where the sections lie; without `strings` when the header is damaged. */
interface Sections {
  readonly types: number;
  readonly end: number;
  readonly strings?: number;
  readonly stringBytes: number;
  readonly kinds: KindSizes;
}

function sectionsOf(view: DataView): Sections {
  const size = view.byteLength;
  if (size >= HEADER && view.getUint16(0, true) === MAGIC) {
    const header = view.getUint32(4, true);
    const types = header + view.getUint32(8, true);
    const end = types + view.getUint32(12, true);
    const strings = header + view.getUint32(16, true);
    const stringBytes = view.getUint32(20, true);
    const inside = end <= size && strings <= size && types < end;
    if (inside && header >= HEADER && header <= MAX_HEADER) {
      const extended = header >= HEADER_WITH_LAYOUT && size >= HEADER_WITH_LAYOUT;
      const at = extended ? header + view.getUint32(24, true) : 0;
      const bytes = extended ? view.getUint32(28, true) : 0;
      return { types, end, strings, stringBytes, kinds: layoutOf(view, at, at + bytes <= size ? bytes : 0) };
    }
  }
  return { types: HEADER, end: size, stringBytes: size, kinds: layoutOf(view, 0, 0) };
}

/** The types of one BTF section, and of the one it builds on. */
export class Btf extends GraphTypes {
  readonly pointerSize: 4 | 8;
  readonly count: number;
  /** False when some types were lost to damage. */
  readonly whole: boolean;
  private readonly view: DataView;
  private readonly strings: number;
  /** Bytes of the strings of this section and those below. */
  private readonly stringEnd: number;
  private readonly offsets: Uint32Array;
  private readonly structs = new Map<string, number>();
  /** Types and bytes of strings in the section below: numbers and offsets go on from there. */
  private readonly first: number;
  private readonly firstString: number;

  /**
   * Indexes a section. Throws kind `malformed` when it holds no types. Types on damaged pages are lost; where the header
   * is, the order of the sections that every writer uses is taken for granted. A module's section needs the kernel's as
   * `base`.
   */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly base?: Btf,
  ) {
    super();
    this.first = base?.count ?? 0;
    this.firstString = base?.stringEnd ?? 0;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const { types, end, strings, stringBytes, kinds } = sectionsOf(this.view);
    this.stringEnd = this.firstString + stringBytes;
    const index = indexTypes(this.view, types, end, this.stringEnd, kinds, this.first);
    this.offsets = index.offsets;
    this.count = this.first + this.offsets.length - 1;
    this.strings = strings ?? index.end;
    this.whole = index.whole && strings !== undefined && (base?.whole ?? true);
    if (this.offsets.every((offset) => offset === 0)) {
      throw new PagewalkError('os', 'malformed', 'BTF: no types where the section should be', {
        offset: 0,
        expected: 'magic 0xeb9f and sections inside the data',
      });
    }
    for (let i = 1; i < this.offsets.length; i++) {
      const at = this.offsets[i] as number;
      if (at === 0) continue;
      const kind = (this.view.getUint32(at + 4, true) >>> 24) & 0x7f;
      if (kind !== KIND.struct && kind !== KIND.union) continue;
      const name = this.string(this.view.getUint32(at, true));
      if (name !== '' && !this.structs.has(name)) this.structs.set(name, this.first + i);
    }
    this.pointerSize = base?.pointerSize ?? this.wordSize();
  }

  protected structId(tag: string): number | undefined {
    return this.structs.get(tag) ?? this.base?.structId(tag);
  }

  protected decode(id: number): TypeNode | undefined {
    if (id <= this.first) return this.base?.decode(id);
    const at = this.offsets[id - this.first];
    if (at === undefined || at === 0) return undefined;
    const info = this.view.getUint32(at + 4, true);
    const name = this.string(this.view.getUint32(at, true));
    const [count, flag] = [info & 0xffffff, info >>> 31 === 1];
    const third = this.view.getUint32(at + 8, true);
    const extra = at + 12;
    const kind = (info >>> 24) & 0x7f;
    switch (kind) {
      case KIND.int: {
        const how = this.view.getUint32(extra, true);
        const encoding = (how & INT.char) !== 0 ? 'char' : (how & INT.bool) !== 0 ? 'bool' : 'int';
        return { kind: 'int', name, size: third, signed: (how & INT.signed) !== 0, encoding };
      }
      case KIND.float:
        return { kind: 'float', name, size: third };
      case KIND.pointer:
        return { kind: 'pointer', to: third };
      case KIND.array: {
        const [of, length] = [this.view.getUint32(extra, true), this.view.getUint32(extra + 8, true)];
        return { kind: 'array', of, count: length };
      }
      case KIND.struct:
      case KIND.union: {
        const members = (): MemberNode[] => this.memberNodes(extra, count, flag);
        return { kind: kind === KIND.struct ? 'struct' : 'union', name, size: third, count, members };
      }
      case KIND.enum:
      case KIND.enum64: {
        const values = (): EnumValue[] => this.values(extra, count, flag, kind === KIND.enum64);
        return { kind: 'enum', name, size: third, signed: flag, count, values };
      }
      case KIND.forward:
        return { kind: 'forward', name, tag: flag ? 'union' : 'struct' };
      case KIND.typedef:
        return { kind: 'typedef', name, to: third };
      case KIND.prototype: {
        const parameters = (): Parameter[] => this.parameterNodes(extra, count);
        return { kind: 'prototype', returns: third, count, parameters };
      }
      case KIND.function:
        return { kind: 'function', name, to: third };
      case KIND.variable:
        return { kind: 'variable', name, to: third };
      default: {
        const qualifier = QUALIFIERS[kind];
        return qualifier === undefined ? undefined : { kind: 'qualifier', qualifier, to: third };
      }
    }
  }

  /** The size of C's long is that of a pointer on every architecture Linux runs on. */
  private wordSize(): 4 | 8 {
    for (let id = 1; id <= this.count; id++) {
      const node = this.decode(id);
      if (node?.kind === 'int' && /^(long unsigned int|unsigned long|long int|long)$/.test(node.name))
        return node.size === 4 ? 4 : 8;
    }
    return 8;
  }

  private string(offset: number): string {
    if (offset < this.firstString) return this.base?.string(offset) ?? '';
    const start = this.strings + offset - this.firstString;
    const text = this.bytes.subarray(start, start + MAX_NAME);
    return latin.decode(text.subarray(0, Math.max(0, text.indexOf(0))));
  }

  private memberNodes(at: number, count: number, flag: boolean): MemberNode[] {
    return Array.from({ length: count }, (_, i) => {
      const member = at + 12 * i;
      const offset = this.view.getUint32(member + 8, true);
      return {
        name: this.string(this.view.getUint32(member, true)),
        type: this.view.getUint32(member + 4, true),
        bit: flag ? offset & 0xffffff : offset,
        bits: flag ? offset >>> 24 : 0,
      };
    });
  }

  private values(at: number, count: number, signed: boolean, wide: boolean): EnumValue[] {
    return Array.from({ length: count }, (_, i) => {
      const value = at + (wide ? 12 : 8) * i;
      const name = this.string(this.view.getUint32(value, true));
      // Without the flag of newer writers, a 32-bit value is what an int holds.
      if (!wide) return { name, value: BigInt(this.view.getInt32(value + 4, true)) };
      const bits = this.view.getBigUint64(value + 4, true);
      return { name, value: signed ? BigInt.asIntN(64, bits) : bits };
    });
  }

  private parameterNodes(at: number, count: number): Parameter[] {
    return Array.from({ length: count }, (_, i) => ({
      name: this.string(this.view.getUint32(at + 8 * i, true)),
      type: this.view.getUint32(at + 8 * i + 4, true),
    }));
  }
}
