/**
 * The reference walk over one table memory, fast enough to judge millions of addresses: each entry is decoded once, by the
 * plain code of its family, the first time that a walk meets it on a level.
 */
import { EVERYTHING, type Format, type Roots } from './walk.js';

/** Kinds of a decoded entry; 0 is one that no walk has met. */
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

/** What was decoded, packed: kind in bits 0..1, log2 of a page's size in 2..8, flags in 9..18, flags added in 19..28. */
const pack = (kind: number, size: number, flags: number, add: number): number =>
  kind | (size << 2) | (flags << 9) | (add << 19);

/** Decoded tables of one memory in one mode. */
export class CompiledTables {
  private readonly memory: Uint32Array;
  private readonly holes: Uint8Array;
  private readonly entries: number;
  /** By level and entry, packed. A table's flags are those that stay. */
  private readonly decoded: Uint32Array;
  /** Physical address that the entry names: of tables as a number, */
  private readonly next: Float64Array;
  /** of pages in the same place as two words, the low one first. */
  private readonly base: Uint32Array;

  constructor(
    private readonly format: Format,
    { bytes, holes }: Memory,
  ) {
    this.memory = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    this.holes = holes ?? new Uint8Array(bytes.length / 4096);
    this.entries = bytes.length / format.entryBytes;
    this.decoded = new Uint32Array(this.entries * format.levels.length);
    this.next = new Float64Array(this.decoded.length);
    this.base = new Uint32Array(this.next.buffer);
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
    const { memory, holes, decoded, next, base, entries } = this;
    const size = memory.length * 4;
    const top = levels.length;
    const shifts = Uint8Array.from(levels, ({ shift }) => shift);
    const masks = Uint32Array.from(levels, ({ bits }) => 2 ** bits - 1);
    const wide = entryBytes === 8;
    const { values, infos } = into;
    for (let i = 0; i < count; i++) {
      const first = i * width;
      const lowWord = addresses[first] as number;
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
      for (let level = top; ; level--) {
        const shift = shifts[level - 1] as number;
        const skip = shift & 31;
        const from = first + (shift >>> 5);
        let index = (addresses[from] as number) >>> skip;
        if (skip !== 0) index |= (addresses[from + 1] as number) << (32 - skip);
        const at: number = table + (index & (masks[level - 1] as number)) * entryBytes;
        if (at >= size || holes[at >>> 12] === 1) {
          const page = at - (at % 4096);
          values[2 * i] = page % 2 ** 32;
          values[2 * i + 1] = page / 2 ** 32;
          infos[i] = STATUS.missingTable | (level << 8);
          break;
        }
        const entry = wide ? at >>> 3 : at >>> 2;
        const slot = (level - 1) * entries + entry;
        const said = (decoded[slot] as number) || this.decode(slot, entry, level);
        const kind = said & 3;
        if (kind === TABLE) {
          table = next[slot] as number;
          keep &= said >>> 9;
          add |= said >>> 19;
          continue;
        }
        if (kind === NONE) {
          values[2 * i] = memory[wide ? 2 * entry : entry] as number;
          values[2 * i + 1] = wide ? (memory[2 * entry + 1] as number) : 0;
          infos[i] = STATUS.notPresent | (level << 8);
          break;
        }
        const log = (said >>> 2) & 127;
        const lowMask = log >= 32 ? -1 : 2 ** log - 1;
        const highMask = log > 32 ? 2 ** (log - 32) - 1 : 0;
        values[2 * i] = (base[2 * slot] as number) + ((lowWord & lowMask) >>> 0);
        values[2 * i + 1] = (base[2 * slot + 1] as number) + ((word & highMask) >>> 0);
        infos[i] = STATUS.ok | (level << 8) | ((((said >>> 9) & keep) | add) << 16);
        break;
      }
    }
  }

  private decode(slot: number, entry: number, level: number): number {
    const wide = this.format.entryBytes === 8;
    const low = BigInt(this.memory[wide ? 2 * entry : entry] as number);
    const raw = wide ? low + BigInt(this.memory[2 * entry + 1] as number) * 2n ** 32n : low;
    const said = this.format.decode(raw, level);
    let packed = NONE;
    if (said.kind === 'table') {
      this.next[slot] = Number(said.at);
      packed = pack(TABLE, 0, said.keep, said.add);
    } else if (said.kind === 'page') {
      this.base[2 * slot] = Number(said.base % 2n ** 32n);
      this.base[2 * slot + 1] = Number(said.base / 2n ** 32n);
      packed = pack(PAGE, said.size.toString(2).length - 1, said.flags, 0);
    }
    this.decoded[slot] = packed;
    return packed;
  }
}
