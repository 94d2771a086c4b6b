/** Bytes of memory as values of C types: structures with all that is in them, arrays, enums, bit fields, pointers, texts. */
import { describeMissing, type MemoryView, type Missing } from '../../engine/index.js';
import type { TypeGraph, TypeNode } from '../symbols/type-graph.js';
import { spelled, type TypeRef } from './type-names.js';

/** Bytes of one value; a larger one is refused. */
const MAX_BYTES = 1 << 24;
const MAX_ROWS = 1 << 16;
const MAX_DEPTH = 32;

/** A number, a text, or several of them. 64-bit numbers are decimal texts, because JSON numbers end at 2^53; pointers `0x…`. */
export type Value = number | string | readonly (number | string)[];

/** One value, or one member of a value. */
export interface ValueRow {
  /** Offset from the start, bytes. */
  readonly offset: number;
  /** `pid`, `tasks.next`, `uid_map.extent[0].first`; empty for the value as a whole. */
  readonly name: string;
  readonly type: string;
  /** Absent for what has members of its own, which follow; null when it cannot be read. */
  readonly value?: Value | null;
  readonly complete?: false;
  readonly reason?: string;
}

/** Reads and decodes what is at an address. `bit` and `bits` for a bit field, `depth` limits how far structures are opened. */
export async function valueRows(
  view: MemoryView,
  address: bigint,
  type: TypeRef,
  options: { readonly bit?: number; readonly bits?: number; readonly depth?: number } = {},
): Promise<ValueRow[]> {
  const { graph, id, pointers } = type;
  const { bit = 0, bits = 0, depth = MAX_DEPTH } = options;
  const size = bits > 0 ? (bit + bits + 7) >> 3 : pointers > 0 ? graph.pointerSize : graph.sizeOf(id);
  if (size === 0 || size > MAX_BYTES || address + BigInt(size) > 1n << 64n) {
    const reason = size === 0 ? 'the size of the type is not known' : 'the value is larger than memory';
    return [{ offset: 0, name: '', type: spelled(type), value: null, complete: false, reason }];
  }
  const { data, missing } = await view.readPartial(address, size);
  const decoder = new Decoder(graph, address, data, missing, depth);
  if (pointers > 0) decoder.pointer(0, '', spelled(type));
  else if (bits > 0) decoder.bitField(bit, bits, '', id);
  else decoder.value(id, 0, '', 0);
  return decoder.rows;
}

class Decoder {
  readonly rows: ValueRow[] = [];
  private readonly view: DataView;

  constructor(
    private readonly graph: TypeGraph,
    private readonly address: bigint,
    private readonly data: Uint8Array,
    private readonly missing: readonly Missing[],
    private readonly depth: number,
  ) {
    this.view = new DataView(data.buffer, data.byteOffset, data.length);
  }

  value(id: number, offset: number, name: string, depth: number): void {
    const node = this.graph.resolve(id)?.node;
    const type = this.graph.spell(id);
    switch (node?.kind) {
      case 'struct':
      case 'union':
        if (name !== '') this.add({ offset, name, type });
        this.members(node, offset, name, depth);
        return;
      case 'array':
        this.array(node, id, offset, name, depth);
        return;
      default:
        if (node !== undefined && scalarSize(this.graph, node) > 0)
          this.scalar(offset, name, type, scalarSize(this.graph, node), () => this.read(node, offset));
        else this.add({ offset, name, type });
    }
  }

  pointer(offset: number, name: string, type: string): void {
    const size = this.graph.pointerSize;
    this.scalar(offset, name, type, size, () => hex(this.word(offset, size)));
  }

  bitField(bit: number, bits: number, name: string, id: number): void {
    const first = bit >> 3;
    const node = this.graph.resolve(id)?.node;
    this.scalar(first, name, this.graph.spell(id), ((bit + bits - 1) >> 3) - first + 1, () => {
      let value = 0n;
      for (let i = bit + bits - 1; i >= bit; i--)
        value = value * 2n + BigInt(((this.data[i >> 3] as number) >> (i & 7)) & 1);
      if (node?.kind === 'int' && node.signed) value = BigInt.asIntN(bits, value);
      return node?.kind === 'enum' ? nameOf(node, value) : number(value);
    });
  }

  private members(
    node: Extract<TypeNode, { kind: 'struct' | 'union' }>,
    offset: number,
    name: string,
    depth: number,
  ): void {
    if (depth >= this.depth || depth > MAX_DEPTH) return;
    for (const { name: own, type, bit, bits } of node.members()) {
      if (this.rows.length >= MAX_ROWS) return;
      const at = offset + Math.floor(bit / 8);
      const path = own === '' ? name : name === '' ? own : `${name}.${own}`;
      if (bits > 0 && own !== '') this.bitField(8 * offset + bit, bits, path, type);
      else if (own === '') this.anonymous(type, at, name, depth);
      else this.value(type, at, path, depth + 1);
    }
  }

