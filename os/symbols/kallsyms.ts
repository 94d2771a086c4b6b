/**
 * The kernel's own symbol table, decoded where it lies. Names stay compressed: wanted names are found by hashing
 * tokens, and only `entries` expands all. Source: kernel/kallsyms.c, scripts/kallsyms.c.
 */
import type { SymbolName, SymbolTable } from './types.js';

/** Where the tables lie, as offsets in the image bytes handed to {@link Kallsyms}, and how addresses are stored. */
export interface KallsymsPlace {
  readonly count: number;
  readonly names: number;
  readonly markers: number;
  readonly tokenTable: number;
  readonly tokenIndex: number;
  readonly offsets: number;
  /**
   * `base`: relative_base + offset. `per-cpu`: the same, with offsets >= 0 being addresses themselves
   * (CONFIG_KALLSYMS_ABSOLUTE_PERCPU). `place`: the address of the offset's own place plus the offset (7.x).
   */
  readonly kind: 'base' | 'per-cpu' | 'place';
  /** Value of kallsyms_relative_base; 0 for `place`. */
  readonly base: bigint;
  /** Names whose length has bit 7 set have a second length byte (since 6.1). */
  readonly bigNames: boolean;
}

const GROUP = 256;
const latin = new TextDecoder('latin1');

/** A decoded table. `addressOf(place)` turns an offset of the image bytes into a virtual address. */
export class Kallsyms implements SymbolTable {
  private readonly view: DataView;
  private readonly tokens: Uint8Array[];
  private readonly addresses = new Map<string, bigint>();
  private readonly missed = new Set<string>();
  private sorted: { address: bigint; index: number }[] | undefined;

  constructor(
    private readonly bytes: Uint8Array,
    readonly place: KallsymsPlace,
    private readonly addressOf: (offset: number) => bigint,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
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
      this.addresses.set(name, this.addressAt(index));
      this.missed.delete(name);
    });
  }

  at(address: bigint): { readonly name: string; readonly offset: bigint } | undefined {
    if (this.sorted === undefined) {
      this.sorted = Array.from({ length: this.place.count }, (_, index) => ({
        address: this.addressAt(index),
        index,
      }));
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
    const first = this.sorted.findIndex((s) => s.address === found.address);
    const name = this.nameAt((this.sorted[first] as { index: number }).index);
    return name === undefined ? undefined : { name, offset: address - found.address };
  }

  /** All symbols in the table's order (by address), expanded. Names in damaged stretches are left out. */
  *entries(): Iterable<SymbolName> {
    const all: { index: number; at: number; length: number }[] = [];
    this.walk((index, at, length) => void all.push({ index, at, length }));
    for (const { index, at, length } of all) {
      yield { ...this.expand(at, length), address: this.addressAt(index) };
    }
  }

  private nameAt(index: number): string | undefined {
    let name: string | undefined;
    this.walk(
      (i, at, length) => {
        if (i === index) name = this.expand(at, length).name;
      },
      index - (index % GROUP),
      Math.min(this.place.count, index + 1),
    );
    return name;
  }

  private addressAt(index: number): bigint {
    const { kind, base, offsets } = this.place;
    const at = offsets + 4 * index;
    const signed = this.view.getInt32(at, true);
    if (kind === 'place') return BigInt.asUintN(64, this.addressOf(at) + BigInt(signed));
    if (kind === 'per-cpu')
      return BigInt.asUintN(64, signed >= 0 ? BigInt(signed) : base - 1n - BigInt(signed));
    return BigInt.asUintN(64, base + BigInt(signed >>> 0));
  }

  private expand(at: number, length: number): { name: string; type: string } {
    let text = '';
    for (let i = at; i < at + length; i++) text += latin.decode(this.tokens[this.bytes[i] as number]);
    return { type: text.slice(0, 1), name: text.slice(1) };
  }

  /** Calls back for each name; a stretch that does not end at the next marker is damaged and skipped. */
  private walk(
    each: (index: number, at: number, length: number) => void,
    from = 0,
    to = this.place.count,
  ): void {
    const { names, markers, bigNames } = this.place;
    const starts = new Int32Array(GROUP);
    const lengths = new Int32Array(GROUP);
    for (let first = from; first < to; first += GROUP) {
      const last = Math.min(first + GROUP, this.place.count);
      let at = names + this.view.getUint32(markers + 4 * (first / GROUP), true);
      for (let i = 0; i < last - first && at < this.bytes.length; i++) {
        const head = this.bytes[at++] as number;
        let length = head;
        if (bigNames && head & 0x80) length = (head & 0x7f) | ((this.bytes[at++] as number) << 7);
        starts[i] = at;
        lengths[i] = length;
        at += length;
      }
      const whole =
        last === this.place.count ||
        at === names + this.view.getUint32(markers + 4 * (first / GROUP + 1), true);
      if (!whole) continue;
      for (let i = 0; i < Math.min(last, to) - first; i++)
        each(first + i, starts[i] as number, lengths[i] as number);
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
