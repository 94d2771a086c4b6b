/** Structures described as data: fields with offset, type and count, from which the result's TypeScript type follows. */
import { PagewalkError } from '../errors.js';
import type { Missing } from './partial.js';
import {
  isScalarName,
  putScalar,
  scalarOf,
  type Architecture,
  type ScalarName,
  type ScalarValue,
} from './scalars.js';
import { findEnd, textCodec, type TextEncoding } from './text-codec.js';

/** A field of a structure. */
export interface Field {
  /** Bytes from the start of the structure. */
  readonly offset: number;
  /** A number, a text up to its first NUL, bytes, or another structure. */
  readonly type: ScalarName | TextEncoding | 'bytes' | Shape;
  /** Numbers and structures: how many, as an array. Texts and bytes: how many bytes; they need it. */
  readonly count?: number;
  /** Bytes from one element of an array of structures to the next; default: up to the end of its last field. */
  readonly stride?: number;
}

/** A structure: its fields by name. Fields may overlap, as in a union. */
export interface Shape {
  readonly [name: string]: Field;
}

type Element<T> = T extends ScalarName ? ScalarValue<T> : T extends Shape ? StructureOf<T> : never;
type FieldValue<F extends Field> = F['type'] extends TextEncoding
  ? string
  : F['type'] extends 'bytes'
    ? Uint8Array
    : F extends { readonly count: number }
      ? readonly Element<F['type']>[]
      : Element<F['type']>;

/** The value of a structure. */
export type StructureOf<S extends Shape> = { readonly [K in keyof S]: FieldValue<S[K]> };

type ElementParts<T> = T extends ScalarName ? ScalarValue<T> : T extends Shape ? StructureParts<T> : never;
type FieldParts<F extends Field> = F['type'] extends TextEncoding | 'bytes'
  ? FieldValue<F>
  : F extends { readonly count: number }
    ? readonly ElementParts<F['type']>[]
    : ElementParts<F['type']>;

/** Some fields of a structure, for writing; arrays may have fewer elements than the field. */
export type StructureParts<S extends Shape> = { readonly [K in keyof S]?: FieldParts<S[K]> };

/** A structure as far as it could be read: the fields that were there, and what was missing in others. */
export interface StructureRead<S extends Shape> {
  readonly value: Partial<StructureOf<S>>;
  /** Empty when all fields are there. */
  readonly missing: readonly Missing[];
}

/** A field ready for use. */
export interface LaidField {
  readonly name: string;
  readonly offset: number;
  /** Bytes of all its elements. */
  readonly size: number;
  decode(words: DataView, at: number): unknown;
  /** Calls `put` with the bytes of each part that `value` gives, by offset from the start of the structure. */
  encode(value: unknown, put: (offset: number, data: Uint8Array) => void): void;
}

/** A structure ready for use. */
export interface Layout {
  readonly fields: readonly LaidField[];
  /** Bytes up to the end of the last field. */
  readonly size: number;
}

/** Largest structure, in bytes. */
const MAX_SIZE = 1 << 20;
/** Structures in structures. */
const MAX_DEPTH = 16;

/** A description as a value of its own, checked: so that its fields keep their types. Throws kind `usage`. */
export function defineShape<const S extends Shape>(shape: S): S {
  layoutOf(shape, { pointerSize: 8, byteOrder: 'little' });
  return shape;
}

const layouts = new WeakMap<Shape, Map<string, Layout>>();

/** The layout of a shape on a machine. Throws kind `usage` for a field that cannot be. */
export function layoutOf(shape: Shape, architecture: Architecture, depth = 0): Layout {
  const key = `${architecture.pointerSize}${architecture.byteOrder}`;
  const known = layouts.get(shape)?.get(key);
  if (known !== undefined) return known;
  if (depth > MAX_DEPTH) throw bad(`structures lie more than ${MAX_DEPTH} deep in each other`);
  const fields = Object.entries(shape).map(([name, field]) => laid(name, field, architecture, depth));
  const size = Math.max(0, ...fields.map((field) => field.offset + field.size));
  if (size > MAX_SIZE) throw bad(`a structure of ${size} bytes is larger than ${MAX_SIZE}`);
  const layout = { fields, size };
  layouts.set(shape, (layouts.get(shape) ?? new Map<string, Layout>()).set(key, layout));
  return layout;
}

/** The value of a structure at `at`; fields for which `there` says no are left out. */
export function decodeStructure(
  layout: Layout,
  words: DataView,
  at: number,
  there: (field: LaidField) => boolean = () => true,
): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const field of layout.fields) {
    if (there(field)) value[field.name] = field.decode(words, at + field.offset);
  }
  return value;
}

