/** What an expression stands for: places in memory with their types, or plain numbers. */
import { PagewalkError, describeMissing, type MemoryView } from '../../engine/index.js';
import { PartialBytes } from '../binfmt/partial-bytes.js';
import type { TypeGraph } from '../symbols/type-graph.js';
import { walkList } from '../walk.js';
import type { Expression } from './expression.js';
import { LISTS, SYMBOL_TYPES } from './known.js';
import { typeNamed, type TypeRef } from './type-names.js';

const TOP = 1n << 64n;

/** Where expressions find what they name; asked only when they do. */
export interface Surroundings {
  /** Address of a symbol or module. */
  lookUp(name: string): Promise<bigint | undefined>;
  /** The kernel's types; rejects where there are none. */
  graph(): Promise<TypeGraph>;
  /** The memory that pointers lead into. */
  view(): Promise<MemoryView>;
  readonly signal?: AbortSignal;
}

/** What one expression means. A number has no address of its own: it is one. */
export interface Meaning {
  readonly kind: 'place' | 'number';
  readonly address: bigint;
  readonly type?: TypeRef;
  /** Bit fields: bits from `address`, and width. */
  readonly bit?: number;
  readonly bits?: number;
  /** The symbol or `struct.member` that this is. */
  readonly origin?: string;
}

/** All that an expression means; more than one for lists, with the reason when some are missing. */
export interface Meanings {
  readonly items: readonly Meaning[];
  readonly list: boolean;
  readonly reason?: string;
}

/**
 * Evaluates. With `open`, the head of a list that is known is the list. Rejects with kind `usage`, `not-found`, or
 * `partial` when a pointer on the way cannot be read.
 */
export async function evaluate(
  expression: Expression,
  around: Surroundings,
  open = false,
): Promise<Meanings> {
  const meanings = await new Evaluator(around).all(expression);
  const [only] = meanings.items;
  const head = open && !meanings.list && only?.kind === 'place' && LISTS[only.origin ?? ''] !== undefined;
  return head ? new Evaluator(around).all({ kind: 'list', head: expression }) : meanings;
}

class Evaluator {
  constructor(private readonly around: Surroundings) {}

  async all(expression: Expression): Promise<Meanings> {
    switch (expression.kind) {
      case 'number':
        return one({ kind: 'number', address: expression.value });
      case 'name':
        return this.name(expression.name);
      case 'list':
        return this.list(expression);
      case 'sum':
        return one(await this.sum(expression));
      default: {
        const of = await this.all(expression.of);
        const items: Meaning[] = [];
        for (const meaning of of.items) items.push(await this.step(expression, meaning));
        return { ...of, items };
      }
    }
  }

  private async step(
    expression: Exclude<Expression, { kind: 'number' | 'name' | 'list' | 'sum' }>,
    meaning: Meaning,
  ): Promise<Meaning> {
    switch (expression.kind) {
      case 'member': {
        let found = meaning;
        for (const name of expression.name.split('.')) found = await this.member(found, name);
        return found;
      }
      case 'follow':
        return this.follow(meaning);
      case 'address':
        return {
          kind: 'number',
          address: meaning.address,
          ...(meaning.type && { type: pointerTo(meaning.type) }),
        };
      case 'cast': {
        const type = typeNamed(await this.around.graph(), expression.type);
        if (!isPointer(type)) return { kind: 'place', address: meaning.address, type };
        // A symbol, a structure and an array stand for their address; anything else for what it holds.
        const holds = meaning.kind === 'place' && meaning.type !== undefined && isScalar(meaning.type);
        return { kind: 'number', address: holds ? await this.value(meaning) : meaning.address, type };
      }
      case 'index':
        return this.index(meaning, await this.single(expression.index));
    }
  }

  /** The longest part of a dotted name that is a symbol; the rest are members. */
  private async name(name: string): Promise<Meanings> {
    const parts = name.split('.');
    for (let length = parts.length; length > 0; length--) {
      const symbol = parts.slice(0, length).join('.');
      const address = symbol === '' ? undefined : await this.around.lookUp(symbol);
      if (address === undefined) continue;
      const known = SYMBOL_TYPES[symbol];
      let meaning: Meaning = { kind: 'place', address, origin: symbol };
      if (known !== undefined && length < parts.length)
        meaning = { ...meaning, type: await this.known(known) };
      for (const member of parts.slice(length)) meaning = await this.member(meaning, member);
      return one(meaning);
    }
    throw new PagewalkError('os', 'not-found', `there is no symbol or module '${name}'`, {
      hint: `pagewalk symbols SOURCE '*${parts[0] ?? name}*'`,
    });
  }

