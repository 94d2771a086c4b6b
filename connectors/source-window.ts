/** A source looked at from front to back through a window: what parsers of streams read millions of small fields with. */
import { PagewalkError } from '../engine/index.js';
import { bytesAt, wordAt, type Parsed } from './source-bytes.js';

/** Bytes of the window. */
const WINDOW = 1 << 20;

/** Fields of a source, big-endian unless told otherwise. Those that `has` does not promise must have been loaded. */
export class SourceWindow {
  private view = new DataView(new ArrayBuffer(0));
  private start = 0;

  constructor(
    private readonly parsed: Parsed,
    private readonly littleEndian = false,
  ) {}

  /** Whether these bytes, or all to the end of the source, are in the window. */
  has(at: number, length: number): boolean {
    const end = Math.min(at + length, this.parsed.source.size);
    return at >= this.start && end <= this.start + this.view.byteLength;
  }

  /** Moves the window to an offset; it has a MiB, or `least` bytes where that is more. Rejects with kind `too-short` at the end of the source. */
  async load(at: number, least = WINDOW): Promise<void> {
    const { source } = this.parsed;
    const length = Math.max(1, Math.min(Math.max(WINDOW, least), source.size - at));
    this.view = await bytesAt(this.parsed, at, length, 'the stream');
    this.start = at;
  }

  u8(at: number): number {
    return this.view.getUint8(this.place(at, 1));
  }

  u16(at: number): number {
    return this.view.getUint16(this.place(at, 2), this.littleEndian);
  }

  u32(at: number): number {
    return this.view.getUint32(this.place(at, 4), this.littleEndian);
  }

  /** NaN beyond 2^53. */
  u64(at: number): number {
    return wordAt(this.view, this.place(at, 8), this.littleEndian);
  }

  /** Bytes as they are; a view of the window. */
  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.view.buffer, this.place(at, length), length);
  }

  /** A text behind a byte with its length, and the offset behind it. */
  text(at: number): { readonly text: string; readonly end: number } {
    const length = this.u8(at);
    const text = String.fromCharCode(...this.bytes(at + 1, length));
    return { text, end: at + 1 + length };
  }

  private place(at: number, length: number): number {
    const inside = at - this.start;
    if (inside >= 0 && inside + length <= this.view.byteLength) return inside;
    const { source, format } = this.parsed;
    throw new PagewalkError(
      'connector',
      'too-short',
      `${source.name}: ${format}: a field of ${length} bytes at offset 0x${at.toString(16)} is not there: the file has ${source.size} bytes`,
      { source: source.name, offset: at, expected: `${length} bytes`, got: `${source.size - at} bytes` },
    );
  }
}
