/**
 * DWARF entries, versions 4 and 5: units, abbreviations, attribute values. Every offset is checked, so a damaged file ends
 * in an error of kind `malformed`. Source: DWARF Debugging Information Format, version 5, sections 7.5 and 7.5.6.
 */
import { PagewalkError } from '../../engine/index.js';

/** The sections that types are read from; absent ones are empty. */
export interface DwarfSections {
  readonly info: Uint8Array;
  readonly abbrev: Uint8Array;
  readonly str: Uint8Array;
  readonly lineStr: Uint8Array;
  readonly strOffsets: Uint8Array;
}

/** A unit of .debug_info. Offsets in bytes of the section. */
export interface Unit {
  readonly start: number;
  readonly end: number;
  /** Offset of its first entry. */
  readonly first: number;
  readonly version: number;
  readonly addressSize: number;
  /** Bytes of an offset: 4, or 8 in the 64-bit format. */
  readonly offsetSize: 4 | 8;
  readonly abbreviations: ReadonlyMap<number, Abbreviation>;
  /** Of the unit's part of .debug_str_offsets. */
  stringBase: number;
}

/** What entries of one code look like: tag, whether children follow, and attribute, form and implicit value in turn. */
export interface Abbreviation {
  readonly tag: number;
  readonly children: boolean;
  readonly attributes: readonly (readonly [name: number, form: number, constant: number])[];
}

/** An entry. */
export interface Entry {
  readonly tag: number;
  readonly children: boolean;
  /** Values by attribute: numbers, texts; references are offsets in the section. */
  readonly values: ReadonlyMap<number, number | string>;
  /** Offset behind it. */
  readonly next: number;
}

/** DW_AT_str_offsets_base. */
const STRING_BASE = 0x72;
const MAX_UNITS = 1 << 20;
const latin = new TextDecoder('latin1');

