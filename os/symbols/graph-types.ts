/**
 * Answers questions about a graph of types: layouts by member name, sizes, C's words. A question takes a bounded number
 * of steps, so types made to have no end cost no more than others.
 */
import type { TypeDescription, TypeMember } from '../types.js';
import type { MemberNode, NamedType, NameSpace, TypeGraph, TypeNode } from './type-graph.js';
import type { Field, StructLayout, TypeSource } from './types.js';

const MAX_NESTING = 32;
/** Members, parameters and references looked at for one question: more only in types made to have no end. */
const MAX_STEPS = 1 << 18;
/** Members further into a structure, bytes, are taken for damage. */
const MAX_REACH = 1 << 20;
const PREFIXED = new Set<NameSpace>(['struct', 'union', 'enum']);

/** The name space of a node that has a name worth finding. */
function nameOf(node: TypeNode): { name: string; kind: NameSpace } | undefined {
  switch (node.kind) {
    case 'pointer':
    case 'array':
    case 'qualifier':
    case 'prototype':
    case 'forward':
      return undefined;
    default:
      return node.name === '' ? undefined : { name: node.name, kind: node.kind };
  }
}

/** A type source over a graph; a format of types says how to get at its nodes. */
export abstract class GraphTypes implements TypeSource, TypeGraph {
  /** Steps left for the question being answered. */
  private steps = 0;
  private readonly others = new Map<string, number>();
  private indexed = false;
  private readonly layouts = new Map<string, StructLayout | undefined>();

  abstract readonly pointerSize: 4 | 8;
  /** Number of types; their numbers go from 1 to this. */
  abstract readonly count: number;
  /** Decodes a type. */
  protected abstract decode(id: number): TypeNode | undefined;
  /** A struct or union by its tag. */
  protected abstract structId(tag: string): number | undefined;

  graph(): TypeGraph {
    return this;
  }

  node(id: number): TypeNode | undefined {
    this.steps = MAX_STEPS;
    return this.decode(id);
  }

  struct(name: string): StructLayout | undefined {
    if (!this.layouts.has(name)) {
      const id = this.structId(name);
      this.layouts.set(name, id === undefined ? undefined : this.layout(name, id));
    }
    return this.layouts.get(name);
  }

  find(name: string): number | undefined {
    const [, prefix, tag = name] = /^(struct|union|enum) +(.*)$/.exec(name) ?? [];
    const struct = prefix === 'enum' ? undefined : this.structId(tag);
    if (prefix === 'enum') return this.other(`enum ${tag}`);
    if (prefix !== undefined) return struct;
    return struct ?? this.other(tag) ?? this.other(`enum ${tag}`) ?? this.other(`function ${tag}`);
  }

  *names(): Iterable<NamedType> {
    for (let id = 1; id <= this.count; id++) {
      const node = this.node(id);
      const named = node && nameOf(node);
      if (named !== undefined) yield { ...named, id };
    }
  }

  describe(name: string): TypeDescription | undefined {
    const id = this.find(name);
    const node = id === undefined ? undefined : this.node(id);
    const named = node && nameOf(node);
    if (id === undefined || node === undefined || named === undefined) return undefined;
    const size = this.sizeOf(id);
    const of = (kind: TypeDescription['kind'], members: TypeMember[]): TypeDescription => ({
      name: named.name,
      kind,
      size,
      members,
    });
    this.steps = MAX_STEPS;
    switch (node.kind) {
      case 'struct':
      case 'union':
        return of(node.kind, this.members(id, 0, 0));
      case 'enum':
        return of('enum', this.charge(node.count) ? enumerators(node.values()) : []);
      case 'typedef':
        return of('typedef', [plain('', this.words(node.to, 0))]);
      case 'function':
        return { ...of('function', this.parameters(node.to)), declaration: this.declaration(node) };
      case 'float':
        return of('float', []);
      default:
        return of('int', []);
    }
  }

  resolve(id: number): { readonly id: number; readonly node: TypeNode } | undefined {
    this.steps = MAX_STEPS;
    return this.behind(id);
  }

  sizeOf(id: number): number {
    this.steps = MAX_STEPS;
    return this.size(id, 0);
  }

  spell(id: number): string {
    this.steps = MAX_STEPS;
    return this.words(id, 0);
  }

  /** Typedefs, base types, enums (`enum name`), functions and variables (`function name`); indexed when first asked. */
  private other(key: string): number | undefined {
    if (!this.indexed) {
      this.indexed = true;
      for (const { name, kind, id } of this.names()) {
        if (kind === 'struct' || kind === 'union') continue;
        const callable = kind === 'function' || kind === 'variable';
        const full = PREFIXED.has(kind) ? `${kind} ${name}` : callable ? `function ${name}` : name;
        if (!this.others.has(full)) this.others.set(full, id);
      }
    }
    return this.others.get(key);
  }

  private charge(steps: number): boolean {
    this.steps -= steps;
    return this.steps >= 0;
  }

  private at(id: number): TypeNode | undefined {
    return this.charge(1) ? this.decode(id) : undefined;
  }