function encodeParts(
  layout: Layout,
  values: unknown,
  base: number,
  put: (offset: number, data: Uint8Array) => void,
): void {
  if (typeof values !== 'object' || values === null) throw bad(`${String(values)} is no structure`);
  const stranger = Object.keys(values).find((name) => !layout.fields.some((field) => field.name === name));
  if (stranger !== undefined) throw bad(`the structure has no field ${stranger}`);
  for (const field of layout.fields) {
    const value = (values as Record<string, unknown>)[field.name];
    if (value !== undefined) field.encode(value, (offset, data) => put(base + offset, data));
  }
}

/** The bytes of the fields that `values` gives, by offset. Throws kind `usage` for values that do not fit their field. */
export function encodeStructure(layout: Layout, values: unknown): { offset: number; data: Uint8Array }[] {
  const parts: { offset: number; data: Uint8Array }[] = [];
  encodeParts(layout, values, 0, (offset, data) => parts.push({ offset, data }));
  return parts;
}

function laid(name: string, field: Field, architecture: Architecture, depth: number): LaidField {
  const { offset, type, count, stride } = field;
  const natural = (n: unknown): n is number =>
    Number.isInteger(n) && (n as number) >= 0 && (n as number) <= MAX_SIZE;
  if (!natural(offset)) throw bad(`field ${name}: offset ${String(offset)}`);
  if (count !== undefined && !natural(count)) throw bad(`field ${name}: count ${String(count)}`);
  if (stride !== undefined && !natural(stride)) throw bad(`field ${name}: stride ${String(stride)}`);
  if (typeof type === 'string' && !isScalarName(type)) {
    if (count === undefined) throw bad(`field ${name}: ${type} needs a count of bytes`);
    return type === 'bytes'
      ? laidBytes(name, offset, count)
      : laidText(name, offset, count, type, architecture);
  }
  const element =
    typeof type === 'string'
      ? scalarElement(type, architecture)
      : structureElement(type, architecture, depth);
  const step = stride ?? element.size;
  const elements = count ?? 1;
  if (elements > 1 && (element.size === 0 || step < element.size))
    throw bad(`field ${name}: elements of ${element.size} bytes lie ${step} bytes apart`);
  const size = elements === 0 ? 0 : (elements - 1) * step + element.size;
  return {
    name,
    offset,
    size,
    decode: (words, at) =>
      count === undefined
        ? element.decode(words, at)
        : Array.from({ length: count }, (_, i) => element.decode(words, at + i * step)),
    encode: (value, put) => {
      const list = count === undefined ? [value] : value;
      if (!Array.isArray(list) || list.length > elements)
        throw bad(`field ${name}: expected an array of at most ${elements} elements`);
      list.forEach((one, i) => element.encode(one, (at, data) => put(offset + i * step + at, data)));
    },
  };
}

/** One number or structure, wherever it lies. */
type LaidElement = Pick<LaidField, 'size' | 'decode' | 'encode'>;

function scalarElement(type: ScalarName, architecture: Architecture): LaidElement {
  const { size, get } = scalarOf(type, architecture.pointerSize);
  const little = architecture.byteOrder === 'little';
  return {
    size,
    decode: (words, at) => get(words, at, little),
    encode: (value, put) => {
      const data = new Uint8Array(size);
      putScalar(new DataView(data.buffer), 0, type, value as ScalarValue<typeof type>, architecture);
      put(0, data);
    },
  };
}

function structureElement(type: Shape, architecture: Architecture, depth: number): LaidElement {
  const layout = layoutOf(type, architecture, depth + 1);
  return {
    size: layout.size,
    decode: (words, at) => decodeStructure(layout, words, at),
    encode: (value, put) => encodeParts(layout, value, 0, put),
  };
}

function laidBytes(name: string, offset: number, count: number): LaidField {
  return {
    name,
    offset,
    size: count,
    decode: (words, at) => new Uint8Array(words.buffer, words.byteOffset + at, count).slice(),
    encode: (value, put) => {
      if (!(value instanceof Uint8Array && value.length <= count))
        throw bad(`field ${name}: expected at most ${count} bytes`);
      put(offset, value);
    },
  };
}

function laidText(
  name: string,
  offset: number,
  count: number,
  encoding: TextEncoding,
  { byteOrder }: Architecture,
): LaidField {
  const codec = textCodec({ encoding }, byteOrder);
  return {
    name,
    offset,
    size: count,
    decode: (words, at) => {
      const bytes = new Uint8Array(words.buffer, words.byteOffset + at, count);
      const end = findEnd(bytes, codec.unit);
      return codec.decode(end < 0 ? bytes : bytes.subarray(0, end));
    },
    encode: (value, put) => {
      const bytes = typeof value === 'string' ? codec.encode(value) : undefined;
      if (bytes === undefined || bytes.length > count)
        throw bad(`field ${name}: expected a text of at most ${count} bytes`);
      const padded = new Uint8Array(count);
      padded.set(bytes);
      put(offset, padded);
    },
  };
}

function bad(what: string): PagewalkError {
  return new PagewalkError('engine', 'usage', `structure: ${what}`);
}
