/**
 * The kernel's own symbol table, decoded where it lies. Names stay compressed: wanted names are found by hashing
 * tokens, and only `entries` expands all. Source: kernel/kallsyms.c, scripts/kallsyms.c.
 */
import type { SymbolName, SymbolTable } from './types.js';

/** Where the tables lie, as offsets in the image bytes handed to {@link Kallsyms}, and how addresses are stored. */
export interface KallsymsPlace {
  readonly count: number;
  /** Bytes of a word of this kernel; 8 where nothing tells (`place`). */
  readonly wordSize: 4 | 8;
  readonly names: number;
  readonly markers: number;
  readonly tokenTable: number;
  readonly tokenIndex: number;
  /** Offsets of 4 bytes, or, for `absolute`, addresses of a word. */
  readonly offsets: number;
  /**
   * `base`: relative_base + offset. `per-cpu`: the same, with offsets >= 0 being addresses themselves
   * (CONFIG_KALLSYMS_ABSOLUTE_PERCPU). `place`: the address of the offset's own place plus the offset (7.x).
   * `absolute`: the address itself (CONFIG_KALLSYMS_BASE_RELATIVE not set; 7.x of 32 bits, not relocatable).
   */
  readonly kind: 'base' | 'per-cpu' | 'place' | 'absolute';
  /** Value of kallsyms_relative_base; 0 for `place` and `absolute`. */
  readonly base: bigint;
  /** Names whose length has bit 7 set have a second length byte (since 6.1). */
  readonly bigNames: boolean;
}

const GROUP = 256;
/** Symbols at the start of the image or of the per-cpu data: fewer. */
const FIRST = 10;
const PAGE = 4096;
/** Longest name in bytes of tokens that is looked for behind damage. */
const MAX_NAME = 512;
/** The names end on a word. */
const MAX_PADDING = 16;
const latin = new TextDecoder('latin1');

/** A decoded table. `addressOf(place)` turns an offset of the image bytes into a virtual address. */
export class Kallsyms implements SymbolTable {
  private readonly view: DataView;
  /** Bytes from one offset or address to the next. */
  private readonly stride: number;
  private readonly tokens: Uint8Array[];
  private readonly addresses = new Map<string, bigint>();
  private readonly missed = new Set<string>();
  /** Pages of offsets by whether they are in order. */
  private readonly orderly = new Map<number, boolean>();
  private sorted: { address: bigint; index: number }[] | undefined;

  constructor(
    private readonly bytes: Uint8Array,
    readonly place: KallsymsPlace,
    private readonly addressOf: (offset: number) => bigint,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.stride = place.kind === 'absolute' ? place.wordSize : 4;
    this.tokens = Array.from({ length: 256 }, (_, code) => {
      const start = place.tokenTable + this.view.getUint16(place.tokenIndex + 2 * code, true);
      return bytes.subarray(start, bytes.indexOf(0, start));
    });
  }

  address(name: string): bigint | undefined {
    if (!this.addresses.has(name) && !this.missed.has(name)) this.find([name]);
    return this.addresses.get(name);
  }

  /** Looks up many names in one pass over the compressed names. */
  find(names: readonly string[]): void {
    const wanted = new Map<number, string[]>();
    for (const name of names) {
      if (this.addresses.has(name) || this.missed.has(name)) continue;
      const hash = hashOf(name);
      wanted.set(hash, [...(wanted.get(hash) ?? []), name]);
      this.missed.add(name);
    }
    if (wanted.size === 0) return;
    const whole = this.tokens.map((token) => hashBytes(token));
    const multipliers = Int32Array.from(whole, (h) => h.multiplier);
    const sums = Int32Array.from(whole, (h) => h.sum);
    // The first character of an expansion is the type letter: a name's hash starts behind it.
    const headSums = Int32Array.from(this.tokens, (token) => hashBytes(token.subarray(1)).sum);
    const { bytes } = this;
    this.walk((index, at, length) => {
      let hash = headSums[bytes[at] as number] as number;
      for (let i = at + 1; i < at + length; i++) {
        const code = bytes[i] as number;
        hash = (Math.imul(hash, multipliers[code] as number) + (sums[code] as number)) | 0;
      }
      const candidates = wanted.get(hash);
      if (candidates === undefined) return;
      const { name } = this.expand(at, length);
      if (!candidates.includes(name) || this.addresses.has(name)) return;
      const address = this.addressAt(index);
      if (address === undefined) return;
      this.addresses.set(name, address);
      this.missed.delete(name);
    });
  }

