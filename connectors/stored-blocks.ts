/** Physical memory that a source stores in compressed blocks: pages of a kdump, chunks of an AVML dump. */
import {
  normalRanges,
  type ByteSource,
  type Connector,
  type PhysicalRange,
  type PhysicalRead,
  type SourceRead,
} from '../engine/index.js';
import { decodeBlock, type Codec } from '../codecs/page-codec.js';
import { runSource, runSourceSync, type SourceJob } from './source-job.js';

/** A block and where it lies in the source. */
export interface StoredBlock {
  /** Physical address of its first byte. */
  readonly start: number;
  /** Bytes of memory. */
  readonly length: number;
  /** Offset in the source, and bytes there. Blocks of zeros that the source leaves out have 0 bytes. */
  readonly offset: number;
  readonly size: number;
  readonly codec: Codec;
  /** The byte that fills a block of 0 stored bytes; absent: zero. */
  readonly fill?: number;
  /** Checks or changes what was decoded; a text says why it is wrong. */
  readonly check?: (data: Uint8Array) => string | undefined;
}

/** Says which block holds an address. */
export interface BlockIndex {
  /** Loads what `find` needs to know of these ranges. */
  prepare(ranges: readonly PhysicalRange[]): SourceJob<void>;
  /** The block, or why there is none. */
  find(phys: number): StoredBlock | string;
}

/** Bytes of memory that one round of a job fetches at most. */
const ROUND = 1 << 20;
/** Stored bytes that lie so near each other are fetched by one read. */
const NEAR = 4096;
/** Bytes of decoded blocks that are kept. */
const KEPT = 8 << 20;
/** Buffers that wait to be used again: of one round of small pages. */
const MAX_SPARE = 256;

/** A part of a read: bytes `from` to `to` of its buffer. */
interface Piece {
  readonly read: PhysicalRead;
  readonly from: number;
  readonly to: number;
}

/** A connector over stored blocks. A block that cannot be read or unpacked is missing, and its read says why. */
export function blocksConnector(
  format: string,
  source: ByteSource,
  ranges: readonly PhysicalRange[],
  index: BlockIndex,
  notes: readonly string[],
): Connector {
  const blocks = new Blocks(source.name, index);
  const { readSync } = source;
  return {
    format,
    name: source.name,
    identity: source.identity,
    ranges: normalRanges(ranges),
    cost: source.cost,
    live: false,
    notes,
    read: (reads, signal) => runSource(blocks.serve(reads), source, signal),
    ...(readSync && {
      readSync: (reads: readonly PhysicalRead[]) => runSourceSync(blocks.serve(reads), readSync),
    }),
    close: () => source.close(),
  };
}

class Blocks {
  /** Decoded blocks by address, the one used longest ago first. */
  private readonly kept = new Map<number, Uint8Array>();
  private bytes = 0;
  /** Buffers of blocks that are no longer kept, to be used again: a scan would make garbage of thousands a second. */
  private readonly spare: Uint8Array[] = [];
  /** Rounds under way; more than one where reads wait for a source side by side. */
  private active = 0;
  /** Where stored bytes are read into, unless another round uses it. */
  private stored: Uint8Array | undefined;

  constructor(
    private readonly name: string,
    private readonly index: BlockIndex,
  ) {}

  /** Serves all reads, a round of at most ROUND bytes at a time. */
  *serve(reads: readonly PhysicalRead[]): SourceJob<void> {
    let round: Piece[] = [];
    let bytes = 0;
    for (const read of reads) {
      read.got = 0;
      read.reason = undefined;
      const { length } = read.into;
      for (let from = 0; from < length; from += ROUND) {
        const to = Math.min(length, from + ROUND);
        round.push({ read, from, to });
        bytes += to - from;
        if (bytes < ROUND) continue;
        yield* this.round(round);
        round = [];
        bytes = 0;
      }
    }
    if (round.length > 0) yield* this.round(round);
  }

  private *round(pieces: readonly Piece[]): SourceJob<void> {
    this.active++;
    try {
      this.forget();
      yield* this.serveRound(pieces);
    } finally {
      this.active--;
    }
  }

  /** Makes room among the kept blocks. Their buffers are used again when no other round can hold them. */
  private forget(): void {
    for (const [start, block] of this.kept) {
      if (this.bytes <= KEPT) break;
      this.kept.delete(start);
      this.bytes -= block.length;
      if (this.active === 1 && this.spare.length < MAX_SPARE) this.spare.push(block);
    }
  }

