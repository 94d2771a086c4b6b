/**
 * ksymtab: the table of symbols that a kernel exports to its modules. It holds data symbols also where kallsyms was
 * built without them (CONFIG_KALLSYMS_ALL). Source: include/linux/export-internal.h, kernel/module/internal.h
 * (struct kernel_symbol).
 */
import type { SymbolName, SymbolTable } from './types.js';

/** Where a table lies in image bytes, and how its entries are made. */
export interface KsymtabPlace {
  /** Offset of the first entry. */
  readonly start: number;
  readonly count: number;
  /**
   * `place`: words of 32 bits relative to their own place (CONFIG_HAVE_ARCH_PREL32_RELOCATIONS). `absolute`: pointers.
   */
  readonly kind: 'place' | 'absolute';
  /** Bytes of a word of an entry. */
  readonly word: 4 | 8;
  /** Words of an entry: value, name, and since 5.4 the namespace. */
  readonly words: 2 | 3;
}

/** Image bytes that hold a table and its names. */
export interface KsymtabBytes {
  readonly bytes: Uint8Array;
  /** Virtual address of byte 0; undefined while it is not known (then values are relative to it). */
  readonly origin: bigint | undefined;
  /** Bytes of a pointer of this kernel. */
  readonly wordSize: 4 | 8;
}

const MAX_NAME = 512;
const NUL = 0;

/** True for bytes of C identifiers and of the dots that compilers put into names. */
const isNameByte = (byte: number): boolean =>
  (byte >= 0x61 && byte <= 0x7a) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  (byte >= 0x30 && byte <= 0x39) ||
  byte === 0x5f ||
  byte === 0x2e;

/** A decoded table. Entries that damage has hit are left out. */
export class Ksymtab implements SymbolTable {
  private readonly view: DataView;
  /** Entries by the hash of their name; those that share one are in `next`, by entry: each number is an entry and one. */
  private hashed: { readonly first: Map<number, number>; readonly next: Int32Array } | undefined;
  private sorted: SymbolName[] | undefined;

  constructor(
    private readonly image: KsymtabBytes,
    readonly place: KsymtabPlace,
  ) {
    const { bytes } = image;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  address(name: string): bigint | undefined {
    const { first, next } = this.byHash();
    for (let entry = first.get(hashOf(name)) ?? 0; entry > 0; entry = next[entry - 1] as number)
      if (this.nameOf(entry - 1) === name) return this.value(this.entry(entry - 1));
    return undefined;
  }

  find(): void {
    // Nothing to prepare: names are found by their hashes.
  }

  /** Names only what lies exactly there: what is before may be far from it, as most symbols are not exported. */
  at(address: bigint): { readonly name: string; readonly offset: bigint } | undefined {
    const exact = this.entriesSorted().find((symbol) => symbol.address === address);
    return exact && { name: exact.name, offset: 0n };
  }

  /** The table does not tell code from data, so the letter is `?`. */
  entries(): Iterable<SymbolName> {
    return this.entriesSorted();
  }

  /** Name of entry `index`; undefined when there is none. */
  nameOf(index: number): string | undefined {
    return textAt(this.image.bytes, nameOffset(this.view, this.place, this.entry(index), this.image));
  }

  private entriesSorted(): SymbolName[] {
    if (this.sorted !== undefined) return this.sorted;
    const all = new Map<string, SymbolName>();
    for (let index = 0; index < this.place.count; index++) {
      const name = this.nameOf(index);
      if (name !== undefined && !all.has(name))
        all.set(name, { name, address: this.value(this.entry(index)), type: '?' });
    }
    return (this.sorted = [...all.values()].sort((a, b) =>
      a.address < b.address ? -1 : a.address > b.address ? 1 : 0,
    ));
  }

  private entry(index: number): number {
    return this.place.start + index * this.place.word * this.place.words;
  }

  /** Every name's first entry is met first, so the table is gone through from its end. */
  private byHash(): NonNullable<Ksymtab['hashed']> {
    if (this.hashed !== undefined) return this.hashed;
    const { bytes } = this.image;
    const first = new Map<number, number>();
    const next = new Int32Array(this.place.count);
    for (let index = this.place.count - 1; index >= 0; index--) {
      const at = nameOffset(this.view, this.place, this.entry(index), this.image);
      const length = nameLength(bytes, at);
      if (length === 0) continue;
      let hash = 0;
      for (let i = at; i < at + length; i++) hash = appended(hash, bytes[i] as number);
      next[index] = first.get(hash) ?? 0;
      first.set(hash, index + 1);
    }
    return (this.hashed = { first, next });
  }

  private value(at: number): bigint {
    const { origin = 0n, wordSize } = this.image;
    const { kind, word } = this.place;
    const value =
      kind === 'place'
        ? origin + BigInt(at + this.view.getInt32(at, true))
        : word === 8
          ? this.view.getBigUint64(at, true)
          : BigInt(this.view.getUint32(at, true));
    return BigInt.asUintN(8 * wordSize, value);
  }
}

/** FNV-1's step (its prime); any hash would do that tells names apart. */
const appended = (hash: number, byte: number): number => Math.imul(hash, 0x01000193) ^ byte;

function hashOf(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = appended(hash, name.charCodeAt(i));
  return hash;
}

/** Offset in the image bytes of the name of the entry at `at`; may lie outside of them. */
export function nameOffset(
  view: DataView,
  { kind, word }: Pick<KsymtabPlace, 'kind' | 'word'>,
  at: number,
  { origin = 0n }: Pick<KsymtabBytes, 'origin'>,
): number {
  const field = at + word;
  if (field + word > view.byteLength || at < 0) return -1;
  if (kind === 'place') return field + view.getInt32(field, true);
  return Number((word === 8 ? view.getBigUint64(field, true) : BigInt(view.getUint32(field, true))) - origin);
}

/** The name at an offset; undefined when no name is there. A linker lets names end in others, so none need begin there. */
function textAt(bytes: Uint8Array, offset: number): string | undefined {
  const length = nameLength(bytes, offset);
  if (length === 0) return undefined;
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

/** Characters of the name at an offset, or 0 when no name is there. */
export function nameLength(bytes: Uint8Array, offset: number): number {
  if (offset < 1 || offset >= bytes.length) return 0;
  const before = bytes[offset - 1] as number;
  if (before !== NUL && !isNameByte(before)) return 0;
  let end = offset;
  while (end < bytes.length && end - offset < MAX_NAME && isNameByte(bytes[end] as number)) end++;
  const first = bytes[offset] as number;
  return bytes[end] === NUL && !(first >= 0x30 && first <= 0x39) ? end - offset : 0;
}
