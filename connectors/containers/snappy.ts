/** Files of snappy's framing format: chunks of at most 64 KiB, each with a checksum. Source: google/snappy, framing_format.txt. */
import { crc32c, decodeBlock } from '../../codecs/page-codec.js';
import { PagewalkError, type ByteSource } from '../../engine/index.js';
import type { Parsed } from '../source-bytes.js';
import { SourceWindow } from '../source-window.js';
import {
  openPacked,
  type Opened,
  type PackedLayout,
  type Unpacked,
  type UnpackOptions,
} from './packed-source.js';
import { SpanTable, type Span } from './span-table.js';

const IDENTIFIER = [0xff, 6, 0, 0, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59] as const;
const HEAD = 4;
/** Types of chunks; those from 0x80 on may be passed over. */
const CHUNK = { packed: 0, plain: 1, skippable: 0x80, identifier: 0xff } as const;
const MAX_CONTENT = 65536;
const MAX_PACKED = 4 + 76490;
/** Content of chunks that one span joins. */
const JOINED = 256 << 10;

/** True for the start of a framed snappy file. */
export function isSnappy(head: Uint8Array): boolean {
  return IDENTIFIER.every((byte, i) => head[i] === byte);
}

/** Opens the content of a framed snappy file. */
export function openSnappy(source: ByteSource, options: UnpackOptions): Promise<Opened> {
  return openPacked(source, { format: 'snappy file', layout: layoutOf, unpack }, options);
}

/** Bytes of content that a chunk says it has; undefined for what no writer makes. */
function contentOf(type: number, data: Uint8Array, length: number): number | undefined {
  if (type === CHUNK.plain) return length - 4 <= MAX_CONTENT ? length - 4 : undefined;
  let size = 0;
  for (let i = 0; i < 3; i++) {
    const byte = data[4 + i] ?? 0;
    size |= (byte & 127) << (7 * i);
    if (byte < 128) return size <= MAX_CONTENT ? size : undefined;
  }
  return undefined;
}

async function layoutOf(parsed: Parsed, progress: (done: number) => void): Promise<PackedLayout> {
  const { source } = parsed;
  const window = new SourceWindow(parsed, true);
  const spans = new SpanTable();
  const notes: string[] = [];
  const stop = (at: number, why: string): void => {
    notes.push(
      `${source.name}: offset 0x${at.toString(16)}: ${why}: what is packed from there on is missing, ${spans.end} bytes come before it`,
    );
  };
  for (let at = 0; at < source.size;) {
    if (!window.has(at, 16)) {
      await window.load(at);
      progress(at);
    }
    if (at + HEAD > source.size) {
      stop(at, 'a chunk has no whole header');
      break;
    }
    const type = window.u8(at);
    const length = window.u8(at + 1) | (window.u16(at + 2) << 8);
    const end = at + HEAD + length;
    if (type <= CHUNK.plain) {
      if (end > source.size) {
        stop(at, 'the file ends inside a chunk');
        break;
      }
      const head = window.bytes(at + HEAD, Math.min(8, length));
      const size = length < 4 || length > MAX_PACKED ? undefined : contentOf(type, head, length);
      if (size === undefined) {
        stop(at, 'a chunk is larger than chunks may be');
        break;
      }
      const last = spans.count === 0 ? undefined : spans.span(spans.count - 1);
      if (last !== undefined && last.at + last.length === at && last.size + size <= JOINED)
        spans.extend(size, end);
      else if (size > 0) spans.add(size, at, end - at);
    } else if (type < CHUNK.skippable) {
      stop(at, `a chunk of type 0x${type.toString(16)}, which is not known`);
      break;
    }
    at = end;
  }
  if (spans.count === 0 && notes.length > 0)
    throw new PagewalkError('connector', 'malformed', notes[0] as string, { source: source.name });
  return { spans, notes };
}

/** Unpacks the chunks of a span. */
function unpack({ size }: Span, packed: Uint8Array): Unpacked {
  const out = new Uint8Array(size);
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  let made = 0;
  for (let at = 0; at + HEAD + 4 <= packed.length && made < size;) {
    const type = packed[at] as number;
    const length = view.getUint32(at, true) >>> 8;
    const data = packed.subarray(at + HEAD + 4, at + HEAD + length);
    const content = contentOf(type, packed.subarray(at + HEAD, at + HEAD + 8), length) ?? 0;
    const bytes = type === CHUNK.plain ? data : decodeBlock('snappy', data, content);
    const trouble =
      typeof bytes === 'string'
        ? bytes
        : masked(crc32c(bytes)) === view.getUint32(at + HEAD, true)
          ? undefined
          : 'its checksum is wrong';
    if (typeof bytes === 'string' || trouble !== undefined || made + bytes.length > size)
      return { bytes: out.subarray(0, made), trouble: trouble ?? 'it is larger than it was' };
    out.set(bytes, made);
    made += bytes.length;
    at += HEAD + length;
  }
  return made === size
    ? { bytes: out }
    : { bytes: out.subarray(0, made), trouble: 'the data ends too early' };
}

/** A checksum as frames hold it: framing_format.txt, section 3. */
function masked(checksum: number): number {
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}
