/**
 * The reference walk over one table memory, fast enough to judge millions of addresses: each entry is decoded once, by the
 * plain code of its family, the first time that a walk meets it on a level.
 */
import { EVERYTHING, type Format, type Level, type Roots } from './walk.js';

const UNKNOWN = 0;
const NONE = 1;
const TABLE = 2;
const PAGE = 3;

/** Statuses of an info word, as the core writes them. */
export const STATUS = { ok: 0, notPresent: 1, notCanonical: 2, missingTable: 3 } as const;

/** A physical memory in which pages may be missing. */
export interface Memory {
  readonly bytes: Uint8Array;
  /** For each page of 4 KiB 1 when it is missing. */
  readonly holes?: Uint8Array;
}

/** Answers to many addresses, in the form of the core's buffers. */
export class Answers {
  /** Two words a value, the low one first. */
  readonly values: Uint32Array;
  readonly infos: Uint32Array;

  constructor(count: number) {
    this.values = new Uint32Array(2 * count);
    this.infos = new Uint32Array(count);
  }
}

/** Decoded tables of one memory in one mode. */
export class CompiledTables {
  private readonly memory: Uint32Array;
  private readonly size: number;
  private readonly holes: Uint8Array;
  private readonly entries: number;
  private readonly kinds: Uint8Array;
  /** Tables: physical address. */
  private readonly next: Float64Array;
  /** Pages: physical address, low and high word; the same storage. */
  private readonly base: Uint32Array;
  /** Pages: log2 of the size. */
  private readonly sizes: Uint8Array;
  /** Pages: flags. Tables: flags that stay. */
  private readonly flags: Uint16Array;
  /** Tables: flags that are added. */
  private readonly adds: Uint16Array;

  constructor(
    private readonly format: Format,
    { bytes, holes }: Memory,
  ) {
    this.memory = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    this.size = bytes.length;
    this.holes = holes ?? new Uint8Array(bytes.length / 4096);
    this.entries = bytes.length / format.entryBytes;
    const slots = this.entries * format.levels.length;
    this.kinds = new Uint8Array(slots);
    this.next = new Float64Array(slots);
    this.base = new Uint32Array(this.next.buffer);
    this.sizes = new Uint8Array(slots);
    this.flags = new Uint16Array(slots);
    this.adds = new Uint16Array(slots);
  }

  /**
   * Walks the first `count` addresses. An address is `width` words of 32 bits, the lowest first: 2, or 4 in a mode of 128 bits.
   */
  walk(roots: Roots, addresses: Uint32Array, width: 2 | 4, count: number, into: Answers): void {
    const { levels, lowBits, highBits, oneRoot, entryBytes, rootMask } = this.format;
    const low = roots.root === undefined ? -1 : Number(roots.root & rootMask);
    const otherRoot = oneRoot ? roots.root : roots.highRoot;
    const high = otherRoot === undefined ? -1 : Number(otherRoot & rootMask);
    const lowEnd = lowBits > 64 ? Infinity : 2 ** (lowBits - 32);
    const highStart = highBits === undefined ? Infinity : 2 ** 32 - 2 ** (highBits - 32);
    const wide = entryBytes === 8;
    const { values, infos } = into;
    for (let i = 0; i < count; i++) {
      const first = i * width;
      const word = addresses[first + 1] as number;
      let table = word < lowEnd ? low : word >= highStart ? high : -1;
      if (table < 0) {
        values[2 * i] = 0;
        values[2 * i + 1] = 0;
        infos[i] = STATUS.notCanonical;
        continue;
      }
      let keep = EVERYTHING;
      let add = 0;
      for (let level = levels.length; ; level--) {
        const at: number = table + indexOf(levels[level - 1] as Level, addresses, first) * entryBytes;
        if (at >= this.size || this.holes[Math.floor(at / 4096)] === 1) {
          const page = at - (at % 4096);
          values[2 * i] = page % 2 ** 32;
          values[2 * i + 1] = page / 2 ** 32;
          infos[i] = STATUS.missingTable | (level << 8);
          break;
        }
        const entry = at / entryBytes;
        const slot = (level - 1) * this.entries + entry;
        let kind = this.kinds[slot];
        if (kind === UNKNOWN) kind = this.decode(slot, entry, level);
        if (kind === TABLE) {
          table = this.next[slot] as number;
          keep &= this.flags[slot] as number;
          add |= this.adds[slot] as number;
          continue;
        }
        if (kind === NONE) {
          values[2 * i] = this.memory[wide ? 2 * entry : entry] as number;
          values[2 * i + 1] = wide ? (this.memory[2 * entry + 1] as number) : 0;
          infos[i] = STATUS.notPresent | (level << 8);
          break;
        }
        const size = this.sizes[slot] as number;
        const lowMask = size >= 32 ? -1 : 2 ** size - 1;
        const highMask = size > 32 ? 2 ** (size - 32) - 1 : 0;
        values[2 * i] = (this.base[2 * slot] as number) + (((addresses[first] as number) & lowMask) >>> 0);
        values[2 * i + 1] = (this.base[2 * slot + 1] as number) + ((word & highMask) >>> 0);
        infos[i] = STATUS.ok | (level << 8) | ((((this.flags[slot] as number) & keep) | add) << 16);
        break;
      }
    }
  }

  private decode(slot: number, entry: number, level: number): number {
    const wide = this.format.entryBytes === 8;
    const low = BigInt(this.memory[wide ? 2 * entry : entry] as number);
    const raw = wide ? low + BigInt(this.memory[2 * entry + 1] as number) * 2n ** 32n : low;
    const said = this.format.decode(raw, level);
    if (said.kind === 'none') return (this.kinds[slot] = NONE);
    if (said.kind === 'table') {
      this.next[slot] = Number(said.at);
      this.flags[slot] = said.keep;
      this.adds[slot] = said.add;
      return (this.kinds[slot] = TABLE);
    }
    this.base[2 * slot] = Number(said.base % 2n ** 32n);
    this.base[2 * slot + 1] = Number(said.base / 2n ** 32n);
    this.sizes[slot] = said.size.toString(2).length - 1;
    this.flags[slot] = said.flags;
    return (this.kinds[slot] = PAGE);
  }
}

/** The index of a level in the address whose lowest word is `first`. */
function indexOf({ shift, bits }: Level, addresses: Uint32Array, first: number): number {
  const at = first + (shift >>> 5);
  const skip = shift & 31;
  const low = (addresses[at] as number) >>> skip;
  const index = skip === 0 ? low : low | ((addresses[at + 1] as number) << (32 - skip));
  return index & ((1 << bits) - 1);
}
