/**
 * BTF: the types a kernel carries of itself. Only names and offsets are indexed at once; a structure is decoded when
 * asked for, in a bounded number of steps. Sources: include/uapi/linux/btf.h, Documentation/bpf/btf.rst.
 */
import { PagewalkError } from '../../engine/index.js';
import type { TypeDescription, TypeMember } from '../types.js';
import { EXTRA, indexTypes, KIND } from './btf-index.js';
import type { Field, StructLayout, TypeSource } from './types.js';

const MAGIC = 0xeb9f;
const HEADER = 24;
const MAX_HEADER = 256;
const MAX_NESTING = 32;
/** Members, parameters and references looked at for one question: more only in types made to have no end. */
const MAX_STEPS = 1 << 18;
/** Members further into a structure, bytes, are taken for damage. */
const MAX_REACH = 1 << 20;
/** Longest name in bytes: KSYM_NAME_LEN. */
const MAX_NAME = 512;
const QUALIFIERS: Record<number, string> = {
  [KIND.volatile]: 'volatile ',
  [KIND.const]: 'const ',
  [KIND.restrict]: 'restrict ',
};
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

/** Where the sections lie; without `strings` when the header is damaged. */
function headerOf(view: DataView): { types: number; end: number; strings?: number; stringBytes: number } {
  const size = view.byteLength;
  if (size >= HEADER && view.getUint16(0, true) === MAGIC) {
    const header = view.getUint32(4, true);
    const types = header + view.getUint32(8, true);
    const end = types + view.getUint32(12, true);
    const strings = header + view.getUint32(16, true);
    const stringBytes = view.getUint32(20, true);
    const inside = end <= size && strings <= size && types < end;
    if (inside && header >= HEADER && header <= MAX_HEADER) return { types, end, strings, stringBytes };
  }
  return { types: HEADER, end: size, stringBytes: size };
}

/** The types of one BTF section. */
export class Btf implements TypeSource {
  private readonly view: DataView;
  private readonly strings: number;
  private readonly offsets: Uint32Array;
  /** False when some types were lost to damage. */
  readonly whole: boolean;
  /** Steps left for the question being answered. */
  private steps = 0;
  private readonly structs = new Map<string, number>();
  private readonly others = new Map<string, number>();
  private readonly layouts = new Map<string, StructLayout | undefined>();

  /**
   * Indexes a section. Throws kind `malformed` when it holds no types. Types on damaged pages are lost; where the header
   * is, the order of the sections that every writer uses is taken for granted.
   */
  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const { types, end, strings, stringBytes } = headerOf(this.view);
    const index = indexTypes(this.view, types, end, stringBytes);
    this.offsets = index.offsets;
    this.strings = strings ?? index.end;
    this.whole = index.whole && strings !== undefined;
    if (this.offsets.every((offset) => offset === 0)) {
      throw new PagewalkError('os', 'malformed', 'BTF: no types where the section should be', {
        offset: 0,
        expected: 'magic 0xeb9f and sections inside the data',
      });
    }
    for (let id = 1; id < this.offsets.length; id++) {
      const at = this.offsets[id] as number;
      if (at === 0) continue;
      const kind = (this.view.getUint32(at + 4, true) >>> 24) & 0x7f;
      if (kind !== KIND.struct && kind !== KIND.union) continue;
      const name = this.string(this.view.getUint32(at, true));
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
    const id =
      tagged?.[1] === 'enum'
        ? this.other(`enum ${tag}`)
        : (this.structs.get(tag) ?? (tagged ? undefined : (this.other(tag) ?? this.other(`enum ${tag}`))));
    this.steps = MAX_STEPS;
    const type = id === undefined ? undefined : this.type(id);
    if (id === undefined || type === undefined) return undefined;
    const size = this.sizeOf(id);
    switch (type.kind) {
      case KIND.struct:
      case KIND.union:
        return {
          name: tag,
          kind: type.kind === KIND.struct ? 'struct' : 'union',
          size,
          members: this.members(id, 0, 0),
        };
      case KIND.enum:
      case KIND.enum64:
        return { name: tag, kind: 'enum', size, members: this.enumerators(type) };
      case KIND.typedef:
        return {
          name: tag,
          kind: 'typedef',
          size,
          members: [{ name: '', offset: 0, bits: 0, bitOffset: 0, type: this.spell(type.sizeOrType, 0) }],
        };
      default:
        return { name: tag, kind: 'int', size, members: [] };
    }
  }

