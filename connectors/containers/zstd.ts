/**
 * zstd files. Frames are where unpacking can begin (the seekable format, pzstd, `cat`); inside of a long frame, places between blocks
 * are, each with the decoder's tables and those bytes before it that the blocks up to the next place refer to. Source: RFC 8878.
 */
import { pagePacker, type PagePacker } from '../../codecs/page-packers.js';
import { decodeBlock, prepareZstd } from '../../codecs/page-codec.js';
import {
  unzstding,
  withUnzstd,
  ZSTD_BLOCK,
  ZSTD_BLOCK_HEADER,
  ZSTD_HEADER,
  ZSTD_MAGIC,
  ZSTD_MAX_WINDOW,
  ZSTD_SKIPPABLE,
  zstdBlock,
  zstdFrame,
  type Unzstd,
  type ZstdFrame,
} from '../../codecs/unzstd.js';
import { PagewalkError, type ByteSource } from '../../engine/index.js';
import { malformed, type Parsed } from '../source-bytes.js';
import { FrameWalk } from './frame-walk.js';
import {
  openPacked,
  type Opened,
  type PackedLayout,
  type Unpacked,
  type UnpackOptions,
} from './packed-source.js';
import type { Span } from './span-table.js';

/** Content between two places of a frame at first, and not less than four windows; it doubles whenever they take too much room. */
const SPACING = 4 << 20;
/** Bytes of all places together. */
const MAX_CONTEXTS = 64 << 20;
/** Frames of at most so much content are not looked into when they say how much they have. */
const LONG = 8 << 20;
/** Content of small frames that one span joins. */
const JOINED = 256 << 10;
/** A context is packed in pieces of this size. */
const PIECE = 64 << 10;

/** True for the start of a zstd file; files may begin with a frame that is passed over. */
export function isZstd(head: Uint8Array): boolean {
  if (head.length < 8) return false;
  const magic = word(head, 0);
  if ((magic & ~15) >>> 0 !== ZSTD_SKIPPABLE) return magic === ZSTD_MAGIC;
  const next = 8 + word(head, 4);
  return next + 4 <= head.length && word(head, next) === ZSTD_MAGIC;
}

/** Opens the content of a zstd file. Rejects with kind `unsupported` where a frame needs a dictionary or a window of more than 128 MiB. */
export async function openZstd(source: ByteSource, options: UnpackOptions): Promise<Opened> {
  await prepareZstd();
  return openPacked(
    source,
    {
      format: 'zstd file',
      layout: (parsed, progress) => withUnzstd((decoder) => new Walk(parsed, decoder, progress).layout()),
      unpack: (span, packed) => unzstding((decoder) => unpack(decoder, span, packed)),
    },
    options,
  );
}

const word = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at, true);

/** Goes through a file once. */
class Walk extends FrameWalk {
  private readonly packer = pagePacker('zstd');
  private spacing = SPACING;
  private contexts = 0;

  constructor(
    parsed: Parsed,
    private readonly decoder: Unzstd,
    progress: (done: number) => void,
  ) {
    super(parsed, progress);
  }

  async layout(): Promise<PackedLayout> {
    const { spans, notes } = this;
    const { size } = this.parsed.source;
    for (let first = true; this.at < size;) {
      if (!(await this.has(8))) {
        this.stop('the file ends inside the header of a frame');
        break;
      }
      const magic = this.window.u32(this.at);
      if ((magic & ~15) >>> 0 === ZSTD_SKIPPABLE) {
        this.at += 8 + this.window.u32(this.at + 4);
        continue;
      }
      const room = Math.min(ZSTD_HEADER, size - this.at);
      await this.has(room);
      const frame = zstdFrame(this.window.bytes(this.at, room));
      if (frame === undefined || Number.isNaN(frame.size)) {
        if (first) throw malformed(this.parsed, this.at, 'the header of a zstd frame', 'something else');
        this.stop('what follows the last frame is none');
        break;
      }
      this.allow(frame);
      first = false;
      const whole =
        frame.size !== undefined && frame.size <= LONG ? await this.known(frame, frame.size) : undefined;
      if (whole ?? (await this.long(frame))) continue;
      break;
    }
    return { spans, notes };
  }

