/**
 * BTF: the types a kernel carries of itself. Only names and offsets are indexed at once; a structure is decoded when
 * asked for. Sources: include/uapi/linux/btf.h, Documentation/bpf/btf.rst.
 */
import { PagewalkError } from '../../engine/index.js';
import type { TypeDescription, TypeMember } from '../types.js';
import type { Field, StructLayout, TypeSource } from './types.js';

const MAGIC = 0xeb9f;
const KIND = {
  int: 1,
  pointer: 2,
  array: 3,
  struct: 4,
  union: 5,
  enum: 6,
  forward: 7,
  typedef: 8,
  volatile: 9,
  const: 10,
  restrict: 11,
  function: 12,
  prototype: 13,
  variable: 14,
  section: 15,
  float: 16,
  declTag: 17,
  typeTag: 18,
  enum64: 19,
} as const;
/** Bytes that follow a type: fixed, and for each of its `vlen` parts. */
const EXTRA: Record<number, { readonly fixed: number; readonly each: number }> = {
  [KIND.int]: { fixed: 4, each: 0 },
  [KIND.array]: { fixed: 12, each: 0 },
  [KIND.struct]: { fixed: 0, each: 12 },
  [KIND.union]: { fixed: 0, each: 12 },
  [KIND.enum]: { fixed: 0, each: 8 },
  [KIND.prototype]: { fixed: 0, each: 8 },
  [KIND.variable]: { fixed: 4, each: 0 },
  [KIND.section]: { fixed: 0, each: 12 },
  [KIND.declTag]: { fixed: 4, each: 0 },
  [KIND.enum64]: { fixed: 0, each: 12 },
};
const LAST_KIND = KIND.enum64;
const MAX_NESTING = 32;
const QUALIFIERS: Record<number, string> = { [KIND.volatile]: 'volatile ', [KIND.const]: 'const ', [KIND.restrict]: 'restrict ' };
const latin = new TextDecoder('latin1');

interface BtfType {
  readonly name: string;
  readonly kind: number;
  readonly flag: boolean;
  readonly length: number;
  /** Size in bytes, or the type referred to. */
  readonly sizeOrType: number;
  /** Offset of what follows the type. */
  readonly extra: number;
}
interface RawMember {
  readonly name: string;
  readonly type: number;
  readonly bit: number;
  readonly bits: number;
}

/** The types of one BTF section. */
export class Btf implements TypeSource {
  private readonly view: DataView;
  private readonly strings: number;
  private readonly offsets: Uint32Array;
  private readonly structs = new Map<string, number>();
  private readonly others = new Map<string, number>();
  private readonly layouts = new Map<string, StructLayout | undefined>();

