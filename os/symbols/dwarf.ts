/**
 * The types that DWARF debug information describes: of a vmlinux, or of the separate file that distributions ship. The
 * number of a type is the offset of its entry. Source: DWARF Debugging Information Format, version 5, chapter 5.
 */
import { PagewalkError } from '../../engine/index.js';
import { TopEntries } from './dwarf-scan.js';
import { entryAt, textAt, unitsOf, type DwarfSections, type Entry, type Unit } from './dwarf-units.js';
import { GraphTypes } from './graph-types.js';
import type { MemberNode, NamedType, NameSpace, TypeNode } from './type-graph.js';

const TAG = {
  array: 0x01,
  enumeration: 0x04,
  parameter: 0x05,
  member: 0x0d,
  pointer: 0x0f,
  structure: 0x13,
  prototype: 0x15,
  typedef: 0x16,
  union: 0x17,
  ellipsis: 0x18,
  range: 0x21,
  base: 0x24,
  const: 0x26,
  enumerator: 0x28,
  function: 0x2e,
  volatile: 0x35,
  restrict: 0x37,
  atomic: 0x47,
} as const;
const AT = {
  sibling: 0x01,
  name: 0x03,
  bytes: 0x0b,
  bitOffset: 0x0c,
  bits: 0x0d,
  constant: 0x1c,
  upper: 0x2f,
  count: 0x37,
  place: 0x38,
  declaration: 0x3c,
  encoding: 0x3e,
  type: 0x49,
  dataBit: 0x6b,
} as const;
/** DW_ATE_*: boolean, float, signed, signed char, unsigned char. */
const ENCODING = { boolean: 2, float: 4, signed: 5, signedChar: 6, unsignedChar: 8 } as const;
const QUALIFIERS: Readonly<Record<number, string>> = {
  [TAG.const]: 'const ',
  [TAG.volatile]: 'volatile ',
  [TAG.restrict]: 'restrict ',
  [TAG.atomic]: '_Atomic ',
};
const NAMED: Readonly<Record<number, NameSpace>> = {
  [TAG.structure]: 'struct',
  [TAG.union]: 'union',
  [TAG.enumeration]: 'enum',
  [TAG.typedef]: 'typedef',
  [TAG.base]: 'int',
  [TAG.function]: 'function',
};
/** The further dimensions of an array are types of their own: this much above the number of the entry for each. */
const DIMENSION = 2 ** 42;
/** What the prototype of a function is above the function. */
const PROTOTYPE = 2 ** 50;
/** No tag is larger. */
const TAGS = 256;
const MAX_CHILDREN = 1 << 16;

/** Types out of DWARF sections. */
export class Dwarf extends GraphTypes {
  readonly pointerSize: 4 | 8;
  readonly count: number;
  private readonly units: readonly Unit[];
  private readonly named: NamedType[] = [];
  private readonly structs = new Map<string, number>();

  /** Indexes the named types, each once. Throws kind `malformed` when there is nothing sensible. */
  constructor(private readonly sections: DwarfSections) {
    super();
    this.units = unitsOf(sections);
    const [first] = this.units;
    if (first === undefined) throw new PagewalkError('os', 'malformed', 'DWARF: no units in .debug_info');
    this.pointerSize = first.addressSize === 4 ? 4 : 8;
    this.count = sections.info.length;
    this.index();
  }

  override *names(): Iterable<NamedType> {
    yield* this.named;
  }

  protected structId(tag: string): number | undefined {
    return this.structs.get(tag);
  }

  /** Names in .debug_str are there once, so most entries are told by the place of their name to be known. */
  private index(): void {
    const entries = new TopEntries(this.sections, new Set(Object.keys(NAMED).map(Number)));
    const places = new Set<number>();
    const seen = new Set<string>();
    for (const unit of this.units)
      entries.visit(unit, (tag, at, nameAt) => {
        const kind = NAMED[tag] as NameSpace;
        const compound = kind === 'struct' || kind === 'union';
        const place = nameAt * TAGS + (compound ? TAG.structure : tag);
        if (nameAt >= 0 && places.has(place)) return;
        if (nameAt >= 0) places.add(place);
        const name =
          nameAt >= 0
            ? textAt(this.sections.str, nameAt)
            : entryAt(this.sections, unit, at)?.values.get(AT.name);
        const key = `${compound ? 'struct' : kind} ${name}`;
        if (typeof name !== 'string' || seen.has(key)) return;
        seen.add(key);
        this.named.push({ name, kind, id: at });
        if (compound) this.structs.set(name, at);
      });
  }

  /** Offset behind an entry and all its children. */
  private after(unit: Unit, entry: Entry): number {
    const sibling = entry.values.get(AT.sibling);
    if (!entry.children) return entry.next;
    if (typeof sibling === 'number' && sibling > entry.next) return sibling;
    let [at, depth] = [entry.next, 1];
    while (depth > 0 && at < unit.end) {
      const child = entryAt(this.sections, unit, at);
      if (child === undefined) {
        depth--;
        at++;
      } else {
        at = child.next;
        if (child.children) depth++;
      }
    }
    return at;
  }

