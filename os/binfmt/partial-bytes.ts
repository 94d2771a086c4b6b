/** Bytes of memory of which some may be missing: what is read from them is there, or undefined. */
import type { MemoryView, PartialRead } from '../../engine/index.js';

const latin = new TextDecoder('latin1');

/** The bytes of one read. Offsets are from its start. */
export class PartialBytes {
  readonly data: Uint8Array;
  private readonly view: DataView;
  private readonly gaps: readonly { readonly from: number; readonly to: number }[];

  constructor(address: bigint, { data, missing }: Pick<PartialRead, 'data' | 'missing'>) {
    this.data = data;
    this.view = new DataView(data.buffer, data.byteOffset, data.length);
    this.gaps = missing.map(({ start, size }) => ({
      from: Number(start - address),
      to: Number(start + size - address),
    }));
  }

  /** True when nothing is missing. */
  get whole(): boolean {
    return this.gaps.length === 0;
  }

  /** True when all these bytes are there. */
  has(at: number, length: number): boolean {
    return (
      at >= 0 &&
      at + length <= this.data.length &&
      this.gaps.every(({ from, to }) => to <= at || from >= at + length)
    );
  }

  /** An unsigned number of 1, 2 or 4 bytes. */
  number(at: number, size: 1 | 2 | 4): number | undefined {
    if (!this.has(at, size)) return undefined;
    if (size === 1) return this.view.getUint8(at);
    return size === 2 ? this.view.getUint16(at, true) : this.view.getUint32(at, true);
  }

  /** An unsigned word of 4 or 8 bytes. */
  word(at: number, size: 4 | 8): bigint | undefined {
    if (!this.has(at, size)) return undefined;
    return size === 8 ? this.view.getBigUint64(at, true) : BigInt(this.view.getUint32(at, true));
  }

  /** Text up to its NUL; undefined when a byte of it or the NUL is missing. */
  text(at: number, max = 4096): string | undefined {
    if (at < 0 || at >= this.data.length) return undefined;
    const end = this.data.subarray(at, at + max).indexOf(0);
    return end < 0 || !this.has(at, end + 1) ? undefined : latin.decode(this.data.subarray(at, at + end));
  }
}

/** Reads what there is of a range; a range that leaves the address space has nothing. */
export async function readBytes(view: MemoryView, address: bigint, length: number): Promise<PartialBytes> {
  const outside = address < 0n || address + BigInt(length) > 1n << 64n;
  if (outside || length === 0) return new PartialBytes(address, { data: new Uint8Array(), missing: [] });
  return new PartialBytes(address, await view.readPartial(address, length));
}
