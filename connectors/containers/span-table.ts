/** Where the content of a packed file lies in it: spans of content that can be unpacked without what comes before them. */

/** A piece of the content that is unpacked as a whole. */
export interface Span {
  readonly index: number;
  /** Offset of its first byte in the content. */
  readonly start: number;
  /** Bytes of content. */
  readonly size: number;
  /** Offset in the packed file, and bytes there. */
  readonly at: number;
  readonly length: number;
  /** What the format wants to remember: 0 to 2^53 - 1. */
  readonly kind: number;
  /** What the unpacker must know of what comes before: its state and window. */
  readonly context: Uint8Array | undefined;
}

const MAGIC = 0x70775831;
const HEAD = 32;

/** Spans in order of content, one behind the other. */
export class SpanTable {
  private starts: number[] = [];
  private sizes: number[] = [];
  private ats: number[] = [];
  private lengths: number[] = [];
  private kinds: number[] = [];
  private contexts = new Map<number, Uint8Array>();

  /** How many there are. */
  get count(): number {
    return this.starts.length;
  }

  /** Bytes of content. */
  get end(): number {
    const last = this.count - 1;
    return last < 0 ? 0 : (this.starts[last] as number) + (this.sizes[last] as number);
  }

  /** How many spans have a context. */
  get withContext(): number {
    return this.contexts.size;
  }

  /** Appends a span. */
  add(size: number, at: number, length: number, kind = 0, context?: Uint8Array): void {
    if (context !== undefined) this.contexts.set(this.count, context);
    this.starts.push(this.end);
    this.sizes.push(size);
    this.ats.push(at);
    this.lengths.push(length);
    this.kinds.push(kind);
  }

  /** Lets the last span have more content and more packed bytes. */
  extend(size: number, end: number): void {
    const last = this.count - 1;
    this.sizes[last] = (this.sizes[last] as number) + size;
    this.lengths[last] = end - (this.ats[last] as number);
  }

  /** The span of a number. */
  span(index: number): Span {
    return {
      index,
      start: this.starts[index] as number,
      size: this.sizes[index] as number,
      at: this.ats[index] as number,
      length: this.lengths[index] as number,
      kind: this.kinds[index] as number,
      context: this.contexts.get(index),
    };
  }

  /** Number of the span that holds an offset below `end`. */
  find(offset: number): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Joins every second span that has a context to the one before it, so that about half as many are left. */
  thin(): void {
    const old = { ...this.columns(), contexts: this.contexts };
    [this.starts, this.sizes, this.ats, this.lengths, this.kinds] = [[], [], [], [], []];
    this.contexts = new Map();
    let drop = false;
    for (let i = 0; i < old.starts.length; i++) {
      const [size, at, length] = [old.sizes[i] as number, old.ats[i] as number, old.lengths[i] as number];
      const context = old.contexts.get(i);
      drop = context !== undefined && !drop;
      if (drop && this.count > 0) this.extend(size, at + length);
      else this.add(size, at, length, old.kinds[i], context);
    }
  }

  /** The table as bytes, to be kept. */
  encode(notes: readonly string[]): Uint8Array {
    const { count } = this;
    const text = new TextEncoder().encode(JSON.stringify(notes));
    const bytesOfContexts = [...this.contexts.values()].reduce((sum, { length }) => sum + length + 8, 0);
    const bytes = new Uint8Array(HEAD + count * 40 + bytesOfContexts + text.length);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, MAGIC, true);
    view.setUint32(4, count, true);
    view.setUint32(8, this.contexts.size, true);
    view.setUint32(12, text.length, true);
    let at = HEAD;
    for (const column of Object.values(this.columns()))
      for (const value of column) {
        view.setFloat64(at, value, true);
        at += 8;
      }
    for (const [index, context] of this.contexts) {
      view.setUint32(at, index, true);
      view.setUint32(at + 4, context.length, true);
      bytes.set(context, at + 8);
      at += 8 + context.length;
    }
    bytes.set(text, at);
    return bytes;
  }

  /** A table from its bytes; undefined for what is none. */
  static decode(bytes: Uint8Array): { readonly spans: SpanTable; readonly notes: string[] } | undefined {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (bytes.length < HEAD || view.getUint32(0, true) !== MAGIC) return undefined;
    const count = view.getUint32(4, true);
    const contexts = view.getUint32(8, true);
    if (HEAD + count * 40 + contexts * 8 > bytes.length) return undefined;
    const spans = new SpanTable();
    let at = HEAD;
    for (const column of Object.values(spans.columns()))
      for (let i = 0; i < count; i++, at += 8) column.push(view.getFloat64(at, true));
    for (let i = 0; i < contexts; i++) {
      if (at + 8 > bytes.length) return undefined;
      const length = view.getUint32(at + 4, true);
      spans.contexts.set(view.getUint32(at, true), bytes.slice(at + 8, at + 8 + length));
      at += 8 + length;
    }
    try {
      const text = new TextDecoder().decode(bytes.subarray(at, at + view.getUint32(12, true)));
      return { spans, notes: JSON.parse(text) as string[] };
    } catch {
      return undefined;
    }
  }

  private columns(): Record<'starts' | 'sizes' | 'ats' | 'lengths' | 'kinds', number[]> {
    const { starts, sizes, ats, lengths, kinds } = this;
    return { starts, sizes, ats, lengths, kinds };
  }
}
