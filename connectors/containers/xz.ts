/** xz files: the index at the end of each stream names its blocks, and blocks are where unpacking can begin. Source: the .xz file format 1.2.1. */
import {
  PackedDataError,
  unpackXzBlock,
  XZ_HEADER,
  XZ_MAGIC,
  xzBlockSizes,
  xzFooter,
  xzHeader,
  xzIndex,
  type XzBlock,
} from '../../codecs/xz.js';
import { PagewalkError, type ByteSource } from '../../engine/index.js';
import { bytesAt, malformed, type Parsed } from '../source-bytes.js';
import { openPacked, type Opened, type PackedLayout, type UnpackOptions } from './packed-source.js';
import { SpanTable } from './span-table.js';

const MAX_INDEX = 64 << 20;
/** Streams in a file: what `cat` and appending make. */
const MAX_STREAMS = 65536;
/** A block of more content is not unpacked: all of it would lie in memory. */
const MAX_BLOCK = 512 << 20;

/** True for the start of an xz file. */
export function isXz(head: Uint8Array): boolean {
  return head.length >= XZ_HEADER && XZ_MAGIC.every((byte, i) => head[i] === byte);
}

/** Opens the content of an xz file. Rejects with kind `unsupported` for a block that is too large to be unpacked in memory. */
export function openXz(source: ByteSource, options: UnpackOptions): Promise<Opened> {
  return openPacked(
    source,
    {
      format: 'xz file',
      layout: layoutOf,
      unpack: ({ size, kind, length }, packed) => unpackXzBlock(packed, size, kind, packed.length < length),
    },
    options,
  );
}

async function layoutOf(parsed: Parsed): Promise<PackedLayout> {
  const { source } = parsed;
  const spans = new SpanTable();
  const notes: string[] = [];
  let blocks: XzBlock[];
  try {
    blocks = await blocksOf(parsed);
  } catch (error) {
    if (!(error instanceof PackedDataError)) throw error;
    // Without an index, blocks that name their sizes are found from the front.
    const found = await blocksFromFront(parsed);
    blocks = found.blocks;
    notes.push(
      `${source.name}: offset 0x${found.end.toString(16)}: the file is damaged or ends too early: what is packed from there on is missing`,
    );
  }
  for (const { at, length, size, check } of blocks) {
    if (size > MAX_BLOCK)
      throw new PagewalkError(
        'connector',
        'unsupported',
        `${source.name}: xz block at offset 0x${at.toString(16)} has ${size} bytes of content: more than ${MAX_BLOCK} are not unpacked in memory, and inside of a block no other place to begin at is known`,
        {
          source: source.name,
          offset: at,
          expected: `blocks of at most ${MAX_BLOCK} bytes`,
          got: `${size} bytes`,
          hint: `unpack it: xz -dk '${source.name}'; or pack it in blocks: xz -T0 --block-size=16MiB`,
        },
      );
    if (size > 0) spans.add(size, at, length, check);
  }
  return { spans, notes };
}

/** All blocks, by the indexes of all streams, the last one first. */
async function blocksOf(parsed: Parsed): Promise<XzBlock[]> {
  const { source } = parsed;
  const streams: XzBlock[][] = [];
  let end = source.size;
  while (end > 0) {
    if (streams.length > MAX_STREAMS || end < 2 * XZ_HEADER) throw damaged();
    const footer = viewed(await bytesAt(parsed, end - XZ_HEADER, XZ_HEADER, 'the footer of a stream'));
    // Streams may be padded with zeros, four at a time.
    if (footer.subarray(-4).every((byte) => byte === 0)) {
      end -= 4;
      continue;
    }
    const { index, check } = xzFooter(footer);
    const at = end - XZ_HEADER - index;
    if (index > MAX_INDEX || at < XZ_HEADER) throw damaged();
    const blocks = xzIndex(viewed(await bytesAt(parsed, at, index, 'the index of a stream')), at, check);
    const start = (blocks[0]?.at ?? at) - XZ_HEADER;
    if (xzHeader(viewed(await bytesAt(parsed, start, XZ_HEADER, 'the header of a stream'))) !== check)
      throw damaged();
    streams.push(blocks);
    end = start;
  }
  return streams.reverse().flat();
}

/** Blocks from the first stream's start on, as long as they name their sizes, which xz does with several threads. */
async function blocksFromFront(
  parsed: Parsed,
): Promise<{ readonly blocks: XzBlock[]; readonly end: number }> {
  const { source } = parsed;
  const blocks: XzBlock[] = [];
  let check: number;
  try {
    check = xzHeader(viewed(await bytesAt(parsed, 0, XZ_HEADER, 'the header of a stream')));
  } catch (error) {
    if (error instanceof PagewalkError) throw error;
    throw malformed(parsed, 0, 'the header of an xz stream', 'one whose checksum is wrong');
  }
  const checkSize = check === 0 ? 0 : 4 << ((check - 1) / 3);
  let at = XZ_HEADER;
  while (at < source.size) {
    const size = Math.min(1024, source.size - at);
    const header = viewed(await bytesAt(parsed, at, size, 'the header of a block'));
    if (header[0] === 0) break;
    try {
      const sizes = xzBlockSizes(header);
      if (sizes.packed === undefined || sizes.content === undefined || !(sizes.packed + sizes.content >= 0))
        break;
      const length = 4 * Math.ceil((sizes.header + sizes.packed) / 4) + checkSize;
      blocks.push({ at, length, size: sizes.content, check });
      at += length;
    } catch (error) {
      if (!(error instanceof PackedDataError)) throw error;
      break;
    }
  }
  return { blocks, end: Math.min(at, source.size) };
}

const viewed = (view: DataView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
const damaged = (): PackedDataError => new PackedDataError('damaged', 'is damaged');