  protected decode(id: number): TypeNode | undefined {
    const prototype = id >= PROTOTYPE;
    const rest = prototype ? id - PROTOTYPE : id;
    const dimension = Math.floor(rest / DIMENSION);
    const at = rest % DIMENSION;
    const unit = this.unitOf(at);
    const entry = unit && at >= unit.first ? entryAt(this.sections, unit, at) : undefined;
    if (unit === undefined || entry === undefined) return undefined;
    const name = String(entry.values.get(AT.name) ?? '');
    const number = (attribute: number): number => Number(entry.values.get(attribute) ?? 0);
    const [to, size] = [number(AT.type), number(AT.bytes)];
    if (prototype) return this.prototype(unit, entry, to);
    switch (entry.tag) {
      case TAG.base: {
        const encoding = number(AT.encoding);
        if (encoding === ENCODING.float) return { kind: 'float', name, size };
        const char = encoding === ENCODING.signedChar || encoding === ENCODING.unsignedChar;
        const signed = encoding === ENCODING.signed || encoding === ENCODING.signedChar;
        const as = encoding === ENCODING.boolean ? 'bool' : char ? 'char' : 'int';
        return { kind: 'int', name, size, signed, encoding: as };
      }
      case TAG.pointer:
        return { kind: 'pointer', to };
      case TAG.array:
        return this.array(unit, entry, at, dimension, to);
      case TAG.structure:
      case TAG.union: {
        const kind = entry.tag === TAG.structure ? 'struct' : 'union';
        if (entry.values.has(AT.declaration)) {
          const full = this.structs.get(name);
          return full === undefined ? { kind: 'forward', name, tag: kind } : this.decode(full);
        }
        const members = this.childrenOf(unit, entry).filter(({ tag }) => tag === TAG.member);
        return { kind, name, size, count: members.length, members: () => members.map((m) => this.member(m)) };
      }
      case TAG.enumeration: {
        const values = this.childrenOf(unit, entry).filter(({ tag }) => tag === TAG.enumerator);
        const list = values.map((v) => ({
          name: String(v.values.get(AT.name) ?? ''),
          value: BigInt(Number(v.values.get(AT.constant) ?? 0)),
        }));
        const signed = list.some(({ value }) => value < 0n);
        return { kind: 'enum', name, size, signed, count: list.length, values: () => list };
      }
      case TAG.typedef:
        return { kind: 'typedef', name, to };
      case TAG.prototype:
        return this.prototype(unit, entry, to);
      case TAG.function:
        return { kind: 'function', name, to: PROTOTYPE + at };
      default: {
        const qualifier = QUALIFIERS[entry.tag];
        return qualifier === undefined ? undefined : { kind: 'qualifier', qualifier, to };
      }
    }
  }

  private unitOf(offset: number): Unit | undefined {
    let [low, high] = [0, this.units.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.units[middle] as Unit).end <= offset) low = middle + 1;
      else high = middle;
    }
    const unit = this.units[low];
    return unit !== undefined && offset >= unit.start ? unit : undefined;
  }

  private childrenOf(unit: Unit, entry: Entry): Entry[] {
    const found: Entry[] = [];
    if (!entry.children) return found;
    for (let at = entry.next; at < unit.end && found.length < MAX_CHILDREN;) {
      const child = entryAt(this.sections, unit, at);
      if (child === undefined) break;
      found.push(child);
      at = this.after(unit, child);
    }
    return found;
  }

  private array(unit: Unit, entry: Entry, at: number, dimension: number, element: number): TypeNode {
    const ranges = this.childrenOf(unit, entry).filter(({ tag }) => tag === TAG.range);
    const range = ranges[dimension]?.values;
    const [upper, count] = [range?.get(AT.upper), range?.get(AT.count)];
    // An upper bound of -1, or none, is a flexible array's.
    const bound = typeof upper === 'number' && upper < 2 ** 32 - 1 ? upper + 1 : 0;
    const of = dimension + 1 < ranges.length ? at + (dimension + 1) * DIMENSION : element;
    return { kind: 'array', of, count: typeof count === 'number' ? count : bound };
  }

  private member({ values }: Entry): MemberNode {
    const number = (attribute: number): number => Number(values.get(attribute) ?? 0);
    const [type, bits] = [number(AT.type), number(AT.bits)];
    const place = 8 * number(AT.place);
    let bit = values.has(AT.dataBit) ? number(AT.dataBit) : place;
    // Before version 4: counted from the most significant bit of the storage unit.
    if (bits > 0 && values.has(AT.bitOffset) && !values.has(AT.dataBit)) {
      const size = values.has(AT.bytes) ? number(AT.bytes) : this.sizeOf(type);
      bit = place + 8 * size - number(AT.bitOffset) - bits;
    }
    return { name: String(values.get(AT.name) ?? ''), type, bit, bits };
  }

  private prototype(unit: Unit, entry: Entry, returns: number): TypeNode {
    const parts = this.childrenOf(unit, entry).filter(
      ({ tag }) => tag === TAG.parameter || tag === TAG.ellipsis,
    );
    const parameters = () =>
      parts.map(({ values }) => ({
        name: String(values.get(AT.name) ?? ''),
        type: Number(values.get(AT.type) ?? 0),
      }));
    return { kind: 'prototype', returns, count: parts.length, parameters };
  }
}
