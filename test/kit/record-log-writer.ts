/** Writes the kernel log as kernels before 5.10 do. Source: kernel/printk/printk.c of 5.9 (log_store, log_make_free_space, log_has_space). */

/** What a record says beside its text. */
interface Record {
  readonly nanoseconds: bigint;
  readonly level: number;
  readonly dictionary?: string;
  readonly caller?: number;
}

const encoder = new TextEncoder();
/** LOG_ALIGN: what struct printk_log is aligned to. */
const ALIGN = 8;

/** A log_buf with its indices. */
export class RecordLogWriter {
  readonly buffer: Uint8Array<ArrayBuffer>;
  first = 0;
  next = 0;
  /** Records that the log holds. */
  count = 0;
  private readonly head: number;
  private readonly align: number;

  /** With callers, records are 4 bytes longer (CONFIG_PRINTK_CALLER), and packed as on machines with unaligned access. */
  constructor(size: number, { callers = false }: { readonly callers?: boolean } = {}) {
    this.buffer = new Uint8Array(size);
    this.head = callers ? 20 : 16;
    this.align = callers ? 4 : ALIGN;
  }

  add(text: string, { nanoseconds, level, dictionary = '', caller }: Record): this {
    const [body, extra] = [encoder.encode(text), encoder.encode(dictionary)];
    const size = Math.ceil((this.head + body.length + extra.length) / this.align) * this.align;
    while (this.count > 0 && !this.fits(size)) this.drop();
    // A record that does not fit in front of the end, with an empty one behind it, goes to the start.
    if (this.next + size + this.head > this.buffer.length) {
      this.buffer.fill(0, this.next, this.next + this.head);
      this.next = 0;
    }
    const view = new DataView(this.buffer.buffer, this.next, size);
    view.setBigUint64(0, nanoseconds, true);
    [size, body.length, extra.length].forEach((value, i) => view.setUint16(8 + 2 * i, value, true));
    view.setUint8(14, 0);
    view.setUint8(15, (level << 5) | 2);
    if (this.head > 16) view.setUint32(16, caller ?? 0, true);
    this.buffer.set(body, this.next + this.head);
    this.buffer.set(extra, this.next + this.head + body.length);
    this.next += size;
    this.count++;
    return this;
  }

  /** log_has_space: the free part is the longer of both ends, or what is between. */
  private fits(size: number): boolean {
    const free =
      this.next > this.first || this.count === 0
        ? Math.max(this.buffer.length - this.next, this.first)
        : this.first - this.next;
    return free >= size + this.head;
  }

  private drop(): void {
    const view = new DataView(this.buffer.buffer);
    const length = view.getUint16(this.first + 8, true);
    // log_next: an empty record is followed by the second of the buffer.
    this.first = length === 0 ? view.getUint16(8, true) : this.first + length;
    this.count--;
  }
}
