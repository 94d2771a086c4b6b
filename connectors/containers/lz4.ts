/**
 * LZ4 frames. Blocks of a frame are independent, or linked: then a place to begin at needs the 64 KiB before it.
 * Source: the LZ4 frame format description 1.6.1 (lz4_Frame_format.md).
 */
import { decodeBlock } from '../../codecs/page-codec.js';
import { linkedLz4, LZ4_WINDOW } from '../../codecs/linked-lz4.js';
import { pagePacker } from '../../codecs/page-packers.js';
import { Xxh32 } from '../../codecs/xxh32.js';
import type { ByteSource } from '../../engine/index.js';
import { malformed } from '../source-bytes.js';
import { FrameWalk } from './frame-walk.js';
import {
  openPacked,
  type Opened,
  type PackedLayout,
  type Unpacked,
  type UnpackOptions,
} from './packed-source.js';
import type { Span } from './span-table.js';

const MAGIC = 0x184d2204;
/** Magic numbers of frames that are passed over, but for their last four bits. */
const SKIPPABLE = 0x184d2a50;
/** Bits of the descriptor's first byte. */
const FLAG = {
  dictionary: 1,
  contentChecksum: 4,
  contentSize: 8,
  blockChecksums: 16,
  independent: 32,
} as const;
/** A block that is stored as it is. */
const PLAIN = 0x80000000;
/** Content of linked blocks between two places; and of independent ones that a span joins. */
const SPACING = 1 << 20;
const JOINED = 256 << 10;
const MAX_POINTS = 4096;

/** True for the start of an LZ4 frame. */
export function isLz4(head: Uint8Array): boolean {
  return head.length >= 7 && u32(head, 0) === MAGIC && ((head[4] as number) & 0xc2) === 0x40;
}

/** Opens the content of a file of LZ4 frames. */
export function openLz4(source: ByteSource, options: UnpackOptions): Promise<Opened> {
  return openPacked(
    source,
    {
      format: 'LZ4 file',
      layout: (parsed, progress) => new Walk(parsed, progress).layout(),
      unpack,
    },
    options,
  );
}

const u32 = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at, true);

/** Descriptor of a frame, as spans remember it. */
const blockSizeOf = (kind: number): number => 1 << (8 + 2 * ((kind >> 8) & 7));
const hasChecksums = (kind: number): boolean => (kind & FLAG.blockChecksums) !== 0;

/** Goes through a file once. */
class Walk extends FrameWalk {
  private readonly packer = pagePacker('snappy');
  private spacing = SPACING;

  async layout(): Promise<PackedLayout> {
    const { size } = this.parsed.source;
    const { spans, notes } = this;
    for (let frames = 0; this.at + 4 <= size; frames++) {
      await this.has(4);
      const magic = this.window.u32(this.at);
      if ((magic & ~15) === SKIPPABLE) {
        await this.has(8);
        this.at += 8 + this.window.u32(this.at + 4);
      } else if (magic !== MAGIC) {
        this.stop('what follows the last frame is none');
        break;
      } else if (!(await this.frame(frames === 0))) break;
    }
    return { spans, notes };
  }

  /** Goes through a frame; false when it does not reach its end. */
  private async frame(first: boolean): Promise<boolean> {
    const start = this.at;
    if (!(await this.has(7))) return this.stop('the file ends inside a frame');
    const flags = this.window.u8(start + 4);
    const code = (this.window.u8(start + 5) >> 4) & 7;
    const size = (flags & FLAG.contentSize) !== 0 ? 8 : 0;
    const end = start + 7 + size + (flags & FLAG.dictionary) * 4;
    if (!(await this.has(end - start))) return this.stop('the file ends inside a frame');
    const check = new Xxh32().update(this.window.bytes(start + 4, end - start - 5)).digest();
    if ((flags & 0xc2) !== 0x40 || code < 4 || ((check >>> 8) & 255) !== this.window.u8(end - 1)) {
      if (first)
        throw malformed(this.parsed, start, 'the descriptor of an LZ4 frame', 'one whose checksum is wrong');
      return this.stop('the descriptor of a frame is damaged');
    }
    if ((flags & FLAG.dictionary) !== 0) return this.stop('a frame needs a dictionary');
    this.at = end;
    return this.blocks(flags, flags | (code << 8), start);
  }

