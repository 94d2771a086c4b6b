/**
 * Writes the intermediate symbol format that volatility3 reads (schema 6.2.0): base types, structures, enums, symbols.
 * Source: volatility3 framework/symbols/intermed.py and its JSON schema; field manners as dwarf2json has them.
 */
import { toBase64 } from '../../codecs/base64.js';
import type { SymbolName } from './types.js';
import type { MemberNode, TypeGraph, TypeNode } from './type-graph.js';

const FORMAT = '6.2.0';
const MAX_NESTING = 32;
/** Integers that enums may be based on, where the kernel's own types name none: by bytes, unsigned. */
const BASES: Readonly<Record<number, string>> = {
  1: 'unsigned char',
  2: 'short unsigned int',
  4: 'unsigned int',
  8: 'long long unsigned int',
};

/** What is written. */
export interface IsfInput {
  readonly graph: TypeGraph;
  readonly symbols: Iterable<SymbolName>;
  /** The type of a symbol, where it is known: its number, or C's name; `NAME[]` for an array up to the next symbol. */
  readonly symbolType: (name: string) => string | number | undefined;
  /** Where a symbol was linked to, before the kernel was moved. */
  readonly linked: (address: bigint) => bigint;
  readonly banner: string;
  /** Name and version of this program. */
  readonly producer: { readonly name: string; readonly version: string };
}

type Descriptor = Readonly<Record<string, unknown>>;
const VOID: Descriptor = { kind: 'base', name: 'void' };
type Compound = Extract<TypeNode, { kind: 'struct' | 'union' }>;

/** The document's text, in pieces. */
export function* isfText(input: IsfInput): Generator<string> {
  yield* new Writer(input).document();
}

class Writer {
  private readonly graph: TypeGraph;
  /** Names by number: a name used twice for different types is made one of its own. */
  private readonly compounds = new Map<number, string>();
  private readonly enums = new Map<number, string>();
  private readonly bases = new Map<string, Descriptor>();
  private readonly taken = new Set<string>();
  /** Structures of which only the name is known. */
  private readonly forwards = new Map<string, string>();

  constructor(private readonly input: IsfInput) {
    this.graph = input.graph;
  }

  *document(): Generator<string> {
    const { producer } = this.input;
    for (const { name, kind, id } of this.graph.names()) {
      if (kind === 'struct' || kind === 'union') this.compounds.set(id, this.unique(name, id));
      else if (kind === 'enum') this.enums.set(id, this.unique(`enum ${name}`, id).slice(5));
      else if (kind === 'int' || kind === 'float') this.addBase(this.graph.node(id));
    }
    const size = this.graph.pointerSize;
    this.bases.set('void', base(0, 'void', false)).set('pointer', base(size, 'int', false));
    const metadata = {
      linux: { symbols: [{ kind: 'symtab', name: 'kallsyms' }], types: [{ kind: 'dwarf', name: 'BTF' }] },
      producer,
      format: FORMAT,
    };
    yield `{\n"metadata": ${JSON.stringify(metadata)},\n"symbols": {`;
    // Structures that are met on the way, anonymous ones, are written after what names them.
    yield* this.symbols();
    yield '\n},\n"user_types": {';
    yield* this.userTypes();
    yield '\n},\n"enums": {';
    let comma = '';
    for (const [id, name] of this.enums) {
      const node = this.graph.node(id);
      if (node?.kind !== 'enum') continue;
      yield `${comma}\n${JSON.stringify(name)}: ${this.enumText(node)}`;
      comma = ',';
    }
    yield '\n},\n"base_types": {';
    yield [...this.bases]
      .map(([name, text]) => `\n${JSON.stringify(name)}: ${JSON.stringify(text)}`)
      .join(',');
    yield '\n}\n}\n';
  }

  private *userTypes(): Generator<string> {
    const done = new Set<number>();
    let comma = '';
    // Anonymous structures are met on the way and join the map while it is walked.
    for (const [id, name] of this.compounds) {
      const node = this.graph.node(id);
      if (done.has(id) || (node?.kind !== 'struct' && node?.kind !== 'union')) continue;
      done.add(id);
      const fields = node.members().map((member, i) => this.field(member, i));
      yield `${comma}\n${JSON.stringify(name)}: {"kind":"${node.kind}","size":${node.size},"fields":{${fields.join(',')}}}`;
      comma = ',';
    }
    for (const [name, kind] of this.forwards) {
      if (this.taken.has(name)) continue;
      yield `${comma}\n${JSON.stringify(name)}: {"kind":"${kind}","size":0,"fields":{}}`;
      comma = ',';
    }
  }

  private field(member: MemberNode, index: number): string {
    const name = member.name === '' ? `unnamed_field_${index}` : member.name;
    const anonymous = member.name === '' ? { anonymous: true } : {};
    return `${JSON.stringify(name)}:${JSON.stringify({ ...this.place(member), ...anonymous })}`;
  }