  /** Throws for what cannot be unpacked whatever is done. */
  private allow({ window, dictionary }: ZstdFrame): void {
    const { name } = this.parsed.source;
    if (!dictionary && window <= ZSTD_MAX_WINDOW) return;
    throw new PagewalkError(
      'connector',
      'unsupported',
      dictionary
        ? `${name}: zstd frame at offset 0x${this.at.toString(16)} was packed with a dictionary, which is not in the file`
        : `${name}: zstd frame at offset 0x${this.at.toString(16)} refers back over ${window} bytes: at most ${ZSTD_MAX_WINDOW} are kept in memory`,
      { source: name, offset: this.at, hint: `unpack it: zstd -d --long=31 '${name}'` },
    );
  }

  /** Passes over a frame that says how much content it has; undefined when its blocks do not lead to an end. */
  private async known(frame: ZstdFrame, size: number): Promise<true | undefined> {
    const start = this.at;
    this.at += frame.header;
    for (let last = false; !last;) {
      if (!(await this.has(ZSTD_BLOCK_HEADER))) break;
      const block = zstdBlock(this.window.bytes(this.at, ZSTD_BLOCK_HEADER), 0);
      ({ last } = block);
      this.at += ZSTD_BLOCK_HEADER + block.length;
      if (last) this.at += frame.checksum ? 4 : 0;
      if (last && block.kind !== 3 && this.at <= this.parsed.source.size) {
        this.addFrame(size, start);
        return true;
      }
    }
    this.at = start;
    return undefined;
  }

  private addFrame(size: number, start: number): void {
    const { spans } = this;
    const last = spans.count === 0 ? undefined : spans.span(spans.count - 1);
    const follows = last !== undefined && last.context === undefined && last.at + last.length === start;
    if (follows && last.size + size <= JOINED) spans.extend(size, this.at);
    else if (size > 0) spans.add(size, start, this.at - start);
  }

  /** Unpacks a frame and makes places in it; false when it does not reach its end. */
  private async long(frame: ZstdFrame): Promise<boolean> {
    const { decoder, spans } = this;
    let start = this.at;
    const before = spans.end;
    let open = 0;
    let place: ReturnType<Unzstd['place']> | undefined;
    this.at += frame.header;
    if (!decoder.begin(frame.window)) return this.stop('there is no memory for the window of a frame');
    const close = (): void => {
      const context = place && packedContext(decoder.context(place), this.packer);
      if (open > 0) {
        spans.add(open, start, this.at - start, 0, context);
        this.contexts += context?.length ?? 0;
      }
      open = 0;
    };
    for (let last = false; !last;) {
      if (open >= Math.max(this.spacing, 4 * frame.window)) {
        close();
        place = decoder.place();
        start = this.at;
        if (this.contexts > MAX_CONTEXTS) this.thin();
      }
      const there = await this.has(ZSTD_BLOCK_HEADER);
      const block = there ? zstdBlock(this.window.bytes(this.at, ZSTD_BLOCK_HEADER), 0) : undefined;
      if (
        block === undefined ||
        (block.length <= ZSTD_BLOCK && !(await this.has(ZSTD_BLOCK_HEADER + block.length)))
      ) {
        close();
        return this.stop('the file ends inside a frame');
      }
      const data =
        block.length <= ZSTD_BLOCK ? this.window.bytes(this.at + ZSTD_BLOCK_HEADER, block.length) : undefined;
      const made = decoder.block(block, data ?? new Uint8Array(0));
      if (typeof made === 'string') {
        close();
        return this.stop(`a block is damaged: ${made}`);
      }
      open += made.length;
      this.at += ZSTD_BLOCK_HEADER + block.length;
      ({ last } = block);
    }
    const { size } = frame;
    const sum = frame.checksum && (await this.has(4)) ? this.window.u32(this.at) : undefined;
    if (sum !== undefined) this.at += 4;
    close();
    if (frame.checksum && sum === undefined) return this.stop('the file ends before the checksum of a frame');
    if (
      (sum !== undefined && sum !== decoder.checksum()) ||
      (size !== undefined && size !== spans.end - before)
    )
      this.notes.push(
        `${this.parsed.source.name}: offset 0x${this.at.toString(16)}: the checksum of a frame is wrong: somewhere from content offset 0x${before.toString(16)} on its content is damaged`,
      );
    return true;
  }

