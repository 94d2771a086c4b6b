/** The content of a packed file as a source of its own: spans are unpacked when they are read, and some are kept. */
import type { ByteSource, SourceRead, Store } from '../../engine/index.js';
import { runSource, runSourceSync, type SourceJob } from '../source-job.js';
import type { Parsed } from '../source-bytes.js';
import { SpanTable, type Span } from './span-table.js';

/** What was unpacked of a span. */
export interface Unpacked {
  /** Its content, or what comes before the damage. */
  readonly bytes: Uint8Array;
  /** Why that is not all. */
  readonly trouble?: string;
}

/** Unpacks a span from the bytes of the file that it names. The file may end before they do. */
export type Unpack = (span: Span, packed: Uint8Array) => Unpacked;

/** Where the content lies, and what is to be said of it. */
export interface PackedLayout {
  readonly spans: SpanTable;
  readonly notes: readonly string[];
}

/** How to open a packed file. */
export interface UnpackOptions {
  readonly signal?: AbortSignal | undefined;
  /** Where the places of the content are kept, so that they are looked for once only. */
  readonly store?: Store | undefined;
  /** Bytes of the file that were looked at. */
  readonly onProgress?: ((step: string, done: number, total: number) => void) | undefined;
  /** Which file of an archive. */
  readonly member?: string | undefined;
}

/** A packed file that was opened. */
export interface Opened {
  readonly source: ByteSource;
  readonly notes: readonly string[];
  /** Opens what lies beside it in the same archive. */
  readonly beside?: (name: string) => ByteSource | undefined;
}

/** What a format brings. */
export interface PackedFormat {
  /** `gzip file`, for messages. */
  readonly format: string;
  /** Part of the content's identity: what in the file is meant. */
  readonly part?: string;
  /** Name of the content; default: the file's. */
  readonly name?: string;
  /** Looks for the places. */
  readonly layout: (parsed: Parsed, progress: (done: number) => void) => Promise<PackedLayout>;
  readonly unpack: Unpack;
}

/** Bytes of unpacked spans that are kept; the last one is kept whatever its size. */
const KEPT = 64 << 20;
/** Packed bytes that are read at once, when more than one span is wanted. */
const BATCH = 4 << 20;

/** Opens the content of a packed file. Its places are taken from the store when they are there, and kept in it when looked for. */
export async function openPacked(
  source: ByteSource,
  packed: PackedFormat,
  options: UnpackOptions,
): Promise<Opened> {
  const { format, part = format, name = source.name } = packed;
  const { signal, store, onProgress } = options;
  const identity = source.identity === undefined ? undefined : `${source.identity}#${part}`;
  const key = `packed-layout-1:${identity ?? ''}`;
  const known = identity === undefined ? undefined : await store?.get(key);
  let layout: PackedLayout | undefined = known && SpanTable.decode(known);
  if (layout === undefined) {
    layout = await packed.layout({ source, format, signal }, (done) =>
      onProgress?.(`finding the places in ${source.name}`, done, source.size),
    );
    if (identity !== undefined) await store?.put(key, layout.spans.encode(layout.notes));
  }
  const { spans, notes } = layout;
  return {
    notes: [`packed: ${format}, ${spans.end} bytes in ${spans.count} places to begin at`, ...notes],
    source: contentSource(source, spans, packed.unpack, { name, identity }),
  };
}

/** The content of spans as a source. Closing it closes the packed file. */
export function contentSource(
  source: ByteSource,
  spans: SpanTable,
  unpack: Unpack,
  { name, identity }: Pick<ByteSource, 'name' | 'identity'>,
): ByteSource {
  const content = new Content(source, spans, unpack);
  const { readSync } = source;
  return {
    name,
    size: spans.end,
    identity,
    cost: { block: 4096, parallel: 1, ...(source.cost.latency && { latency: source.cost.latency }) },
    read: (reads, signal) => runSource(content.serve(reads), source, signal),
    ...(readSync && {
      readSync: (reads: readonly SourceRead[]) => runSourceSync(content.serve(reads), readSync),
    }),
    close: () => source.close(),
  };
}