  private async known(name: string): Promise<TypeRef> {
    return typeNamed(await this.around.graph(), name);
  }

  /** A symbol's known type, where nothing else says one. */
  private async typed(meaning: Meaning): Promise<TypeRef | undefined> {
    const known = meaning.type === undefined ? SYMBOL_TYPES[meaning.origin ?? ''] : undefined;
    return known === undefined ? meaning.type : this.known(known);
  }

  private async member(meaning: Meaning, name: string): Promise<Meaning> {
    const graph = await this.around.graph();
    const type = await this.typed(meaning);
    if (type === undefined)
      throw usage(
        `what is at 0x${meaning.address.toString(16)}${meaning.origin === undefined ? '' : ` (${meaning.origin})`} has no known type, so no member '${name}'`,
        '(*(struct NAME *)ADDRESS).member',
      );
    if (isPointer(type)) return this.member(await this.follow(meaning), name);
    const resolved = graph.resolve(type.id);
    const node = resolved?.node;
    const spelled = graph.spell(type.id);
    if (node?.kind !== 'struct' && node?.kind !== 'union')
      throw usage(`${spelled} is no structure, so it has no member '${name}'`);
    const found = findMember(graph, resolved?.id ?? 0, name, 0, 0);
    if (found === undefined)
      throw new PagewalkError('os', 'not-found', `${spelled} has no member '${name}'`, {
        hint: `pagewalk types SOURCE '${spelled}'`,
      });
    const { bit, bits, type: id } = found;
    return {
      kind: 'place',
      address: meaning.address + BigInt(bit >> 3),
      type: { id, pointers: 0, graph },
      ...(bits > 0 && { bit: bit & 7, bits }),
      origin: `${node.name}.${name}`,
    };
  }

  private async follow(meaning: Meaning): Promise<Meaning> {
    const type = await this.typed(meaning);
    if (type !== undefined && !isPointer(type)) {
      const node = type.graph.resolve(type.id)?.node;
      if (node?.kind === 'array')
        return { kind: 'place', address: meaning.address, type: ref(type.graph, node.of) };
      throw usage(`${type.graph.spell(type.id)} is no pointer`);
    }
    const address =
      meaning.kind === 'number' && type !== undefined ? meaning.address : await this.value(meaning);
    const target = type === undefined ? undefined : targetOf(type);
    return target === undefined ? { kind: 'number', address } : { kind: 'place', address, type: target };
  }

  private async index(meaning: Meaning, index: bigint): Promise<Meaning> {
    const type = await this.typed(meaning);
    if (type === undefined) throw usage('what has no known type cannot be indexed');
    const { graph } = type;
    if (isPointer(type)) {
      const base = await this.follow(meaning);
      const size = base.type === undefined ? 0 : sizeOf(base.type);
      return { ...base, address: base.address + index * BigInt(size) };
    }
    const node = graph.resolve(type.id)?.node;
    if (node?.kind !== 'array') throw usage(`${graph.spell(type.id)} is no array`);
    const element = ref(graph, node.of);
    return { kind: 'place', address: meaning.address + index * BigInt(sizeOf(element)), type: element };
  }

  private async sum({ left, right, minus }: Extract<Expression, { kind: 'sum' }>): Promise<Meaning> {
    const a = await this.single(left);
    const b = await this.single(right);
    const address = minus ? a - b : a + b;
    if (address < 0n || address >= TOP)
      throw usage(`0x${a.toString(16)} and 0x${b.toString(16)} leave 64 bits`);
    return { kind: 'number', address };
  }

  /** A number: of a place, its address, but of a pointer in a structure what it holds. */
  private async single(expression: Expression): Promise<bigint> {
    const { items, list } = await this.all(expression);
    const [only] = items;
    if (only === undefined || list) throw usage('a list is no number');
    const loads = only.kind === 'place' && only.type !== undefined && isPointer(only.type);
    return loads ? this.value(only) : only.address;
  }

  /** What a word of memory holds. */
  private async value(meaning: Meaning): Promise<bigint> {
    const view = await this.around.view();
    const size = meaning.type?.graph.pointerSize ?? (await this.pointerSize());
    const read = await view.readPartial(meaning.address, size);
    const value = new PartialBytes(meaning.address, read).word(0, size);
    if (value !== undefined) return value;
    const [gap] = read.missing;
    throw new PagewalkError(
      'os',
      'partial',
      `the pointer at 0x${meaning.address.toString(16)} cannot be read`,
      {
        address: meaning.address,
        ...(gap && { got: describeMissing(gap) }),
      },
    );
  }

