/**
 * Goes through the entries of a unit without decoding them. A kernel has millions of entries, of which an index of names
 * wants a few thousand. Source: DWARF Debugging Information Format, version 5, section 7.5.
 */
import { broken, entryAt, type Abbreviation, type DwarfSections, type Unit } from './dwarf-units.js';

const AT = { sibling: 0x01, name: 0x03, declaration: 0x3c } as const;
const FORM = { strp: 0x0e, ref4: 0x13 } as const;

/** Bytes of an attribute are a number of 0 or more, or one of these: LEB128, text up to a NUL, block behind its length. */
const LEB = -1;
const TEXT = -2;
const BLOCK = -3;
const BLOCK1 = -4;
/** By form (DW_FORM_*), as far as they do not depend on the unit. */
const SIZES: Readonly<Record<number, number>> = {
  ...{ 0x0b: 1, 0x05: 2, 0x06: 4, 0x07: 8, 0x0c: 1, 0x19: 0, 0x21: 0, 0x1e: 16 },
  ...{ 0x11: 1, 0x12: 2, 0x13: 4, 0x14: 8, 0x20: 8, 0x15: LEB },
  ...{ 0x29: 1, 0x2a: 2, 0x2b: 3, 0x2c: 4, 0x25: 1, 0x26: 2, 0x27: 3, 0x28: 4 },
  ...{ 0x08: TEXT, 0x0d: LEB, 0x0f: LEB, 0x1a: LEB, 0x1b: LEB, 0x22: LEB, 0x23: LEB },
  ...{ 0x09: BLOCK, 0x18: BLOCK, 0x0a: BLOCK1 },
};

/** How entries of one code are gone through. */
interface Plan {
  readonly tag: number;
  readonly children: boolean;
  /** An entry that only announces a type. */
  readonly declaration: boolean;
  /** For each attribute its bytes; undefined when one of them must be decoded. */
  readonly sizes: readonly number[] | undefined;
  /** Which attributes are the name and the next sibling; -1: none. */
  readonly name: number;
  readonly sibling: number;
}

/** Forms of the size of an offset: ref_addr, sec_offset, strp, line_strp, strp_sup. */
const OFFSETS: readonly number[] = [0x10, 0x17, FORM.strp, 0x1f, 0x1d];
const ADDRESS = 0x01;

function planOf({ tag, children, attributes }: Abbreviation, { offsetSize, addressSize }: Unit): Plan {
  const sizes = attributes.map(([, form]) =>
    form === ADDRESS ? addressSize : OFFSETS.includes(form) ? offsetSize : SIZES[form],
  );
  const place = (attribute: number, wanted: number): number =>
    attributes.findIndex(([name, form]) => name === attribute && form === wanted);
  const has = (attribute: number): boolean => attributes.some(([name]) => name === attribute);
  const [name, sibling] = [place(AT.name, FORM.strp), place(AT.sibling, FORM.ref4)];
  const plain = sizes.every((size) => size !== undefined) && (sibling >= 0 || !has(AT.sibling));
  return {
    tag,
    children,
    declaration: has(AT.declaration),
    sizes: plain ? sizes : undefined,
    name,
    sibling,
  };
}

/** Goes through the entries directly below units' own. Throws kind `malformed` where nothing sensible is. */
export class TopEntries {
  private readonly plans = new Map<ReadonlyMap<number, Abbreviation>, (Plan | undefined)[]>();
  private readonly bytes: Uint8Array;
  private at = 0;

  /** `wanted` are the tags of entries that are visited. */
  constructor(
    private readonly sections: DwarfSections,
    private readonly wanted: ReadonlySet<number>,
  ) {
    this.bytes = sections.info;
  }

  /**
   * Visits wanted entries that are no mere declarations, with the offset of their name in .debug_str; -1 where the name is
   * somewhere else, or there is none.
   */
  visit(unit: Unit, visit: (tag: number, at: number, nameAt: number) => void): void {
    const top = entryAt(this.sections, unit, unit.first);
    if (top?.children !== true) return;
    const plans = this.plans.get(unit.abbreviations) ?? [];
    this.plans.set(unit.abbreviations, plans);
    this.at = top.next;
    for (let depth = 1; this.at < unit.end;) {
      const start = this.at;
      const code = this.leb();
      if (code === 0) {
        if (--depth === 0) return;
        continue;
      }
      const plan = (plans[code] ??= this.plan(unit, code, start));
      let nameAt = -1;
      let sibling = 0;
      if (plan.sizes === undefined) {
        const entry = entryAt(this.sections, unit, start);
        sibling = Number(entry?.values.get(AT.sibling) ?? 0);
        this.at = entry?.next ?? unit.end;
      } else {
        for (let i = 0; i < plan.sizes.length; i++) {
          if (i === plan.name) nameAt = this.word(unit.offsetSize);
          else if (i === plan.sibling) sibling = unit.start + this.word(4);
          else this.skip(plan.sizes[i] as number);
        }
      }
      if (this.at > unit.end) throw broken(start);
      if (depth === 1 && !plan.declaration && this.wanted.has(plan.tag)) visit(plan.tag, start, nameAt);
      if (!plan.children) continue;
      if (sibling > this.at) this.at = sibling;
      else depth++;
    }
  }

  private plan(unit: Unit, code: number, at: number): Plan {
    const abbreviation = unit.abbreviations.get(code);
    if (abbreviation === undefined) throw broken(at);
    return planOf(abbreviation, unit);
  }

  private skip(size: number): void {
    if (size >= 0) this.at += size;
    else if (size === LEB) this.leb();
    else if (size === TEXT) {
      const end = this.bytes.indexOf(0, this.at);
      if (end < 0) throw broken(this.at);
      this.at = end + 1;
    } else {
      const length = size === BLOCK ? this.leb() : this.word(1);
      this.at += length;
    }
  }

  /** Beyond the end bytes count as 0: whoever gets there is stopped by the unit's end. */
  private leb(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }

  private word(size: 1 | 4 | 8): number {
    let value = 0;
    for (let i = size - 1; i >= 0; i--) value = value * 256 + (this.bytes[this.at + i] ?? 0);
    this.at += size;
    return value;
  }
}
