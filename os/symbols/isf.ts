/**
 * Reads volatility3's intermediate symbol format, as dwarf2json and `export --isf` write it: types as a graph, symbols and
 * banner. What makes no sense is lost, the rest stays. Source: volatility3 framework/symbols/intermed.py and its JSON schema.
 */
import { PagewalkError } from '../../engine/index.js';
import { fromBase64 } from '../../codecs/base64.js';
import { GraphTypes } from './graph-types.js';
import type { EnumValue, MemberNode, TypeNode } from './type-graph.js';
import type { SymbolName } from './types.js';

/** How structures without a name are called: by dwarf2json, by `export --isf`. */
const UNNAMED = /^(?:unnamed_|__anonymous_)/;
/** Numbers that JavaScript would round: they become texts before the document is parsed. */
const LONG_NUMBER = /((?<!\\)":\s*)(-?\d{16,})(?=\s*[,}\]])/g;
const MAX_NESTING = 32;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

type Json = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entriesOf(value: unknown): [string, Json][] {
  return isRecord(value)
    ? Object.entries(value).flatMap(([name, part]): [string, Json][] =>
        isRecord(part) ? [[name, part]] : [],
      )
    : [];
}

function isAnonymous(field: string, member: Json): boolean {
  return member['anonymous'] === true || field.startsWith('unnamed_field_');
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A number of 0 or more; 0 for anything else. */
function numberOf(value: unknown): number {
  const number = Number(value);
  return (typeof value === 'number' || typeof value === 'string') &&
    Number.isSafeInteger(number) &&
    number > 0
    ? number
    : 0;
}

function bigOf(value: unknown): bigint | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}

/** True for what begins as such a file does. */
export function isIsf(bytes: Uint8Array): boolean {
  return /^\s*\{\s*"/.test(new TextDecoder('latin1').decode(bytes.subarray(0, 64)));
}

/** The types of a document. */
export class Isf extends GraphTypes {
  readonly pointerSize: 4 | 8;
  /** The kernel's banner; undefined when the document does not have it. */
  readonly banner: string | undefined;
  /** Symbols at the addresses that the linker gave; their letter is `?`. */
  readonly symbols: readonly SymbolName[];
  /** Types by number less one: those with a name first, then those that descriptors made. */
  private readonly nodes: (() => TypeNode | undefined)[] = [];
  private readonly ids = new Map<string, number>();
  private readonly signs = new Map<string, boolean>();

  /** Throws kind `malformed` when the text is no such document. */
  constructor(text: string) {
    super();
    const document = parsed(text);
    const { base_types: bases, user_types: users, enums, symbols } = document;
    for (const [name, type] of entriesOf(bases)) this.addBase(name, type);
    for (const [name, type] of entriesOf(users))
      this.add(`struct ${name}`, () => this.compound(UNNAMED.test(name) ? '' : name, type));
    for (const [name, type] of entriesOf(enums))
      this.add(`enum ${name}`, () => this.enumeration(UNNAMED.test(name) ? '' : name, type));
    if (this.nodes.length === 0 || !isRecord(symbols))
      throw malformed('it has no types, or no list of symbols');
    this.pointerSize =
      numberOf(isRecord(bases) && isRecord(bases['pointer']) && bases['pointer']['size']) === 4 ? 4 : 8;
    const names: SymbolName[] = [];
    for (const [name, symbol] of entriesOf(symbols)) {
      const address = bigOf(symbol['address']);
      if (address !== undefined) names.push({ name, address: BigInt.asUintN(64, address), type: '?' });
      const { type } = symbol;
      if (isRecord(type) && type['name'] !== 'void')
        this.add(`variable ${name}`, () => ({ kind: 'variable', name, to: this.descriptor(type, 0) }));
    }
    this.symbols = names;
    const banner = entriesOf({ symbols: isRecord(symbols) ? symbols['linux_banner'] : undefined })[0]?.[1];
    this.banner = banner && decoded(textOf(banner['constant_data']));
  }

  get count(): number {
    return this.nodes.length;
  }

  protected structId(tag: string): number | undefined {
    return this.ids.get(`struct ${tag}`);
  }

  protected decode(id: number): TypeNode | undefined {
    return this.nodes[id - 1]?.();
  }

  /** A new type, made when it is first looked at; the number of the known one when there is one of this key. */
  private add(key: string, make: () => TypeNode | undefined): number {
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    let node: TypeNode | undefined;
    let made = false;
    const id = this.nodes.push(() => {
      if (!made) node = make();
      made = true;
      return node;
    });
    this.ids.set(key, id);
    return id;
  }

  private addBase(name: string, type: Json): void {
    const [size, signed, kind] = [numberOf(type['size']), type['signed'] === true, type['kind']];
    this.signs.set(name, signed);
    if (name === 'void' || name === 'pointer') return;
    const encoding = kind === 'bool' ? 'bool' : kind === 'char' ? 'char' : 'int';
    this.add(`base ${name}`, () =>
      kind === 'float' ? { kind, name, size } : { kind: 'int', name, size, signed, encoding },
    );
  }

  private compound(name: string, type: Json): TypeNode {
    const fields = entriesOf(type['fields']);
    const members = (): MemberNode[] =>
      fields.map(([field, member]) => this.member(isAnonymous(field, member) ? '' : field, member));
    const kind = type['kind'] === 'union' ? 'union' : 'struct';
    let made: MemberNode[] | undefined;
    return {
      kind,
      name,
      size: numberOf(type['size']),
      count: fields.length,
      members: () => (made ??= members()),
    };
  }

  private member(name: string, { type, offset }: Json): MemberNode {
    const at = 8 * numberOf(offset);
    if (!isRecord(type) || type['kind'] !== 'bitfield')
      return { name, type: this.descriptor(type, 0), bit: at, bits: 0 };
    const bits = numberOf(type['bit_length']);
    return { name, type: this.descriptor(type['type'], 0), bit: at + numberOf(type['bit_position']), bits };
  }

  private enumeration(name: string, type: Json): TypeNode {
    const constants = isRecord(type['constants']) ? Object.entries(type['constants']) : [];
    const values = (): EnumValue[] =>
      constants.flatMap(([key, number]) => {
        const value = bigOf(number);
        return value === undefined ? [] : [{ name: key, value }];
      });
    const signed = this.signs.get(textOf(type['base'])) ?? false;
    return { kind: 'enum', name, size: numberOf(type['size']), signed, count: constants.length, values };
  }

  /** Number of the type that a descriptor describes; 0 for void and for what makes no sense. */
  private descriptor(type: unknown, depth: number): number {
    if (!isRecord(type) || depth > MAX_NESTING) return 0;
    const { kind, name, subtype, count } = type;
    switch (kind) {
      case 'base':
        return this.ids.get(`base ${textOf(name)}`) ?? 0;
      case 'struct':
      case 'union':
      case 'class':
        return (
          this.structId(textOf(name)) ??
          this.add(`forward ${textOf(name)}`, () => forward(kind, textOf(name)))
        );
      case 'enum':
        return this.ids.get(`enum ${textOf(name)}`) ?? 0;
      case 'pointer': {
        const to = this.descriptor(subtype, depth + 1);
        return this.add(`pointer ${to}`, () => ({ kind: 'pointer', to }));
      }
      case 'array': {
        const of = this.descriptor(subtype, depth + 1);
        return this.add(`array ${numberOf(count)} ${of}`, () => ({
          kind: 'array',
          of,
          count: numberOf(count),
        }));
      }
      case 'function':
        return this.add('function', () => ({
          kind: 'prototype',
          returns: 0,
          count: 0,
          parameters: () => [],
        }));
      default:
        return 0;
    }
  }
}

function forward(kind: 'struct' | 'union' | 'class', name: string): TypeNode {
  return { kind: 'forward', name, tag: kind === 'union' ? 'union' : 'struct' };
}

function malformed(why: string, cause?: unknown): PagewalkError {
  return new PagewalkError('os', 'malformed', `ISF: ${why}`, { ...(cause !== undefined && { cause }) });
}

function parsed(text: string): Json {
  try {
    const document: unknown = JSON.parse(text.replace(LONG_NUMBER, '$1"$2"'));
    if (isRecord(document)) return document;
  } catch (cause) {
    throw malformed(`it is no JSON: ${(cause as Error).message}`, cause);
  }
  throw malformed('it is no object');
}

/** RFC 4648; without the line's end and the NUL that writers keep. Undefined for what is none. */
function decoded(text: string): string | undefined {
  if (text === '' || !BASE64.test(text)) return undefined;
  const characters = Array.from(fromBase64(text), (byte) => String.fromCharCode(byte));
  return characters.join('').replace(/[\n\0]+$/, '');
}