  /** Indexes a section. Throws kind `malformed` when the header makes no sense; a damaged type ends the index there. */
  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const { view } = this;
    const header = bytes.length < 24 ? 0 : view.getUint32(4, true);
    const typeStart = header + (header === 0 ? 0 : view.getUint32(8, true));
    const typeEnd = typeStart + (header === 0 ? 0 : view.getUint32(12, true));
    this.strings = header + (header === 0 ? 0 : view.getUint32(16, true));
    if (header < 24 || header > 256 || view.getUint16(0, true) !== MAGIC || typeEnd > bytes.length || this.strings > bytes.length) {
      throw new PagewalkError('os', 'malformed', 'BTF: the header at offset 0 makes no sense', { offset: 0, expected: 'magic 0xeb9f and sections inside the data' });
    }
    const offsets: number[] = [0];
    for (let at = typeStart; at + 12 <= typeEnd; ) {
      const info = view.getUint32(at + 4, true);
      const kind = (info >>> 24) & 0x7f;
      if (kind === 0 || kind > LAST_KIND) break;
      const extra = EXTRA[kind];
      const next = at + 12 + (extra === undefined ? 0 : extra.fixed + extra.each * (info & 0xffffff));
      if (next > typeEnd) break;
      offsets.push(at);
      at = next;
    }
    this.offsets = Uint32Array.from(offsets);
    for (let id = 1; id < offsets.length; id++) {
      const at = offsets[id] as number;
      const kind = (view.getUint32(at + 4, true) >>> 24) & 0x7f;
      if (kind !== KIND.struct && kind !== KIND.union) continue;
      const name = this.string(view.getUint32(at, true));
      if (name !== '' && !this.structs.has(name)) this.structs.set(name, id);
    }
  }

  /** Number of types. */
  get count(): number {
    return this.offsets.length - 1;
  }

  struct(name: string): StructLayout | undefined {
    if (!this.layouts.has(name)) {
      const id = this.structs.get(name);
      this.layouts.set(name, id === undefined ? undefined : this.layout(name, id));
    }
    return this.layouts.get(name);
  }

  describe(name: string): TypeDescription | undefined {
    const tagged = /^(struct|union|enum) +(.*)$/.exec(name);
    const tag = tagged?.[2] ?? name;
    const id = tagged?.[1] === 'enum' ? this.other(`enum ${tag}`) : (this.structs.get(tag) ?? (tagged ? undefined : (this.other(tag) ?? this.other(`enum ${tag}`))));
    if (id === undefined) return undefined;
    const type = this.type(id);
    if (type === undefined) return undefined;
    const size = this.sizeOf(id);
    switch (type.kind) {
      case KIND.struct:
      case KIND.union:
        return { name: tag, kind: type.kind === KIND.struct ? 'struct' : 'union', size, members: this.members(id, 0, 0) };
      case KIND.enum:
      case KIND.enum64:
        return { name: tag, kind: 'enum', size, members: this.enumerators(type) };
      case KIND.typedef:
        return { name: tag, kind: 'typedef', size, members: [{ name: '', offset: 0, bits: 0, bitOffset: 0, type: this.spell(type.sizeOrType, 0) }] };
      default:
        return { name: tag, kind: 'int', size, members: [] };
    }
  }

  /** Typedefs, enums (`enum name`) and base types by name; indexed when first asked. */
  private other(name: string): number | undefined {
    if (this.others.size === 0) {
      for (let id = 1; id < this.offsets.length; id++) {
        const type = this.type(id);
        if (type === undefined || type.name === '') continue;
        const isEnum = type.kind === KIND.enum || type.kind === KIND.enum64;
        if (!isEnum && type.kind !== KIND.typedef && type.kind !== KIND.int && type.kind !== KIND.float) continue;
        const key = isEnum ? `enum ${type.name}` : type.name;
        if (!this.others.has(key)) this.others.set(key, id);
      }
    }
    return this.others.get(name);
  }

  private string(offset: number): string {
    const start = this.strings + offset;
    const end = this.bytes.indexOf(0, start);
    return start >= this.bytes.length ? '' : latin.decode(this.bytes.subarray(start, end < 0 ? start : end));
  }

  private type(id: number): BtfType | undefined {
    const at = this.offsets[id];
    if (at === undefined || id === 0) return undefined;
    const info = this.view.getUint32(at + 4, true);
    return {
      name: this.string(this.view.getUint32(at, true)),
      kind: (info >>> 24) & 0x7f,
      flag: info >>> 31 === 1,
      length: info & 0xffffff,
      sizeOrType: this.view.getUint32(at + 8, true),
      extra: at + 12,
    };
  }

  /** The type behind typedefs and qualifiers. */
  private resolve(id: number): { id: number; type: BtfType } | undefined {
    for (let depth = 0; depth < MAX_NESTING; depth++) {
      const type = this.type(id);
      if (type === undefined) return undefined;
      const refers = type.kind === KIND.typedef || type.kind === KIND.typeTag || type.kind in QUALIFIERS;
      if (!refers) return { id, type };
      id = type.sizeOrType;
    }
    return undefined;
  }

  private array(type: BtfType): { element: number; count: number } {
    return { element: this.view.getUint32(type.extra, true), count: this.view.getUint32(type.extra + 8, true) };
  }

  private sizeOf(id: number, depth = 0): number {
    const resolved = this.resolve(id);
    if (resolved === undefined || depth > MAX_NESTING) return 0;
    const { type } = resolved;
    if (type.kind === KIND.pointer) return 8;
    if (type.kind === KIND.array) {
      const { element, count } = this.array(type);
      return count * this.sizeOf(element, depth + 1);
    }
    return EXTRA[type.kind] !== undefined && type.kind !== KIND.prototype ? type.sizeOrType : type.kind === KIND.float ? type.sizeOrType : 0;
  }

  private rawMembers(type: BtfType): RawMember[] {
    return Array.from({ length: type.length }, (_, i) => {
      const at = type.extra + 12 * i;
      const offset = this.view.getUint32(at + 8, true);
      return {
        name: this.string(this.view.getUint32(at, true)),
        type: this.view.getUint32(at + 4, true),
        bit: type.flag ? offset & 0xffffff : offset,
        bits: type.flag ? offset >>> 24 : 0,
      };
    });
  }

  private layout(name: string, id: number): StructLayout {
    const found = new Map<string, Field | undefined>();
    return {
      name,
      size: this.type(id)?.sizeOrType ?? 0,
      field: (path) => {
        if (!found.has(path)) found.set(path, this.field(id, path.split('.'), 0, 0));
        return found.get(path);
      },
    };
  }

  private field(id: number, path: readonly string[], base: number, depth: number): Field | undefined {
    const resolved = this.resolve(id);
    if (resolved === undefined || depth > MAX_NESTING) return undefined;
    const { type } = resolved;
    if (type.kind !== KIND.struct && type.kind !== KIND.union) return undefined;
    for (const member of this.rawMembers(type)) {
      if (member.name === '') {
        const inner = this.field(member.type, path, base + member.bit, depth + 1);
        if (inner !== undefined) return inner;
      } else if (member.name === path[0]) {
        const bit = base + member.bit;
        if (path.length > 1) return this.field(member.type, path.slice(1), bit, depth + 1);
        const target = this.resolve(member.type);
        const count = target?.type.kind === KIND.array ? this.array(target.type).count : 1;
        return { offset: bit >> 3, size: this.sizeOf(member.type), bitStart: bit & 7, bits: member.bits, count };
      }
    }
    return undefined;
  }

  private members(id: number, base: number, depth: number): TypeMember[] {
    const type = this.resolve(id)?.type;
    if (type === undefined || depth > MAX_NESTING) return [];
    return this.rawMembers(type).flatMap((member) => {
      const bit = base + member.bit;
      if (member.name === '') return this.members(member.type, bit, depth + 1);
      return [{ name: member.name, offset: bit >> 3, bits: member.bits, bitOffset: bit, type: this.spell(member.type, 0) }];
    });
  }

  private enumerators(type: BtfType): TypeMember[] {
    const wide = type.kind === KIND.enum64;
    return Array.from({ length: type.length }, (_, i) => {
      const at = type.extra + (wide ? 12 : 8) * i;
      const value = wide ? this.view.getBigUint64(at + 4, true) : BigInt(this.view.getInt32(at + 4, true));
      return { name: this.string(this.view.getUint32(at, true)), offset: 0, bits: 0, bitOffset: 0, type: value.toString() };
    });
  }

  /** C's words for a type. */
  private spell(id: number, depth: number): string {
    if (id === 0) return 'void';
    const type = this.type(id);
    if (type === undefined || depth > MAX_NESTING) return '?';
    const named = type.name === '' ? '(anonymous)' : type.name;
    switch (type.kind) {
      case KIND.pointer:
        return `${this.spell(type.sizeOrType, depth + 1)} *`;
      case KIND.array: {
        const { element, count } = this.array(type);
        return `${this.spell(element, depth + 1)}[${count}]`;
      }
      case KIND.struct:
        return `struct ${named}`;
      case KIND.union:
        return `union ${named}`;
      case KIND.forward:
        return `${type.flag ? 'union' : 'struct'} ${named}`;
      case KIND.enum:
      case KIND.enum64:
        return `enum ${named}`;
      case KIND.prototype: {
        const parameters = Array.from({ length: type.length }, (_, i) => this.spell(this.view.getUint32(type.extra + 8 * i + 4, true), depth + 1));
        return `${this.spell(type.sizeOrType, depth + 1)} (${parameters.join(', ')})`;
      }
      case KIND.typeTag:
        return this.spell(type.sizeOrType, depth + 1);
      default:
        return type.kind in QUALIFIERS ? `${QUALIFIERS[type.kind] ?? ''}${this.spell(type.sizeOrType, depth + 1)}` : named;
    }
  }
}