  at(address: bigint): { readonly name: string; readonly offset: bigint } | undefined {
    if (this.sorted === undefined) {
      this.sorted = [];
      for (let index = 0; index < this.place.count; index++) {
        const known = this.addressAt(index);
        if (known !== undefined) this.sorted.push({ address: known, index });
      }
      this.sorted.sort((a, b) =>
        a.address < b.address ? -1 : a.address > b.address ? 1 : a.index - b.index,
      );
    }
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sorted[middle] as { address: bigint }).address <= address) low = middle + 1;
      else high = middle;
    }
    const found = this.sorted[low - 1];
    if (found === undefined || address - found.address > 1n << 24n) return undefined;
    let first = low - 1;
    while (this.sorted[first - 1]?.address === found.address) first--;
    const name = this.nameAt((this.sorted[first] as { index: number }).index);
    return name === undefined ? undefined : { name, offset: address - found.address };
  }

  /** All symbols in the table's order (by address), expanded. Those on damaged pages are left out. */
  *entries(): Iterable<SymbolName> {
    const all: { index: number; at: number; length: number }[] = [];
    this.walk((index, at, length) => void all.push({ index, at, length }));
    for (const { index, at, length } of all) {
      const address = this.addressAt(index);
      if (address !== undefined) yield { ...this.expand(at, length), address };
    }
  }

  private nameAt(index: number): string | undefined {
    let name: string | undefined;
    this.walk(
      (i, at, length) => {
        if (i === index) name = this.expand(at, length).name;
      },
      Math.floor(index / GROUP),
    );
    return name;
  }

  /** Address of a symbol; undefined where its offset lies on a damaged page. */
  private addressAt(index: number): bigint | undefined {
    const { kind, base, offsets, wordSize } = this.place;
    const at = offsets + this.stride * index;
    if (!this.inOrder(Math.floor(at / PAGE))) return undefined;
    if (kind === 'absolute')
      return wordSize === 8 ? this.view.getBigUint64(at, true) : BigInt(this.view.getUint32(at, true));
    const signed = this.view.getInt32(at, true);
    const bits = 8 * wordSize;
    if (kind === 'place') return BigInt.asUintN(bits, this.addressOf(at) + BigInt(signed));
    if (kind === 'per-cpu')
      return BigInt.asUintN(bits, signed >= 0 ? BigInt(signed) : base - 1n - BigInt(signed));
    return BigInt.asUintN(bits, base + BigInt(signed >>> 0));
  }

  /** True when the offsets on a page of the image bytes grow as sorted symbols' do: noise does not, nor do zeros where a page is missing. */
  private inOrder(page: number): boolean {
    let known = this.orderly.get(page);
    if (known === undefined) {
      const { stride } = this;
      const { offsets, count: all } = this.place;
      const from = Math.max(0, Math.ceil((page * PAGE - offsets) / stride));
      const to = Math.min(all, Math.floor((page * PAGE + PAGE - offsets) / stride));
      let falls = 0;
      let zeros = 0;
      let previous = -Infinity;
      for (let i = from; i < to; i++) {
        const key = this.sortKey(i);
        if (key < previous) falls++;
        if (this.stored(i) === 0) zeros++;
        previous = key;
      }
      // Thousands of symbols may share an address (5.10: names of name spaces are all the same empty text), but few the first one.
      const count = to - from;
      known = falls <= 2 + count / 10 && (zeros <= count * 0.9 || count < (from === 0 ? FIRST : 2));
      this.orderly.set(page, known);
    }
    return known;
  }

  /** What the table has for symbol `i`: of addresses of eight bytes the lower half. */
  private stored(i: number): number {
    return this.view.getInt32(this.place.offsets + this.stride * i, true);
  }

  /** A number that grows with the address of symbol `i`. */
  private sortKey(i: number): number {
    const { kind, offsets } = this.place;
    if (kind === 'absolute' && this.stride === 8)
      return Number(this.view.getBigUint64(offsets + this.stride * i, true));
    const value = this.stored(i);
    if (kind === 'place') return value + 4 * i;
    if (kind === 'per-cpu') return value < 0 ? -1 - value : value - 2 ** 32;
    return value >>> 0;
  }

  private expand(at: number, length: number): { name: string; type: string } {
    let text = '';
    for (let i = at; i < at + length; i++) text += latin.decode(this.tokens[this.bytes[i] as number]);
    return { type: text.slice(0, 1), name: text.slice(1) };
  }

  /** Calls back for each name, or each of one group; names on damaged pages are left out. */
  private walk(each: (index: number, at: number, length: number) => void, only?: number): void {
    const groups = Math.ceil(this.place.count / GROUP);
    const broken: number[] = [];
    const sound = new Set<number>();
    const starts = new Int32Array(GROUP);
    const lengths = new Int32Array(GROUP);
    // A damaged group is told apart by its neighbours: they show which of its pages are sound.
    const near = only === undefined ? { from: 0, to: groups } : { from: only - 1, to: only + 2 };
    for (let group = Math.max(0, near.from); group < Math.min(groups, near.to); group++) {
      const { start, end, size } = this.group(group);
      let at = start;
      for (let i = 0; i < size && at < this.bytes.length; i++) {
        const length = this.lengthAt(at);
        at += length < 128 || !this.place.bigNames ? 1 : 2;
        starts[i] = at;
        lengths[i] = length;
        at += length;
      }
      if (group === groups - 1 ? at > end || end - at >= MAX_PADDING : at !== end) {
        broken.push(group);
        continue;
      }
      for (let page = Math.floor(start / PAGE); page <= (at - 1) / PAGE; page++) sound.add(page);
      if (only !== undefined && group !== only) continue;
      for (let i = 0; i < size; i++) each(group * GROUP + i, starts[i] as number, lengths[i] as number);
    }
    for (const group of broken) if (only === undefined || group === only) this.walkBroken(group, sound, each);
  }

  /** First byte, the byte behind the last (or behind padding, for the last group) and number of names of a group. */
  private group(group: number): { start: number; end: number; size: number } {
    const { names, markers, count } = this.place;
    const last = group === Math.ceil(count / GROUP) - 1;
    return {
      start: names + this.view.getUint32(markers + 4 * group, true),
      end: last ? markers : names + this.view.getUint32(markers + 4 * group + 4, true),
      size: Math.min(GROUP, count - group * GROUP),
    };
  }

  /** Length of the name whose length is stored at `at`: 128 and more take two bytes in tables of big names. */
  private lengthAt(at: number): number {
    const head = this.bytes[at] as number;
    if (!this.place.bigNames || head < 128) return head;
    return (head & 0x7f) | ((this.bytes[at + 1] ?? 0) << 7);
  }

  /** The names of a damaged group that lie before its first unsound page, counted from its start, or behind its last, counted from its end. */
  private walkBroken(
    group: number,
    sound: ReadonlySet<number>,
    each: (index: number, at: number, length: number) => void,
  ): void {
    const { start, end, size } = this.group(group);
    if (end <= start || end > this.bytes.length) return;
    const header = (length: number): number => (length < 128 || !this.place.bigNames ? 1 : 2);
    let bad = Math.floor(start / PAGE);
    while (sound.has(bad)) bad++;
    let at = start;
    for (let i = 0; i < size; i++) {
      const length = this.lengthAt(at);
      const text = at + header(length);
      if (text + length > bad * PAGE) break;
      each(group * GROUP + i, text, length);
      at = text + length;
    }
    if (size < GROUP) return;
    let good = Math.floor((end - 1) / PAGE) + 1;
    while (sound.has(good - 1)) good--;
    const from = Math.max(good * PAGE, at);
    // Where names begin behind the damage is not known: paths from all places that end at the marker soon become one.
    const visits = new Map<number, number>();
    let paths = 0;
    for (let begin = from; begin < Math.min(end, from + MAX_NAME); begin++) {
      const path: number[] = [];
      let next = begin;
      while (next < end && path.length <= GROUP) {
        path.push(next);
        const length = this.lengthAt(next);
        next += header(length) + length;
      }
      if (next !== end) continue;
      paths++;
      for (const place of path) visits.set(place, (visits.get(place) ?? 0) + 1);
    }
    const sure = [...visits].filter(([, count]) => count > 0.9 * paths).map(([place]) => place);
    sure.sort((a, b) => b - a);
    for (const [fromEnd, place] of sure.entries()) {
      const length = this.lengthAt(place);
      each(group * GROUP + size - 1 - fromEnd, place + header(length), length);
    }
  }
}

const PRIME = 0x01000193;

/** Polynomial hash of bytes, and what to multiply a hash by to append them. */
function hashBytes(bytes: Iterable<number>): { multiplier: number; sum: number } {
  let multiplier = 1;
  let sum = 0;
  for (const byte of bytes) {
    multiplier = Math.imul(multiplier, PRIME);
    sum = (Math.imul(sum, PRIME) + byte) | 0;
  }
  return { multiplier, sum };
}

function hashOf(name: string): number {
  return hashBytes(Array.from(name, (c) => c.charCodeAt(0))).sum;
}