  private async pointerSize(): Promise<4 | 8> {
    try {
      return (await this.around.graph()).pointerSize;
    } catch {
      return 8;
    }
  }

  private async list({ head, type, member }: Extract<Expression, { kind: 'list' }>): Promise<Meanings> {
    const [first] = (await this.all(head)).items;
    if (first === undefined) return { items: [], list: true };
    const [tag, path] = type === undefined ? (LISTS[first.origin ?? ''] ?? []) : [type, member ?? ''];
    if (tag === undefined || path === undefined)
      throw usage(
        `what is in the list at 0x${first.address.toString(16)} is not known`,
        'list(HEAD, struct NAME, MEMBER)',
      );
    const graph = await this.around.graph();
    const id = graph.find(`struct ${tag}`);
    let place: { bit: number; type: number } | undefined = { bit: 0, type: id ?? 0 };
    for (const name of path.split('.')) {
      const inner: { bit: number; type: number } | undefined =
        place && findMember(graph, graph.resolve(place.type)?.id ?? 0, name, place.bit, 0);
      place = inner;
    }
    if (id === undefined || place === undefined)
      throw new PagewalkError('os', 'not-found', `the kernel has no struct ${tag} with a member ${path}`);
    const view = await this.around.view();
    const size = graph.pointerSize;
    const walk = await walkList(
      first.address,
      `${tag}.${path}`,
      async (node) => {
        if (node < 0n || node + BigInt(2 * size) > TOP) return undefined;
        const links = new PartialBytes(node, await view.readPartial(node, 2 * size));
        const [next, prev] = [links.word(0, size), links.word(size, size)];
        return next === undefined || prev === undefined ? undefined : { next, prev };
      },
      this.around.signal,
    );
    const offset = BigInt(place.bit >> 3);
    const items = walk.entries
      .filter((entry) => entry >= offset)
      .map((entry): Meaning => ({ kind: 'place', address: entry - offset, type: ref(graph, id) }));
    return { items, list: true, ...(walk.reason !== undefined && { reason: walk.reason }) };
  }
}

const MAX_NESTING = 32;

/** A member of a structure or of its anonymous members: its first bit, width and type. */
function findMember(
  graph: TypeGraph,
  id: number,
  name: string,
  base: number,
  depth: number,
): { readonly bit: number; readonly bits: number; readonly type: number } | undefined {
  const node = graph.resolve(id)?.node;
  if (depth > MAX_NESTING || (node?.kind !== 'struct' && node?.kind !== 'union')) return undefined;
  for (const member of node.members()) {
    if (member.name === name) return { bit: base + member.bit, bits: member.bits, type: member.type };
    const inner =
      member.name === '' ? findMember(graph, member.type, name, base + member.bit, depth + 1) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

const ref = (graph: TypeGraph, id: number): TypeRef => ({ id, pointers: 0, graph });
const pointerTo = (type: TypeRef): TypeRef => ({ ...type, pointers: type.pointers + 1 });

/** True for a pointer of any kind. */
function isPointer(type: TypeRef): boolean {
  return type.pointers > 0 || type.graph.resolve(type.id)?.node.kind === 'pointer';
}

function isScalar(type: TypeRef): boolean {
  const node = type.graph.resolve(type.id)?.node;
  return isPointer(type) || (node?.kind === 'int' && node.size === type.graph.pointerSize);
}

/** What a pointer leads to; undefined for void. */
function targetOf(type: TypeRef): TypeRef | undefined {
  if (type.pointers > 0) {
    const target = { ...type, pointers: type.pointers - 1 };
    return target.pointers === 0 && target.id === 0 ? undefined : target;
  }
  const node = type.graph.resolve(type.id)?.node;
  return node?.kind === 'pointer' && node.to !== 0 ? ref(type.graph, node.to) : undefined;
}

function sizeOf(type: TypeRef): number {
  return type.pointers > 0 ? type.graph.pointerSize : type.graph.sizeOf(type.id);
}

function one(meaning: Meaning): Meanings {
  return { items: [meaning], list: false };
}

function usage(message: string, hint?: string): PagewalkError {
  return new PagewalkError('os', 'usage', message, hint === undefined ? {} : { hint });
}