  private *serveRound(pieces: readonly Piece[]): SourceJob<void> {
    // A read that has stopped gets no further pieces.
    const open = pieces.filter(({ read, from }) => read.got === from || read.reason === undefined);
    yield* this.index.prepare(
      open.map(({ read, from, to }) => ({ start: read.phys + from, size: to - from })),
    );
    const wanted = new Map<number, StoredBlock>();
    for (const { read, from, to } of open) {
      for (let at = read.phys + from; at < read.phys + to;) {
        const block = this.index.find(at);
        if (typeof block === 'string') break;
        wanted.set(block.start, block);
        at = block.start + block.length;
      }
    }
    const data = yield* this.fetch([...wanted.values()]);
    for (const piece of open) this.fill(piece, data);
  }

  /** Copies what a piece asks for, up to the first byte that is missing. */
  private fill({ read, from, to }: Piece, data: ReadonlyMap<number, Uint8Array | string>): void {
    if (read.got !== from) return;
    for (let at = from; at < to;) {
      const phys = read.phys + at;
      const block = this.index.find(phys);
      const bytes = typeof block === 'string' ? block : (data.get(block.start) ?? 'not read');
      if (typeof block === 'string' || typeof bytes === 'string') {
        read.reason = `${this.name}: 0x${phys.toString(16)}: ${String(bytes)}`;
        return;
      }
      const inside = phys - block.start;
      const part = bytes.subarray(inside, Math.min(block.length, inside + to - at));
      read.into.set(part, at);
      at += part.length;
      read.got = at;
    }
  }

  /** The content of blocks, or why it cannot be had. */
  private *fetch(blocks: readonly StoredBlock[]): SourceJob<Map<number, Uint8Array | string>> {
    const result = new Map<number, Uint8Array | string>();
    const missing: StoredBlock[] = [];
    for (const block of blocks) {
      const known = this.kept.get(block.start);
      if (known !== undefined) {
        this.kept.delete(block.start);
        this.kept.set(block.start, known);
        result.set(block.start, known);
      } else if (block.size === 0)
        result.set(block.start, new Uint8Array(block.length).fill(block.fill ?? 0));
      else missing.push(block);
    }
    if (missing.length === 0) return result;
    missing.sort((a, b) => a.offset - b.offset);
    const buffer = new Places(this.stored);
    this.stored = undefined;
    const reads: SourceRead[] = [];
    const owners: number[] = [];
    let end = -1;
    let start = 0;
    let first = 0;
    const close = (next: number): void => {
      if (next === first) return;
      reads.push({ offset: start, into: buffer.take(end - start), got: 0 });
      for (let i = first; i < next; i++) owners.push(reads.length - 1);
      first = next;
    };
    for (const [i, { offset, size }] of missing.entries()) {
      if (end < 0 || offset > end + NEAR || offset + size - start > ROUND) {
        if (i > 0) close(i);
        start = offset;
        end = offset + size;
      } else end = Math.max(end, offset + size);
    }
    close(missing.length);
    yield reads;
    for (const [i, block] of missing.entries()) {
      const read = reads[owners[i] as number] as SourceRead;
      const inside = block.offset - read.offset;
      if (inside + block.size > read.got) {
        result.set(
          block.start,
          read.error ??
            `the file ends before the block of ${block.size} bytes at offset 0x${block.offset.toString(16)}`,
        );
        continue;
      }
      // Writers store equal pages, those of zeros above all, once; sorted by offset they follow each other.
      const before = missing[i - 1];
      const same = before?.offset === block.offset && before.length === block.length;
      const stored = read.into.subarray(inside, inside + block.size);
      result.set(block.start, (same && result.get(before.start)) || this.decoded(block, stored));
    }
    this.stored = buffer.all;
    return result;
  }

  private decoded(block: StoredBlock, stored: Uint8Array): Uint8Array | string {
    const view = decodeBlock(block.codec, stored, block.length);
    const trouble = typeof view === 'string' ? view : block.check?.(view);
    if (typeof view === 'string' || trouble !== undefined)
      return `${String(trouble)} (offset 0x${block.offset.toString(16)})`;
    const bytes = this.room(view.length);
    bytes.set(view);
    this.kept.set(block.start, bytes);
    this.bytes += bytes.length;
    return bytes;
  }

  private room(length: number): Uint8Array {
    const last = this.spare.pop();
    return last?.length === length ? last : new Uint8Array(length);
  }
}

/** Cuts places for stored bytes out of one buffer, as long as it has room. */
class Places {
  readonly all: Uint8Array;
  private used = 0;

  constructor(given: Uint8Array | undefined) {
    this.all = given ?? new Uint8Array(2 * ROUND);
  }

  take(size: number): Uint8Array {
    if (this.used + size > this.all.length) return new Uint8Array(size);
    this.used += size;
    return this.all.subarray(this.used - size, this.used);
  }
}
