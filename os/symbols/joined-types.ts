/**
 * Several graphs of types as one: the numbers of the first stay, those of the others lie above them. A name means the type
 * of the first graph that has it.
 */
import { GraphTypes } from './graph-types.js';
import type { MemberNode, NamedType, Parameter, TypeGraph, TypeNode } from './type-graph.js';

/** Above all numbers of any graph. */
const ABOVE = 2 ** 52;

/** A graph that joins others. */
export interface JoinedGraph {
  readonly graph: TypeGraph;
  /** Numbers up to this are those of the first graph, on which this one builds (a module's BTF on the kernel's). */
  readonly shared: number;
}

/** The types of all graphs. */
export class JoinedTypes extends GraphTypes {
  readonly pointerSize: 4 | 8;
  /** Of the first graph: types of others have numbers beyond. */
  readonly count: number;
  private made: readonly JoinedGraph[] | undefined;
  /** Types of the others that were met, by number above {@link ABOVE}, and the other way round. */
  private readonly met: { readonly of: number; readonly id: number }[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(
    private readonly first: TypeGraph,
    /** Made when the first graph does not have what is asked. */
    private readonly more: () => readonly (TypeGraph | JoinedGraph)[],
  ) {
    super();
    this.pointerSize = first.pointerSize;
    this.count = first.count;
  }

  override find(name: string): number | undefined {
    const own = this.first.find(name);
    if (own !== undefined) return own;
    for (const [of, { graph }] of this.further.entries()) {
      const id = graph.find(name);
      if (id !== undefined) return this.number(of, id);
    }
    return undefined;
  }

  /** Names of the first graph, and those of the others that are not the first's. */
  override *names(): Iterable<NamedType> {
    const known = new Set<string>();
    for (const named of this.first.names()) {
      known.add(`${named.kind} ${named.name}`);
      yield named;
    }
    for (const of of this.further.keys()) yield* this.added(of, known);
  }

  /** Which of the others a type is of; -1: the first graph. */
  originOf(id: number): number {
    return this.met[id - ABOVE]?.of ?? -1;
  }

  protected structId(tag: string): number | undefined {
    return this.find(`struct ${tag}`) ?? this.find(`union ${tag}`);
  }

  protected decode(id: number): TypeNode | undefined {
    if (id < ABOVE) return this.first.node(id);
    const met = this.met[id - ABOVE];
    const node = met && this.further[met.of]?.graph.node(met.id);
    return met && node && this.renumbered(met.of, node);
  }

  private get further(): readonly JoinedGraph[] {
    this.made ??= this.more().map((other) => ('shared' in other ? other : { graph: other, shared: 0 }));
    return this.made;
  }

  private *added(of: number, known: Set<string>): Iterable<NamedType> {
    const { graph, shared } = this.further[of] as JoinedGraph;
    for (const { name, kind, id } of graph.names()) {
      const key = `${kind} ${name}`;
      if (id <= shared || known.has(key)) continue;
      known.add(key);
      yield { name, kind, id: this.number(of, id) };
    }
  }

  private number(of: number, id: number): number {
    if (id === 0 || id <= (this.further[of]?.shared ?? 0)) return id;
    const key = `${of} ${id}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = ABOVE + this.met.push({ of, id }) - 1;
    this.numbers.set(key, number);
    return number;
  }

  private renumbered(of: number, node: TypeNode): TypeNode {
    switch (node.kind) {
      case 'pointer':
      case 'typedef':
      case 'qualifier':
      case 'function':
      case 'variable':
        return { ...node, to: this.number(of, node.to) };
      case 'array':
        return { ...node, of: this.number(of, node.of) };
      case 'struct':
      case 'union':
        return { ...node, members: () => node.members().map((m): MemberNode => this.typed(of, m)) };
      case 'prototype':
        return {
          ...node,
          returns: this.number(of, node.returns),
          parameters: () => node.parameters().map((p): Parameter => this.typed(of, p)),
        };
      default:
        return node;
    }
  }

  private typed<T extends { readonly type: number }>(of: number, part: T): T {
    return { ...part, type: this.number(of, part.type) };
  }
}