  /** Typedefs, enums (`enum name`) and base types by name; indexed when first asked. */
  private other(name: string): number | undefined {
    if (this.others.size === 0) {
      for (let id = 1; id < this.offsets.length; id++) {
        this.steps = MAX_STEPS;
        const type = this.type(id);
        if (type === undefined || type.name === '') continue;
        const isEnum = type.kind === KIND.enum || type.kind === KIND.enum64;
        if (!isEnum && type.kind !== KIND.typedef && type.kind !== KIND.int && type.kind !== KIND.float)
          continue;
        const key = isEnum ? `enum ${type.name}` : type.name;
        if (!this.others.has(key)) this.others.set(key, id);
      }
    }
    return this.others.get(name);
  }

  private string(offset: number): string {
    const start = this.strings + offset;
    const text = this.bytes.subarray(start, start + MAX_NAME);
    return latin.decode(text.subarray(0, Math.max(0, text.indexOf(0))));
  }

  private type(id: number): BtfType | undefined {
    const at = this.offsets[id];
    if (at === undefined || at === 0 || --this.steps < 0) return undefined;
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
    return {
      element: this.view.getUint32(type.extra, true),
      count: this.view.getUint32(type.extra + 8, true),
    };
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
    return EXTRA[type.kind] !== undefined && type.kind !== KIND.prototype
      ? type.sizeOrType
      : type.kind === KIND.float
        ? type.sizeOrType
        : 0;
  }

  private rawMembers(type: BtfType): RawMember[] {
    this.steps -= type.length;
    if (this.steps < 0) return [];
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

  /** Size of a structure, bytes. */
  private sizeAt(id: number): number {
    this.steps = MAX_STEPS;
    return this.type(id)?.sizeOrType ?? 0;
  }

  private layout(name: string, id: number): StructLayout {
    const found = new Map<string, Field | undefined>();
    return {
      name,
      size: this.sizeAt(id),
      field: (path) => {
        this.steps = MAX_STEPS;
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
    const members = this.rawMembers(type);
    for (const [i, member] of members.entries()) {
      if (member.name === '') {
        const inner = this.field(member.type, path, base + member.bit, depth + 1);
        if (inner !== undefined) return inner;
      } else if (member.name === path[0]) {
        const bit = base + member.bit;
        if (path.length > 1) return this.field(member.type, path.slice(1), bit, depth + 1);
        const target = this.resolve(member.type);
        const count = target?.type.kind === KIND.array ? this.array(target.type).count : 1;
        const room = ((members[i + 1]?.bit ?? 8 * type.sizeOrType) - member.bit) / 8;
        const offset = Math.floor(bit / 8);
        // A lost type still has the room up to the next member.
        const size = target === undefined ? Math.max(0, Math.floor(room)) : this.sizeOf(member.type);
        if (offset + size > MAX_REACH) return undefined;
        return { offset, size, bitStart: bit & 7, bits: member.bits, count };
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
      return [
        {
          name: member.name,
          offset: Math.floor(bit / 8),
          bits: member.bits,
          bitOffset: bit,
          type: this.spell(member.type, 0),
        },
      ];
    });
  }

  private enumerators(type: BtfType): TypeMember[] {
    const wide = type.kind === KIND.enum64;
    return Array.from({ length: type.length }, (_, i) => {
      const at = type.extra + (wide ? 12 : 8) * i;
      const value = !wide
        ? BigInt(this.view.getInt32(at + 4, true))
        : type.flag
          ? this.view.getBigInt64(at + 4, true)
          : this.view.getBigUint64(at + 4, true);
      return {
        name: this.string(this.view.getUint32(at, true)),
        offset: 0,
        bits: 0,
        bitOffset: 0,
        type: value.toString(),
      };
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
        const parameters = Array.from({ length: type.length }, (_, i) =>
          this.spell(this.view.getUint32(type.extra + 8 * i + 4, true), depth + 1),
        );
        return `${this.spell(type.sizeOrType, depth + 1)} (${parameters.join(', ')})`;
      }
      case KIND.typeTag:
        return this.spell(type.sizeOrType, depth + 1);
      default:
        return type.kind in QUALIFIERS
          ? `${QUALIFIERS[type.kind] ?? ''}${this.spell(type.sizeOrType, depth + 1)}`
          : named;
    }
  }
}