/** A position in bytes. Reading beyond the end throws. */
export class Cursor {
  readonly view: DataView;
  constructor(
    readonly bytes: Uint8Array,
    public at: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** An unsigned number of 1 to 8 bytes. */
  number(size: number): number {
    this.need(size);
    let value = 0;
    for (let i = size - 1; i >= 0; i--) value = value * 256 + this.view.getUint8(this.at + i);
    this.at += size;
    return value;
  }

  /** LEB128. */
  leb(signed = false): number {
    let [value, scale] = [0, 1];
    for (let i = 0; i < 10; i++) {
      const byte = this.number(1);
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if ((byte & 0x80) === 0) return signed && (byte & 0x40) !== 0 ? value - scale : value;
    }
    throw broken(this.at);
  }

  skip(size: number): void {
    this.need(size);
    this.at += size;
  }

  text(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) throw broken(this.at);
    const text = latin.decode(this.bytes.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }

  private need(size: number): void {
    if (!(size >= 0 && this.at >= 0 && this.at + size <= this.bytes.length)) throw broken(this.at);
  }
}

/** What is thrown where nothing sensible is; `offset` in the section. */
export function broken(offset: number): PagewalkError {
  return new PagewalkError('os', 'malformed', `DWARF: nothing sensible at offset 0x${offset.toString(16)}`, {
    offset,
  });
}

/** All units. */
export function unitsOf(sections: DwarfSections): Unit[] {
  const units: Unit[] = [];
  const tables = new Map<number, ReadonlyMap<number, Abbreviation>>();
  const cursor = new Cursor(sections.info, 0);
  while (cursor.at < sections.info.length && units.length < MAX_UNITS) {
    const start = cursor.at;
    let length = cursor.number(4);
    const offsetSize = length === 0xffffffff ? 8 : 4;
    if (offsetSize === 8) length = cursor.number(8);
    const end = cursor.at + length;
    const version = cursor.number(2);
    if (end > sections.info.length || version < 2 || version > 5) throw broken(start);
    let addressSize = 0;
    const kind = version === 5 ? cursor.number(1) : 1;
    if (version === 5) addressSize = cursor.number(1);
    const table = cursor.number(offsetSize);
    if (version < 5) addressSize = cursor.number(1);
    // Skeletons have an id, type units a signature and an offset.
    if (kind === 4 || kind === 5) cursor.skip(8);
    if (kind === 2 || kind === 6) cursor.skip(8 + offsetSize);
    let abbreviations = tables.get(table);
    if (abbreviations === undefined)
      tables.set(table, (abbreviations = abbreviationsAt(sections.abbrev, table)));
    const unit: Unit = {
      start,
      end,
      first: cursor.at,
      version,
      addressSize,
      offsetSize,
      abbreviations,
      stringBase: 0,
    };
    const base = entryAt(sections, unit, unit.first)?.values.get(STRING_BASE);
    if (typeof base === 'number') unit.stringBase = base;
    units.push(unit);
    cursor.at = end;
  }
  return units;
}

function abbreviationsAt(bytes: Uint8Array, offset: number): ReadonlyMap<number, Abbreviation> {
  const found = new Map<number, Abbreviation>();
  const cursor = new Cursor(bytes, offset);
  for (let code = cursor.leb(); code !== 0; code = cursor.leb()) {
    const tag = cursor.leb();
    const children = cursor.number(1) === 1;
    const attributes: [number, number, number][] = [];
    for (;;) {
      const [name, form] = [cursor.leb(), cursor.leb()];
      const constant = form === 0x21 ? cursor.leb(true) : 0;
      if (name === 0 && form === 0) break;
      attributes.push([name, form, constant]);
    }
    found.set(code, { tag, children, attributes });
  }
  return found;
}

/** The entry at an offset; undefined for the null entry that ends a list of children. Throws kind `malformed`. */
export function entryAt(sections: DwarfSections, unit: Unit, offset: number): Entry | undefined {
  const cursor = new Cursor(sections.info, offset);
  const code = cursor.leb();
  if (code === 0) return undefined;
  const abbreviation = unit.abbreviations.get(code);
  if (abbreviation === undefined) throw broken(offset);
  const values = new Map<number, number | string>();
  for (const [name, form, constant] of abbreviation.attributes) {
    const value = valueOf(sections, unit, cursor, form, constant);
    if (value !== undefined) values.set(name, value);
  }
  return { tag: abbreviation.tag, children: abbreviation.children, values, next: cursor.at };
}

/** Forms whose value is a plain number, and its bytes. */
const FIXED: Readonly<Record<number, number>> = {
  0x0b: 1,
  0x05: 2,
  0x06: 4,
  0x07: 8,
  0x0c: 1,
  0x29: 1,
  0x2a: 2,
  0x2b: 3,
  0x2c: 4,
};
/** References into the unit, and their bytes. */
const REFERENCES: Readonly<Record<number, number>> = { 0x11: 1, 0x12: 2, 0x13: 4, 0x14: 8 };
/** Indexed texts, and the bytes of the index; 0: LEB128. */
const INDEXED: Readonly<Record<number, number>> = { 0x1a: 0, 0x25: 1, 0x26: 2, 0x27: 3, 0x28: 4 };

function valueOf(
  sections: DwarfSections,
  unit: Unit,
  cursor: Cursor,
  form: number,
  constant: number,
): number | string | undefined {
  const fixed = FIXED[form];
  if (fixed !== undefined) return cursor.number(fixed);
  const reference = REFERENCES[form];
  if (reference !== undefined) return unit.start + cursor.number(reference);
  const indexed = INDEXED[form];
  if (indexed !== undefined) {
    const index = indexed === 0 ? cursor.leb() : cursor.number(indexed);
    const table = new Cursor(sections.strOffsets, unit.stringBase + index * unit.offsetSize);
    return textAt(sections.str, table.number(unit.offsetSize));
  }
  switch (form) {
    case 0x01: // addr
      return cursor.number(unit.addressSize);
    case 0x08: // string
      return cursor.text();
    case 0x0d: // sdata
      return cursor.leb(true);
    case 0x0f: // udata
    case 0x1b: // addrx
    case 0x22: // loclistx
    case 0x23: // rnglistx
      return cursor.leb();
    case 0x15: // ref_udata
      return unit.start + cursor.leb();
    case 0x10: // ref_addr
      return cursor.number(unit.version === 2 ? unit.addressSize : unit.offsetSize);
    case 0x17: // sec_offset
      return cursor.number(unit.offsetSize);
    case 0x0e: // strp
      return textAt(sections.str, cursor.number(unit.offsetSize));
    case 0x1f: // line_strp
      return textAt(sections.lineStr, cursor.number(unit.offsetSize));
    case 0x19: // flag_present
      return 1;
    case 0x21: // implicit_const
      return constant;
    case 0x16: // indirect
      return valueOf(sections, unit, cursor, cursor.leb(), 0);
    case 0x0a: // block1
      return block(cursor, cursor.number(1));
    case 0x03: // block2
      return block(cursor, cursor.number(2));
    case 0x04: // block4
      return block(cursor, cursor.number(4));
    case 0x09: // block
    case 0x18: // exprloc
      return block(cursor, cursor.leb());
    case 0x1c: // ref_sup4
      return void cursor.skip(4);
    case 0x20: // ref_sig8
    case 0x24: // ref_sup8
      return void cursor.skip(8);
    case 0x1d: // strp_sup
      return void cursor.skip(unit.offsetSize);
    case 0x1e: // data16
      return void cursor.skip(16);
    default:
      throw broken(cursor.at);
  }
}

/** Old writers give a member's place as an expression: DW_OP_plus_uconst and the offset. Other expressions have no value here. */
function block(cursor: Cursor, length: number): number | undefined {
  const start = cursor.at;
  cursor.skip(length);
  if (length < 2 || cursor.bytes[start] !== 0x23) return undefined;
  return new Cursor(cursor.bytes, start + 1).leb();
}

/** The text at an offset of a section of texts. Throws kind `malformed` beyond its end. */
export function textAt(bytes: Uint8Array, offset: number): string {
  return new Cursor(bytes, offset).text();
}
