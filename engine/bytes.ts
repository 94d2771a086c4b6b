/** A bounds-checked little-endian reader over bytes from an untrusted source: the door through which parsers read. */
import { PagewalkError } from './errors.js';

const decoder = new TextDecoder('utf-8');

/**
 * Reads numbers and texts at offsets. Every read that does not lie wholly inside throws a PagewalkError of kind
 * `malformed` with the source's name and the offset; nothing is read past the end.
 */
export class Bytes {
  private readonly words: DataView;

  /** `source` names the bytes in messages; `base` is where they start in it, in bytes. */
  constructor(
    readonly data: Uint8Array,
    readonly source = 'bytes',
    readonly base = 0,
  ) {
    this.words = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  /** Size in bytes. */
  get length(): number {
    return this.data.length;
  }

  u8(offset: number): number {
    return this.words.getUint8(this.inside(offset, 1));
  }
  u16(offset: number): number {
    return this.words.getUint16(this.inside(offset, 2), true);
  }
  u32(offset: number): number {
    return this.words.getUint32(this.inside(offset, 4), true);
  }
  i32(offset: number): number {
    return this.words.getInt32(this.inside(offset, 4), true);
  }
  u64(offset: number): bigint {
    return this.words.getBigUint64(this.inside(offset, 8), true);
  }
  i64(offset: number): bigint {
    return this.words.getBigInt64(this.inside(offset, 8), true);
  }

  /** A part as a view of the same bytes. */
  slice(offset: number, length: number): Bytes {
    const at = this.inside(offset, length);
    return new Bytes(this.data.subarray(at, at + length), this.source, this.base + at);
  }

  /** UTF-8 text up to a NUL or `max` bytes, whichever is first, without the NUL; invalid bytes become U+FFFD. Needs no NUL. */
  text(offset: number, max: number): string {
    const at = this.inside(offset, 0);
    const part = this.data.subarray(at, Math.min(this.length, at + Math.max(0, max)));
    const end = part.indexOf(0);
    return decoder.decode(end < 0 ? part : part.subarray(0, end));
  }

  private inside(offset: number, length: number): number {
    const fits =
      Number.isInteger(offset) &&
      Number.isInteger(length) &&
      offset >= 0 &&
      length >= 0 &&
      offset + length <= this.length;
    if (fits) return offset;
    throw new PagewalkError(
      'engine',
      'malformed',
      `${this.source}: ${length} bytes at offset ${this.base + offset} are asked for, there are ${this.length}`,
      {
        source: this.source,
        offset: this.base + offset,
      },
    );
  }
}