  private behind(id: number): { id: number; node: TypeNode } | undefined {
    for (let depth = 0; depth < MAX_NESTING; depth++) {
      const node = this.at(id);
      if (node === undefined) return undefined;
      if (node.kind !== 'typedef' && node.kind !== 'qualifier' && node.kind !== 'variable')
        return { id, node };
      id = node.to;
    }
    return undefined;
  }

  private size(id: number, depth: number): number {
    const node = this.behind(id)?.node;
    if (node === undefined || depth > MAX_NESTING) return 0;
    switch (node.kind) {
      case 'pointer':
        return this.pointerSize;
      case 'array':
        return node.count * this.size(node.of, depth + 1);
      case 'int':
      case 'float':
      case 'struct':
      case 'union':
      case 'enum':
        return node.size;
      default:
        return 0;
    }
  }

  private membersOf(node: TypeNode): readonly MemberNode[] {
    return (node.kind === 'struct' || node.kind === 'union') && this.charge(node.count) ? node.members() : [];
  }

  private layout(name: string, id: number): StructLayout {
    const found = new Map<string, Field | undefined>();
    return {
      name,
      size: this.sizeOf(id),
      field: (path) => {
        this.steps = MAX_STEPS;
        if (!found.has(path)) found.set(path, this.field(id, path.split('.'), 0, 0));
        return found.get(path);
      },
    };
  }

  private field(id: number, path: readonly string[], base: number, depth: number): Field | undefined {
    const node = this.behind(id)?.node;
    if (node === undefined || depth > MAX_NESTING) return undefined;
    if (node.kind !== 'struct' && node.kind !== 'union') return undefined;
    const members = this.membersOf(node);
    for (const [i, member] of members.entries()) {
      if (member.name === '') {
        const inner = this.field(member.type, path, base + member.bit, depth + 1);
        if (inner !== undefined) return inner;
      } else if (member.name === path[0]) {
        const bit = base + member.bit;
        if (path.length > 1) return this.field(member.type, path.slice(1), bit, depth + 1);
        const target = this.behind(member.type)?.node;
        const count = target?.kind === 'array' ? target.count : 1;
        const room = ((members[i + 1]?.bit ?? 8 * node.size) - member.bit) / 8;
        const offset = Math.floor(bit / 8);
        const known = this.size(member.type, 0);
        // A lost type, or an array of one, still has the room up to the next member.
        const lost = target === undefined || (known === 0 && target.kind === 'array' && count > 0);
        const size = lost ? Math.max(0, Math.floor(room)) : known;
        if (offset + size > MAX_REACH) return undefined;
        return { offset, size, bitStart: bit & 7, bits: member.bits, count };
      }
    }
    return undefined;
  }

  private members(id: number, base: number, depth: number): TypeMember[] {
    const node = this.behind(id)?.node;
    if (node === undefined || depth > MAX_NESTING) return [];
    return this.membersOf(node).flatMap((member) => {
      const bit = base + member.bit;
      if (member.name === '') return this.members(member.type, bit, depth + 1);
      return [
        {
          name: member.name,
          offset: Math.floor(bit / 8),
          bits: member.bits,
          bitOffset: bit,
          type: this.words(member.type, 0),
        },
      ];
    });
  }

  private parameters(prototype: number): TypeMember[] {
    const node = this.at(prototype);
    if (node?.kind !== 'prototype' || !this.charge(node.count)) return [];
    return node.parameters().map(({ name, type }) => plain(name, type === 0 ? '...' : this.words(type, 0)));
  }

  /** A function as C declares it. */
  private declaration({ name, to }: { readonly name: string; readonly to: number }): string {
    const node = this.at(to);
    const returns = node?.kind === 'prototype' ? this.words(node.returns, 0) : '?';
    const parameters = this.parameters(to).map((p) => (p.name === '' ? p.type : `${p.type} ${p.name}`));
    return `${returns} ${name}(${parameters.length === 0 ? 'void' : parameters.join(', ')})`.replaceAll(
      '* ',
      '*',
    );
  }

  private words(id: number, depth: number): string {
    if (id === 0) return 'void';
    const node = this.at(id);
    if (node === undefined || depth > MAX_NESTING) return '?';
    switch (node.kind) {
      case 'pointer':
        return `${this.words(node.to, depth + 1)} *`;
      case 'array':
        return `${this.words(node.of, depth + 1)}[${node.count}]`;
      case 'qualifier':
        return `${node.qualifier}${this.words(node.to, depth + 1)}`;
      case 'prototype': {
        const parameters = this.charge(node.count)
          ? node.parameters().map(({ type }) => this.words(type, depth + 1))
          : ['?'];
        return `${this.words(node.returns, depth + 1)} (${parameters.join(', ')})`;
      }
      case 'struct':
      case 'union':
      case 'enum':
        return `${node.kind} ${node.name === '' ? '(anonymous)' : node.name}`;
      case 'forward':
        return `${node.tag} ${node.name === '' ? '(anonymous)' : node.name}`;
      default:
        return node.name === '' ? '(anonymous)' : node.name;
    }
  }
}

function plain(name: string, type: string): TypeMember {
  return { name, offset: 0, bits: 0, bitOffset: 0, type };
}

function enumerators(values: readonly { readonly name: string; readonly value: bigint }[]): TypeMember[] {
  return values.map(({ name, value }) => plain(name, value.toString()));
}
