/** Places inside a stream of deflate from which it can be unpacked again: the decoder's state with the 32 KiB before it, packed. */
import { decodeBlock } from '../../codecs/page-codec.js';
import { pagePacker, type PagePacker } from '../../codecs/page-packers.js';
import { INFLATE_STATE, INFLATE_WINDOW, type Inflater } from '../../codecs/inflater.js';
import type { Unpacked } from './packed-source.js';
import type { SpanTable, Span } from './span-table.js';

/** Content between two places at first; it doubles whenever there are too many. */
const SPACING = 1 << 20;
/** Places with a window that are kept at most: some 16 KiB each. */
const MAX_POINTS = 4096;
/** Packed bytes behind a span that its last codes may be looked up with. */
const SLACK = 64;
const CHUNK = 128 << 10;

/** Goes through a stream and adds a span for each place. */
export class DeflatePoints {
  /** Offset in the file of the next packed byte. */
  at: number;
  /** CRC-32 of all content so far. */
  checksum = 0;
  ended = false;
  private readonly window = new Uint8Array(2 * INFLATE_WINDOW);
  private filled = 0;
  private spacing = SPACING;
  /** Content of the stream, and what of it is in no span yet. */
  private size = 0;
  private open = 0;
  private openAt: number;
  private context: Uint8Array | undefined;
  private readonly packer = pagePacker('zstd');

  /** The first span begins at `start`, the stream itself at `at`. */
  constructor(
    private readonly spans: SpanTable,
    private readonly inflater: Inflater,
    start: number,
    at: number,
  ) {
    this.at = at;
    this.openAt = start;
    inflater.begin();
  }

  /** Goes on with the bytes at `at`. A text says why the stream cannot be unpacked; what comes before is in the spans. */
  more(bytes: Uint8Array, whole: boolean): string | undefined {
    for (let from = 0; ;) {
      const input = bytes.subarray(from, from + CHUNK);
      const last = whole && from + input.length === bytes.length;
      const { bytes: made, used, ended, trouble } = this.inflater.more(input, last);
      this.checksum = this.inflater.checksum(this.checksum);
      this.keep(made);
      this.size += made.length;
      this.open += made.length;
      from += used;
      this.at += used;
      this.ended = ended;
      if (ended || trouble !== undefined) {
        this.close();
        return trouble;
      }
      if (this.open >= this.spacing || this.at - this.openAt >= 2 * this.spacing) this.point();
      if (made.length === 0 && (used === 0 || from === bytes.length)) return undefined;
      if (!whole && bytes.length - from < CHUNK && from > 0) return undefined;
    }
  }

  /** Ends a span and begins the next one here. */
  private point(): void {
    this.close();
    const state = this.inflater.state();
    const window = this.window.slice(Math.max(0, this.filled - INFLATE_WINDOW), this.filled);
    this.context = packedContext(state, window, this.packer);
    this.openAt = this.at;
    if (this.spans.withContext < MAX_POINTS) return;
    this.spans.thin();
    this.spacing *= 2;
  }

  private close(): void {
    if (this.open > 0) this.spans.add(this.open, this.openAt, this.at - this.openAt + SLACK, 0, this.context);
    this.open = 0;
  }

  private keep(made: Uint8Array): void {
    const { window } = this;
    if (made.length >= INFLATE_WINDOW) {
      window.set(made.subarray(made.length - INFLATE_WINDOW));
      this.filled = INFLATE_WINDOW;
      return;
    }
    if (this.filled + made.length > window.length) {
      window.copyWithin(0, this.filled - INFLATE_WINDOW, this.filled);
      this.filled = INFLATE_WINDOW;
    }
    window.set(made, this.filled);
    this.filled += made.length;
  }
}

/** Unpacks the content of a span that begins inside a stream; `begin`: at the start of one without a header. */
export function inflateSpan(
  inflater: Inflater,
  { size, context }: Span,
  packed: Uint8Array,
  begin = false,
): Unpacked {
  if (context === undefined && begin) inflater.begin();
  else if (context === undefined || !resumed(inflater, context))
    return { bytes: new Uint8Array(0), trouble: 'the place to begin at was not kept right' };
  const out = new Uint8Array(size);
  let made = 0;
  for (let at = 0; made < size;) {
    const input = packed.subarray(at, at + CHUNK);
    const { bytes, used, ended, trouble } = inflater.more(input, at + input.length === packed.length);
    out.set(bytes.subarray(0, size - made), made);
    made = Math.min(size, made + bytes.length);
    at += used;
    if (made === size) break;
    if (trouble !== undefined || ended || (bytes.length === 0 && used === 0))
      return { bytes: out.subarray(0, made), trouble: trouble ?? 'the data ends too early' };
  }
  return { bytes: out };
}

/** A state and a window in one: the state, the window's length, the window packed where that makes it smaller. */
function packedContext(state: Uint8Array, window: Uint8Array, packer: PagePacker): Uint8Array {
  const packed = packer.pack(window);
  const tail = packed !== undefined && packed.length < window.length ? packed : window;
  const context = new Uint8Array(INFLATE_STATE + 2 + tail.length);
  context.set(state);
  new DataView(context.buffer).setUint16(INFLATE_STATE, window.length, true);
  context.set(tail, INFLATE_STATE + 2);
  return context;
}

function resumed(inflater: Inflater, context: Uint8Array): boolean {
  const length = new DataView(context.buffer, context.byteOffset, context.length).getUint16(
    INFLATE_STATE,
    true,
  );
  const tail = context.subarray(INFLATE_STATE + 2);
  const window = tail.length === length ? tail : decodeBlock('zstd', tail, length);
  return typeof window !== 'string' && inflater.resume(context.subarray(0, INFLATE_STATE), window);
}