  /** Type and offset. A bit field is counted from the start of a whole number that holds it. */
  private place({ type, bit, bits }: MemberNode): Descriptor {
    if (bits === 0) return { type: this.descriptor(type, 0), offset: bit >> 3 };
    const size = Math.max(1, this.graph.sizeOf(type));
    let offset = Math.floor(bit / (8 * size)) * size;
    // A packed field may lie across: from its own byte it fits, or not at all.
    if (bit + bits > 8 * (offset + size)) offset = bit >> 3;
    const of = this.descriptor(type, 0);
    const field = { kind: 'bitfield', bit_position: bit - 8 * offset, bit_length: bits, type: of };
    return { type: field, offset };
  }

  private descriptor(id: number, depth: number): Descriptor {
    if (id === 0 || depth > MAX_NESTING) return VOID;
    const resolved = this.graph.resolve(id);
    const node = resolved?.node;
    switch (node?.kind) {
      case 'int':
      case 'float':
        this.addBase(node);
        return { kind: 'base', name: node.name };
      case 'pointer':
        return { kind: 'pointer', subtype: this.descriptor(node.to, depth + 1) };
      case 'array':
        return { kind: 'array', count: node.count, subtype: this.descriptor(node.of, depth + 1) };
      case 'struct':
      case 'union':
        return { kind: node.kind, name: this.compoundName(resolved?.id ?? 0, node) };
      case 'enum':
        return { kind: 'enum', name: this.enumName(resolved?.id ?? 0) };
      case 'forward': {
        const full = node.tag === 'enum' ? undefined : this.graph.find(`${node.tag} ${node.name}`);
        if (full === undefined && node.tag !== 'enum') this.forwards.set(node.name, node.tag);
        return node.tag === 'enum' ? VOID : { kind: node.tag, name: node.name };
      }
      case 'prototype':
      case 'function':
        return { kind: 'function' };
      default:
        return VOID;
    }
  }

  private compoundName(id: number, node: Compound): string {
    const known = this.compounds.get(id);
    if (known !== undefined) return known;
    const name = this.unique(node.name === '' ? `unnamed_${id}` : node.name, id);
    this.compounds.set(id, name);
    return name;
  }

  private enumName(id: number): string {
    const known = this.enums.get(id);
    if (known !== undefined) return known;
    const name = `unnamed_${id}`;
    this.enums.set(id, name);
    return name;
  }

  private unique(name: string, id: number): string {
    const own = this.taken.has(name) ? `${name}__${id}` : name;
    this.taken.add(own);
    return own;
  }

  private enumText(node: Extract<TypeNode, { kind: 'enum' }>): string {
    const name = BASES[node.size] ?? 'unsigned int';
    if (!this.bases.has(name)) this.bases.set(name, base(node.size, 'int', false));
    const constants = node.values().map(({ name: key, value }) => `${JSON.stringify(key)}:${value}`);
    return `{"size":${node.size},"base":${JSON.stringify(name)},"constants":{${constants.join(',')}}}`;
  }

  private addBase(node: TypeNode | undefined): void {
    if (node?.kind === 'float') this.bases.set(node.name, base(node.size, 'float', true));
    if (node?.kind !== 'int') return;
    const char = /^(?:un)?(?:signed )?char$/.test(node.name) || node.encoding === 'char';
    const kind = node.encoding === 'bool' ? 'bool' : char ? 'char' : 'int';
    this.bases.set(node.name, base(node.size, kind, node.signed));
  }

  /** Each name once: a global symbol before a local one. */
  private *symbols(): Generator<string> {
    const chosen = new Map<string, SymbolName>();
    const sorted: bigint[] = [];
    for (const symbol of this.input.symbols) {
      const other = chosen.get(symbol.name);
      const global = symbol.type === symbol.type.toUpperCase();
      if (other === undefined || (global && other.type !== other.type.toUpperCase()))
        chosen.set(symbol.name, symbol);
      if (sorted.at(-1) !== symbol.address) sorted.push(symbol.address);
    }
    sorted.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    let comma = '';
    for (const { name, address } of chosen.values()) {
      const type = JSON.stringify(this.symbolType(name, address, sorted));
      const banner =
        name === 'linux_banner'
          ? `,"constant_data":"${toBase64(latin1(`${this.input.banner.trimEnd()}\n`))}"`
          : '';
      yield `${comma}\n${JSON.stringify(name)}: {"type":${type}${banner},"address":${this.input.linked(address)}}`;
      comma = ',';
    }
  }

  private symbolType(name: string, address: bigint, sorted: readonly bigint[]): Descriptor {
    const text = this.input.symbolType(name);
    if (text === undefined) return VOID;
    if (typeof text === 'number') return this.descriptor(text, 0);
    const [, word = text, stars = '', array] = /^(.*?)\s*(\**)(\[\])?$/.exec(text) ?? [];
    const id = this.graph.find(word);
    if (id === undefined) return VOID;
    let of = this.descriptor(id, 0);
    for (let i = 0; i < stars.length; i++) of = { kind: 'pointer', subtype: of };
    if (array === undefined) return of;
    const next = sorted.find((other) => other > address) ?? address;
    const size = stars === '' ? this.graph.sizeOf(id) : this.graph.pointerSize;
    return { kind: 'array', count: size === 0 ? 0 : Math.floor(Number(next - address) / size), subtype: of };
  }
}

function base(size: number, kind: string, signed: boolean): Descriptor {
  return { size, signed, kind, endian: 'little' };
}

/** Bytes of text whose characters are bytes, as banners are read. */
function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