/** A part of a read that lies in a span: from `from` on in the read's buffer. */
interface Piece {
  readonly read: SourceRead;
  readonly from: number;
}

class Content {
  /** Unpacked spans by number, the one used longest ago first. */
  private readonly kept = new Map<number, Unpacked>();
  private bytes = 0;

  constructor(
    private readonly source: ByteSource,
    private readonly spans: SpanTable,
    private readonly unpack: Unpack,
  ) {}

  /** Serves all reads, span by span in order of content. */
  *serve(reads: readonly SourceRead[]): SourceJob<void> {
    const wanted = new Map<number, Piece[]>();
    const { end } = this.spans;
    for (const read of reads) {
      read.got = 0;
      read.error = undefined;
      const last = Math.min(end, read.offset + read.into.length);
      for (let at = read.offset; at < last;) {
        const index = this.spans.find(at);
        const { start, size } = this.spans.span(index);
        const pieces = wanted.get(index) ?? [];
        wanted.set(index, pieces);
        pieces.push({ read, from: at - read.offset });
        at = start + size;
      }
    }
    const order = [...wanted.keys()].sort((a, b) => a - b);
    for (let first = 0; first < order.length;) {
      const missing = new Map<number, SourceRead>();
      let bytes = 0;
      let next = first;
      for (; next < order.length && (bytes < BATCH || next === first); next++) {
        const index = order[next] as number;
        if (this.kept.has(index)) continue;
        const { at, length } = this.spans.span(index);
        const room = Math.max(0, Math.min(length, this.source.size - at));
        missing.set(index, { offset: at, into: new Uint8Array(room), got: 0 });
        bytes += room;
      }
      if (missing.size > 0) yield [...missing.values()];
      for (; first < next; first++) {
        const index = order[first] as number;
        const got = this.content(index, missing.get(index));
        if (got !== undefined) this.deliver(index, got, wanted.get(index) ?? []);
        // Another round has forgotten it meanwhile: it is asked for again.
        else break;
      }
    }
  }

  /** A span's content: as it was kept, or of what was read. */
  private content(index: number, read: SourceRead | undefined): Unpacked | undefined {
    const known = this.kept.get(index);
    if (known !== undefined) {
      this.kept.delete(index);
      this.kept.set(index, known);
      return known;
    }
    if (read === undefined) return undefined;
    const span = this.spans.span(index);
    // What could not be read may be there the next time: not kept.
    if (read.error !== undefined && read.got < read.into.length)
      return { bytes: new Uint8Array(0), trouble: read.error };
    const made = this.unpack(span, read.into.subarray(0, read.got));
    this.kept.set(index, made);
    this.bytes += made.bytes.length;
    for (const [old, { bytes }] of this.kept) {
      if (this.bytes <= KEPT || old === index) break;
      this.kept.delete(old);
      this.bytes -= bytes.length;
    }
    return made;
  }

  /** Copies what the pieces ask for, up to the first byte that is missing. */
  private deliver(index: number, { bytes, trouble }: Unpacked, pieces: readonly Piece[]): void {
    const { start, size, at } = this.spans.span(index);
    for (const { read, from } of pieces) {
      if (read.got !== from) continue;
      const inside = read.offset + from - start;
      const wanted = Math.min(size - inside, read.into.length - from);
      const part = bytes.subarray(Math.min(inside, bytes.length), Math.min(bytes.length, inside + wanted));
      read.into.set(part, from);
      read.got = from + part.length;
      if (part.length < wanted)
        read.error = `${this.source.name}: what is packed at offset 0x${at.toString(16)} cannot be unpacked behind byte ${bytes.length} of ${size}: ${trouble ?? 'it is shorter than it was'}`;
    }
  }
}
