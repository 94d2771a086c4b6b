/** Kernel memory as the derivation of layouts samples it: blocks of objects whose end nobody knows. */
import type { AddressSpace, Engine } from '../../../engine/index.js';
import type { SymbolTable } from '../../symbols/types.js';

/** What the derivation reads through. */
export interface Source {
  readonly engine: Engine;
  /** Kernel memory. */
  readonly space: AddressSpace;
  readonly symbols: SymbolTable;
  readonly wordSize: 4 | 8;
  /** Virtual minus physical address of the image. */
  readonly delta: bigint;
  /** No kernel object lies below this virtual address. */
  readonly kernelStart: bigint;
  /** Takes the address of a symbol that no table names, and the data betrays. */
  readonly learn?: (name: string, address: bigint) => void;
}

const latin = new TextDecoder('latin1');

/** Bytes from the start of an object, up to the first that is missing. Offsets are bytes from the start. */
export class Block {
  private readonly view: DataView;

  constructor(
    readonly address: bigint,
    private readonly bytes: Uint8Array,
    readonly wordSize: 4 | 8,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Bytes that could be read. */
  get length(): number {
    return this.bytes.length;
  }

  /** A pointer or `unsigned long`; undefined where nothing could be read. */
  word(offset: number): bigint | undefined {
    if (offset < 0 || offset + this.wordSize > this.length) return undefined;
    return this.wordSize === 8
      ? this.view.getBigUint64(offset, true)
      : BigInt(this.view.getUint32(offset, true));
  }

  u64(offset: number): bigint | undefined {
    return offset < 0 || offset + 8 > this.length ? undefined : this.view.getBigUint64(offset, true);
  }

  u32(offset: number): number | undefined {
    return offset < 0 || offset + 4 > this.length ? undefined : this.view.getUint32(offset, true);
  }

  u16(offset: number): number | undefined {
    return offset < 0 || offset + 2 > this.length ? undefined : this.view.getUint16(offset, true);
  }

  byte(offset: number): number | undefined {
    return this.bytes[offset];
  }

  /** Printable text that ends in a NUL within `max` bytes; undefined when there is none, or only the NUL. */
  text(offset: number, max: number): string | undefined {
    if (offset < 0 || offset >= this.length) return undefined;
    const bytes = this.bytes.subarray(offset, Math.min(offset + max, this.length));
    const end = bytes.indexOf(0);
    if (end <= 0) return undefined;
    for (let i = 0; i < end; i++) {
      const byte = bytes[i] as number;
      if (byte < 0x20 || byte === 0x7f) return undefined;
    }
    return latin.decode(bytes.subarray(0, end));
  }
}

/** Reads blocks. */
export class Sampler {
  readonly wordSize: 4 | 8;
  private readonly start: bigint;
  private readonly end: bigint;
  private readonly odd: bigint;

  constructor(private readonly source: Pick<Source, 'space' | 'wordSize' | 'kernelStart'>) {
    this.wordSize = source.wordSize;
    this.start = source.kernelStart;
    this.end = (1n << BigInt(8 * this.wordSize)) - 4096n;
    this.odd = BigInt(this.wordSize - 1);
  }

  /** Whether a word may be the address of a kernel object: aligned, and no error number (include/linux/err.h). */
  isPointer(word: bigint | undefined): word is bigint {
    return word !== undefined && word >= this.start && word < this.end && (word & this.odd) === 0n;
  }

  /** Blocks of at most `length` bytes; empty ones where nothing can be read. */
  async many(addresses: readonly bigint[], length: number): Promise<Block[]> {
    const reads = await this.source.space.readMany(
      addresses.map((address) => {
        const usable = address >= this.start && address + BigInt(length) <= this.end;
        return usable ? { address, length } : { address: 0n, length: 0 };
      }),
    );
    return reads.map(({ data, missing }, i) => {
      const address = addresses[i] as bigint;
      const [gap] = missing;
      const whole = gap === undefined ? data.length : Number(gap.start - address);
      return new Block(address, data.subarray(0, whole), this.wordSize);
    });
  }

  async one(address: bigint, length: number): Promise<Block> {
    return (await this.many([address], length))[0] as Block;
  }
}