  /** Members of an anonymous member are those of the structure around it. */
  private anonymous(type: number, offset: number, name: string, depth: number): void {
    const node = this.graph.resolve(type)?.node;
    if (node?.kind === 'struct' || node?.kind === 'union') this.members(node, offset, name, depth);
  }

  private array(
    node: Extract<TypeNode, { kind: 'array' }>,
    id: number,
    offset: number,
    name: string,
    depth: number,
  ): void {
    const element = this.graph.resolve(node.of)?.node;
    const type = this.graph.spell(id);
    const size = element === undefined ? 0 : scalarSize(this.graph, element);
    const bytes = node.count * size;
    if (element === undefined || node.count === 0) this.add({ offset, name, type });
    else if (element.kind === 'int' && element.size === 1)
      this.scalar(offset, name, type, bytes, () =>
        bytesText(this.data.subarray(offset, offset + bytes), element),
      );
    else if (size > 0)
      this.scalar(offset, name, type, bytes, () =>
        Array.from({ length: node.count }, (_, i) => this.read(element, offset + i * size)),
      );
    else {
      this.add({ offset, name, type });
      const stride = this.graph.sizeOf(node.of);
      if (depth >= this.depth || stride === 0) return;
      for (let i = 0; i < node.count && this.rows.length < MAX_ROWS; i++)
        this.value(node.of, offset + i * stride, `${name}[${i}]`, depth + 1);
    }
  }

  /** A scalar's value. */
  private read(node: TypeNode, offset: number): number | string {
    switch (node.kind) {
      case 'pointer':
        return hex(this.word(offset, this.graph.pointerSize));
      case 'enum':
        return nameOf(
          node,
          node.signed
            ? BigInt.asIntN(8 * node.size, this.word(offset, node.size))
            : this.word(offset, node.size),
        );
      case 'float':
        return node.size === 4 ? this.view.getFloat32(offset, true) : this.view.getFloat64(offset, true);
      case 'int': {
        const word = this.word(offset, node.size);
        const value = node.signed && node.encoding === 'int' ? BigInt.asIntN(8 * node.size, word) : word;
        return node.size > 4 ? value.toString() : Number(value);
      }
      default:
        return '';
    }
  }

  private word(offset: number, size: number): bigint {
    let value = 0n;
    for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.data[offset + i] ?? 0);
    return value;
  }

  private scalar(offset: number, name: string, type: string, size: number, value: () => Value): void {
    const start = this.address + BigInt(offset);
    const gap = this.missing.find((m) => m.start < start + BigInt(size) && m.start + m.size > start);
    if (gap !== undefined)
      this.add({ offset, name, type, value: null, complete: false, reason: describeMissing(gap) });
    else if (offset + size > this.data.length)
      this.add({ offset, name, type, value: null, complete: false, reason: 'it lies outside its structure' });
    else this.add({ offset, name, type, value: value() });
  }

  private add(row: ValueRow): void {
    if (this.rows.length < MAX_ROWS - 1) this.rows.push(row);
    else if (this.rows.length < MAX_ROWS)
      this.rows.push({ ...row, value: null, complete: false, reason: `more than ${MAX_ROWS} members` });
  }
}

/** Bytes of what is no compound; 0 for those, and for what has no size. */
function scalarSize(graph: TypeGraph, node: TypeNode): number {
  if (node.kind === 'pointer') return graph.pointerSize;
  if (node.kind === 'float') return node.size === 4 || node.size === 8 ? node.size : 0;
  return node.kind === 'int' || node.kind === 'enum' ? node.size : 0;
}

function nameOf(node: Extract<TypeNode, { kind: 'enum' }>, value: bigint): number | string {
  // Older writers do not say whether an enum is signed: the bits decide.
  const bits = (of: bigint): bigint => BigInt.asUintN(8 * node.size, of);
  return node.values().find((known) => bits(known.value) === bits(value))?.name ?? number(value);
}

const number = (value: bigint): number | string =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value.toString();
const hex = (value: bigint): string => `0x${value.toString(16)}`;

/** Text for char arrays that hold text; else the bytes in hex. */
function bytesText(bytes: Uint8Array, node: Extract<TypeNode, { kind: 'int' }>): string {
  const end = bytes.indexOf(0);
  const text = new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
  const isText = /^char|^signed char/.test(node.name) || node.encoding === 'char';
  if (isText && !text.includes('\ufffd')) return text;
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