  /** Half as many places. A span that one of them begins refers back less far than the span before it is long. */
  private thin(): void {
    this.spans.thin();
    this.spacing *= 2;
    this.contexts = 0;
    for (let i = 0; i < this.spans.count; i++) this.contexts += this.spans.span(i).context?.length ?? 0;
  }
}

/** Unpacks a span: from a place on, or frame by frame. */
function unpack(decoder: Unzstd, { size, length, context }: Span, packed: Uint8Array): Unpacked {
  const out = new Uint8Array(size);
  let made = 0;
  let at = 0;
  /** What a frame must be whole for counts from here. */
  let sure = 0;
  const fail = (trouble: string): Unpacked => ({
    // What is cut is right as far as it goes.
    bytes: out.subarray(0, packed.length < length || context !== undefined ? made : sure),
    trouble,
  });
  let frame: ZstdFrame | undefined;
  if (context !== undefined) {
    const whole = unpackedContext(context);
    if (whole === undefined || !decoder.resume(whole))
      return fail('the place to begin at was not kept right');
  }
  while (made < size) {
    if (context === undefined && frame === undefined) {
      frame = zstdFrame(packed.subarray(at, at + ZSTD_HEADER));
      if (frame === undefined || !decoder.begin(frame.window)) return fail('it does not begin with a frame');
      at += frame.header;
    }
    if (at + ZSTD_BLOCK_HEADER > packed.length) return fail('the data ends too early');
    const block = zstdBlock(packed, at);
    at += ZSTD_BLOCK_HEADER;
    const bytes = decoder.block(block, packed.subarray(at, at + block.length));
    if (typeof bytes === 'string') return fail(bytes);
    if (made + bytes.length > size) return fail('it is larger than it was');
    out.set(bytes, made);
    made += bytes.length;
    at += block.length;
    if (!block.last || frame === undefined) continue;
    if (frame.checksum) {
      if (at + 4 <= packed.length && word(packed, at) !== decoder.checksum())
        return fail('its checksum is wrong');
      at += 4;
    }
    frame = undefined;
    sure = made;
  }
  return { bytes: out };
}

/** A context in packed pieces, each behind its length; one that did not shrink is stored as it is. */
function packedContext(context: Uint8Array, packer: PagePacker): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 4;
  for (let at = 0; at < context.length; at += PIECE) {
    const piece = context.subarray(at, at + PIECE);
    const packed = packer.pack(piece)?.slice() ?? piece;
    parts.push(packed);
    size += 4 + packed.length;
  }
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, context.length, true);
  let at = 4;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  return bytes;
}

function unpackedContext(packed: Uint8Array): Uint8Array | undefined {
  if (packed.length < 4 || word(packed, 0) > 2 * ZSTD_MAX_WINDOW) return undefined;
  const context = new Uint8Array(word(packed, 0));
  let at = 4;
  for (let made = 0; made < context.length; made += PIECE) {
    const size = Math.min(PIECE, context.length - made);
    if (at + 4 > packed.length) return undefined;
    const data = packed.subarray(at + 4, at + 4 + word(packed, at));
    const piece = data.length === size ? data : decodeBlock('zstd', data, size);
    if (typeof piece === 'string') return undefined;
    context.set(piece, made);
    at += 4 + data.length;
  }
  return context;
}