  private async blocks(flags: number, kind: number, frame: number): Promise<boolean> {
    const linked = (flags & FLAG.independent) === 0;
    const most = blockSizeOf(kind);
    const total = new Xxh32();
    const before = this.spans.end;
    let history = new Uint8Array(0);
    let open = false;
    let unsure = false;
    for (let full = true; ;) {
      if (!(await this.has(4))) return this.stop('the file ends inside a frame');
      const word = this.window.u32(this.at);
      if (word === 0) break;
      const size = (word & ~PLAIN) >>> 0;
      const whole = 4 + size + (hasChecksums(kind) ? 4 : 0);
      if (size > most) return this.stop('a block is larger than the frame allows');
      if (!(await this.has(whole))) return this.stop('the file ends inside a block');
      const made = block(this.window.bytes(this.at, whole), kind, linked ? history : undefined);
      // Writers fill all blocks but the last: where one cannot be unpacked, its length is known all the same.
      const length: number | undefined =
        typeof made !== 'string' ? made.length : !linked && full ? most : undefined;
      if (length === undefined) return this.stop(`a block is damaged: ${String(made)}`);
      if (typeof made === 'string') {
        unsure = true;
        this.notes.push(
          `${this.parsed.source.name}: offset 0x${this.at.toString(16)}: a block is damaged: ${made}: ${most} bytes of content from 0x${this.spans.end.toString(16)} on are missing`,
        );
        open = false;
      } else total.update(made);
      full &&= length === most;
      const last = open ? this.spans.span(this.spans.count - 1) : undefined;
      if (last !== undefined && last.size + length <= (linked ? this.spacing : JOINED))
        this.spans.extend(length, this.at + whole);
      else if (length > 0) this.add(length, whole, kind, linked ? history : undefined);
      open = typeof made !== 'string';
      if (linked && typeof made !== 'string') {
        const both = new Uint8Array(history.length + made.length);
        both.set(history);
        both.set(made, history.length);
        history = both.slice(Math.max(0, both.length - LZ4_WINDOW));
      }
      this.at += whole;
    }
    this.at += 4;
    if ((flags & FLAG.contentChecksum) === 0) return true;
    if (!(await this.has(4))) return this.stop('the file ends before the checksum of a frame');
    if (!unsure && this.window.u32(this.at) !== total.digest())
      this.notes.push(
        `${this.parsed.source.name}: offset 0x${this.at.toString(16)}: the checksum of the frame at 0x${frame.toString(16)} is wrong: somewhere from content offset 0x${before.toString(16)} on its content is damaged`,
      );
    this.at += 4;
    return true;
  }

  private add(size: number, whole: number, kind: number, history: Uint8Array | undefined): void {
    const context =
      history === undefined || history.length === 0
        ? undefined
        : contextOf(history, this.packer.pack(history));
    this.spans.add(size, this.at, whole, kind, context);
    if (this.spans.withContext < MAX_POINTS) return;
    this.spans.thin();
    this.spacing *= 2;
  }
}

/** The content of a block with its header, or why there is none. */
function block(bytes: Uint8Array, kind: number, history: Uint8Array | undefined): Uint8Array | string {
  const word = u32(bytes, 0);
  const data = bytes.subarray(4, 4 + ((word & ~PLAIN) >>> 0));
  if (hasChecksums(kind) && u32(bytes, 4 + data.length) !== new Xxh32().update(data).digest())
    return 'its checksum is wrong';
  return (word & PLAIN) !== 0 ? data : linkedLz4(data, history ?? new Uint8Array(0), blockSizeOf(kind));
}

/** Unpacks the blocks of a span. */
function unpack({ size, kind, context }: Span, packed: Uint8Array): Unpacked {
  const linked = (kind & FLAG.independent) === 0;
  const history = context === undefined ? new Uint8Array(0) : historyOf(context);
  if (typeof history === 'string') return { bytes: new Uint8Array(0), trouble: history };
  const out = new Uint8Array(history.length + size);
  out.set(history);
  let made = history.length;
  for (let at = 0; made < out.length;) {
    const done = out.subarray(history.length, made);
    if (at + 4 > packed.length) return { bytes: done, trouble: 'the data ends too early' };
    const whole = 4 + ((u32(packed, at) & ~PLAIN) >>> 0) + (hasChecksums(kind) ? 4 : 0);
    if (at + whole > packed.length) return { bytes: done, trouble: 'the data ends too early' };
    const before = linked ? out.subarray(Math.max(0, made - LZ4_WINDOW), made) : undefined;
    const bytes = block(packed.subarray(at, at + whole), kind, before);
    if (typeof bytes === 'string') return { bytes: done, trouble: bytes };
    if (made + bytes.length > out.length) return { bytes: done, trouble: 'it is larger than it was' };
    out.set(bytes, made);
    made += bytes.length;
    at += whole;
  }
  return { bytes: out.subarray(history.length) };
}

/** A window with its length before it, packed where that makes it smaller. */
function contextOf(history: Uint8Array, packed: Uint8Array | undefined): Uint8Array {
  const data = packed ?? history;
  const context = new Uint8Array(4 + data.length);
  new DataView(context.buffer).setUint32(0, history.length, true);
  context.set(data, 4);
  return context;
}

function historyOf(context: Uint8Array): Uint8Array | string {
  const length = u32(context, 0);
  const data = context.subarray(4);
  if (length > LZ4_WINDOW) return 'the place to begin at was not kept right';
  const window = data.length === length ? data : decodeBlock('snappy', data, length);
  return typeof window === 'string' ? window : window.slice();
}
