/**
 * gzip files: one member or several, BGZF. Members and places inside them are where unpacking can begin; those inside need the
 * decoder's state and the 32 KiB before them. Sources: RFC 1952; the BGZF part of the SAM specification, section 4.1.
 */
import { crc32 } from '../../codecs/checksums.js';
import { inflating, withInflater, type Inflater } from '../../codecs/inflater.js';
import { prepareZstd } from '../../codecs/page-codec.js';
import type { ByteSource } from '../../engine/index.js';
import { malformed, type Parsed } from '../source-bytes.js';
import { SourceWindow } from '../source-window.js';
import { DeflatePoints, inflateSpan } from './deflate-points.js';
import {
  openPacked,
  type Opened,
  type PackedLayout,
  type Unpacked,
  type UnpackOptions,
} from './packed-source.js';
import { SpanTable, type Span } from './span-table.js';

const FORMAT = 'gzip file';
/** Bits of a header's flags: a checksum of the header, extra fields, a name, a comment; the rest must be zero. */
const FLAG = { checksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;
const HEADER = 10;
const TRAILER = 8;
/** Names and comments are looked through so far. */
const MAX_HEADER = 256 << 10;
/** Content of small members that one span joins. */
const JOINED = 256 << 10;
/** Content of a member of a BGZF file at most. */
const MAX_BGZF = 65536;

/** True for the start of a gzip file. */
export function isGzip(head: Uint8Array): boolean {
  return (
    head.length >= HEADER &&
    head[0] === 0x1f &&
    head[1] === 0x8b &&
    head[2] === 8 &&
    ((head[3] as number) & FLAG.reserved) === 0
  );
}

/** Opens the content of a gzip file. */
export async function openGzip(source: ByteSource, options: UnpackOptions): Promise<Opened> {
  await prepareZstd();
  return openPacked(
    source,
    {
      format: FORMAT,
      layout: (parsed, progress) => withInflater((inflater) => layoutOf(parsed, inflater, progress)),
      unpack: (span, packed) => inflating((inflater) => unpack(inflater, span, packed)),
    },
    options,
  );
}

/** A member's header. */
interface Header {
  /** Bytes of it. */
  readonly size: number;
  /** Bytes of the whole member, which BGZF names. */
  readonly whole?: number;
}

/** The header at the start of some bytes; undefined when they hold none, or not all of it. */
function headerOf(bytes: Uint8Array): Header | undefined {
  if (!isGzip(bytes)) return undefined;
  const flags = bytes[3] as number;
  let at = HEADER;
  let whole: number | undefined;
  if ((flags & FLAG.extra) !== 0) {
    const end = at + 2 + two(bytes, at);
    for (at += 2; at + 4 <= end; at += 4 + two(bytes, at + 2))
      if (bytes[at] === 0x42 && bytes[at + 1] === 0x43 && two(bytes, at + 2) === 2)
        whole = two(bytes, at + 4) + 1;
    at = end;
  }
  for (const text of [FLAG.name, FLAG.comment])
    if ((flags & text) !== 0) {
      const end = bytes.indexOf(0, at);
      if (end < 0) return undefined;
      at = end + 1;
    }
  if ((flags & FLAG.checksum) !== 0) {
    if (two(bytes, at) !== (crc32(bytes.subarray(0, at)) & 0xffff)) return undefined;
    at += 2;
  }
  return at > bytes.length ? undefined : { size: at, ...(whole !== undefined && { whole }) };
}

const two = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
const four = (bytes: Uint8Array, at: number): number => (two(bytes, at) | (two(bytes, at + 2) << 16)) >>> 0;

/** Goes through the file once. Where it is damaged the content ends, and a note says so. */
async function layoutOf(
  parsed: Parsed,
  inflater: Inflater,
  progress: (done: number) => void,
): Promise<PackedLayout> {
  const { source } = parsed;
  const window = new SourceWindow(parsed);
  const spans = new SpanTable();
  const notes: string[] = [];
  const here = async (at: number, length: number): Promise<Uint8Array> => {
    const size = Math.min(length, source.size - at);
    if (!window.has(at, size)) await window.load(at);
    return window.bytes(at, size);
  };
  const stop = (at: number, why: string): void => {
    notes.push(
      `${source.name}: offset 0x${at.toString(16)}: ${why}: what is packed from there on is missing, ${spans.end} bytes come before it`,
    );
  };
  let members = 0;
  for (let at = 0; at < source.size;) {
    const header = headerOf(await here(at, MAX_HEADER));
    if (header === undefined) {
      if (members === 0) throw malformed(parsed, at, 'the header of a gzip member', 'something else');
      if (source.size - at < HEADER || (await here(at, 2))[0] === 0x1f)
        stop(at, 'a member has no whole header');
      else if ((await here(at, MAX_HEADER)).some((byte) => byte !== 0))
        notes.push(
          `${source.name}: offset 0x${at.toString(16)}: what follows the last member is no gzip, and left out`,
        );
      break;
    }
    members++;
    const small = header.whole === undefined ? undefined : await sizeOfBlock(here, at, header.whole);
    if (small !== undefined && header.whole !== undefined) {
      addMember(spans, small, at, at + header.whole);
      at += header.whole;
      if ((members & 255) === 0) progress(at);
      continue;
    }
    const first = spans.count;
    const before = spans.end;
    const member = new DeflatePoints(spans, inflater, at, at + header.size);
    for (let ended = false; !ended;) {
      const bytes = await here(member.at, inflater.room >> 5);
      const whole = member.at + bytes.length >= source.size;
      const trouble = member.more(bytes, whole);
      progress(member.at);
      if (trouble !== undefined) {
        stop(member.at, `the data of a member is damaged here or shortly before: ${trouble}`);
        return { spans, notes };
      }
      ({ ended } = member);
    }
    const trailer = await here(member.at, TRAILER);
    const size = spans.end - before;
    at = member.at + TRAILER;
    if (trailer.length < TRAILER) stop(member.at, 'the file ends before the checksum of a member');
    else if (four(trailer, 0) !== member.checksum || four(trailer, 4) !== size % 2 ** 32)
      notes.push(
        `${source.name}: offset 0x${member.at.toString(16)}: the checksum of a member is wrong: somewhere in the ${size} bytes from content offset 0x${before.toString(16)} on its content is damaged`,
      );
    if (spans.count === first + 1) joinMember(spans, at);
  }
  return { spans, notes };
}

/** Bytes of content of a BGZF block; undefined where it is not what it says. */
async function sizeOfBlock(
  here: (at: number, length: number) => Promise<Uint8Array>,
  at: number,
  whole: number,
): Promise<number | undefined> {
  const bytes = await here(at, whole);
  const size = bytes.length === whole ? four(bytes, whole - 4) : MAX_BGZF + 1;
  return size <= MAX_BGZF ? size : undefined;
}

/** Adds a member that is a span as a whole, or lets the span before it have it when both are small. */
function addMember(spans: SpanTable, size: number, at: number, end: number): void {
  const last = spans.count === 0 ? undefined : spans.span(spans.count - 1);
  const follows = last !== undefined && last.context === undefined && last.at + last.length === at;
  if (follows && last.size + size <= JOINED) spans.extend(size, end);
  else if (size > 0) spans.add(size, at, end - at);
}

/** Lets the span of a member that has no other have its trailer too. */
function joinMember(spans: SpanTable, end: number): void {
  spans.extend(0, end);
}

/** Unpacks spans that begin with a member or inside one, over as many members as they have. */
function unpack(inflater: Inflater, span: Span, packed: Uint8Array): Unpacked {
  if (span.context !== undefined) return inflateSpan(inflater, span, packed);
  const out = new Uint8Array(span.size);
  let made = 0;
  for (let at = 0; made < span.size;) {
    const header = headerOf(packed.subarray(at));
    if (header === undefined)
      return { bytes: out.subarray(0, made), trouble: 'a member has no whole header' };
    const member = inflateMember(inflater, packed.subarray(at + header.size), out.subarray(made));
    if (member.trouble !== undefined) {
      // In a member that was cut all bytes are right as far as they go; in a damaged one none is sure.
      const sure = packed.length < span.length ? member.made : 0;
      return { bytes: out.subarray(0, made + sure), trouble: member.trouble };
    }
    made += member.made;
    at += header.size + member.used;
  }
  return { bytes: out };
}

/** Unpacks a member as far as there is room, and checks it when that is to its end. */
function inflateMember(
  inflater: Inflater,
  packed: Uint8Array,
  out: Uint8Array,
): { readonly made: number; readonly used: number; readonly trouble?: string } {
  inflater.begin();
  let made = 0;
  let checksum = 0;
  for (let at = 0; ;) {
    const input = packed.subarray(at, at + (128 << 10));
    const { bytes, used, ended, trouble } = inflater.more(input, at + input.length === packed.length);
    out.set(bytes.subarray(0, out.length - made), made);
    // More than there is room for: the span ends inside of the member.
    if (made + bytes.length > out.length) return { made: out.length, used: at };
    checksum = inflater.checksum(checksum);
    made += bytes.length;
    at += used;
    if (trouble !== undefined) return made === out.length ? { made, used: at } : { made, used: at, trouble };
    if (!ended) {
      if (bytes.length === 0 && used === 0) return { made, used: at, trouble: 'the data does not go on' };
      continue;
    }
    if (at + TRAILER > packed.length) return { made, used: at + TRAILER };
    return four(packed, at) === checksum && four(packed, at + 4) === made
      ? { made, used: at + TRAILER }
      : { made: 0, used: at, trouble: 'its checksum is wrong' };
  }
}
