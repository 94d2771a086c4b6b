/**
 * Kdump-compressed dumps, as makedumpfile and QEMU write them: pages one by one, each compressed or not.
 * Sources: makedumpfile, IMPLEMENTATION and diskdump_mod.h; qemu include/sysemu/dump.h (the same for 32-bit machines).
 */
import type { ByteSource, Connector, PhysicalRange } from '../engine/index.js';
import { prepareZstd, type Codec } from '../codecs/page-codec.js';
import { PageBitmap } from './page-bitmap.js';
import { bytesAt, malformed, startsWith, wordAt, type Parsed } from './source-bytes.js';
import type { SourceJob } from './source-job.js';
import { blocksConnector, type BlockIndex, type StoredBlock } from './stored-blocks.js';

const HEADER = 464;
const MAX_BLOCK = 1 << 16;
/** A page that did not shrink is stored as it is; codecs may still make a little more of one. */
const MAX_STORED = MAX_BLOCK + (MAX_BLOCK >> 2);
/** Both bitmaps of 4 TiB of pages. */
const MAX_BITMAPS = 1 << 28;
/** Bits of DISK_DUMP_HEADER.status. */
const INCOMPLETE = 0x8;
const ZSTD = 0x20;
/** A page descriptor: offset s64, size u32, flags u32, page flags u64. */
export const DESCRIPTOR = 24;
/** Descriptors that are fetched together. */
const TOGETHER = 512;
const KEPT_GROUPS = 512;
/** page_desc.flags: diskdump_mod.h. */
export const CODECS: readonly (readonly [flag: number, codec: Codec])[] = [
  [1, 'zlib'],
  [2, 'lzo'],
  [4, 'snappy'],
  [ZSTD, 'zstd'],
];
/** makedumpfile(8), -d: what each bit of the dump level leaves out. */
const LEVELS: readonly (readonly [bit: number, what: string])[] = [
  [1, 'zero pages'],
  [2, 'page cache'],
  [4, 'private page cache'],
  [8, 'user data'],
  [16, 'free pages'],
];

/** Where the fields behind the 390 bytes of utsname lie: timestamps have other sizes on 32-bit machines. */
export const HEADERS = [
  { word: 8, status: 424 },
  { word: 4, status: 412 },
] as const;

interface Header {
  readonly version: number;
  readonly blockSize: number;
  /** Blocks of the sub header. */
  readonly sub: number;
  readonly bitmapBlocks: number;
  readonly frames: number;
  readonly status: number;
  readonly word: 4 | 8;
  readonly level: number;
  /** Frames whose pages this file holds, of a set of split files. */
  readonly split: { readonly from: number; readonly to: number } | undefined;
}

/** True for the start of a kdump-compressed dump. */
export function isKdump(head: Uint8Array): boolean {
  return startsWith(head, 'KDUMP   ');
}

/** Opens a kdump-compressed dump. Rejects with kind `malformed` or `too-short`, naming the field, when its headers make no sense. */
export async function openKdump(source: ByteSource, signal?: AbortSignal): Promise<Connector> {
  const parsed: Parsed = { source, format: 'kdump', signal };
  const header = await readHeader(parsed);
  const { blockSize, frames } = header;
  const at = (1 + header.sub) * blockSize;
  const size = header.bitmapBlocks * blockSize;
  if (size > MAX_BITMAPS) throw malformed(parsed, 436, `bitmaps of at most ${MAX_BITMAPS} bytes`, `${size}`);
  const bitmap = await bytesAt(parsed, at, size, 'the bitmaps of pages');
  const bytes = new Uint8Array(bitmap.buffer);
  // Two bitmaps of equal size: which frames are memory, and which of them are in the file.
  const half = size >> 1;
  if (frames > half * 8) throw malformed(parsed, 440, `at most ${half * 8} frames`, `${frames}`);
  const memory = new PageBitmap(bytes.subarray(0, half), frames);
  const dumped = new PageBitmap(bytes.subarray(half), frames);
  const index = new KdumpIndex(header, at + size, memory, dumped);
  if (await usesZstd(parsed, header, at + size)) await prepareZstd();
  return blocksConnector(
    'kdump',
    source,
    dumped.ranges(blockSize, header.split),
    index,
    notesOf(parsed, header, memory, dumped),
  );
}

/** Whether pages may be packed by zstd, which takes a while to make ready: by the header, and by the first descriptors. */
async function usesZstd(
  { source, signal }: Parsed,
  { status }: Header,
  descriptors: number,
): Promise<boolean> {
  if ((status & ZSTD) !== 0) return true;
  const read = { offset: descriptors, into: new Uint8Array(TOGETHER * DESCRIPTOR), got: 0 };
  await source.read([read], signal);
  const view = new DataView(read.into.buffer, 0, read.got);
  for (let at = 0; at + DESCRIPTOR <= view.byteLength; at += DESCRIPTOR)
    if ((view.getUint32(at + 12, true) & ZSTD) !== 0) return true;
  return false;
}

async function readHeader(parsed: Parsed): Promise<Header> {
  const head = await bytesAt(parsed, 0, HEADER, 'the header');
  const version = head.getUint32(8, true);
  if (version < 1 || version > 6) throw malformed(parsed, 8, 'a header version of 1 to 6', `${version}`);
  const layout = HEADERS.find(({ status }) => sensible(head.getUint32(status + 4, true)));
  if (layout === undefined)
    throw malformed(
      parsed,
      428,
      'a block size that is a power of two from 4096 to 65536',
      `${head.getUint32(428, true)}`,
    );
  const { status, word } = layout;
  const [blockSize, sub, bitmapBlocks, maxMapnr] = [4, 8, 12, 16].map((plus) =>
    head.getUint32(status + plus, true),
  ) as [number, number, number, number];
  if (sub > 1 << 20) throw malformed(parsed, status + 8, 'a sub header of at most 2^20 blocks', `${sub}`);
  const rest: Header = {
    version,
    blockSize,
    sub,
    bitmapBlocks,
    frames: maxMapnr,
    status: head.getUint32(status, true),
    word,
    level: 0,
    split: undefined,
  };
  if (sub === 0) return rest;
  const block = await bytesAt(parsed, blockSize, 104, 'the sub header');
  const level = block.getInt32(word, true);
  const isSplit = version >= 2 && block.getInt32(word + 4, true) !== 0;
  if (word === 4) {
    const split = isSplit ? { from: block.getUint32(12, true), to: block.getUint32(16, true) } : undefined;
    return { ...rest, level, split };
  }
  const wide = version >= 6;
  const split = isSplit
    ? { from: wordAt(block, wide ? 80 : 16), to: wordAt(block, wide ? 88 : 24) }
    : undefined;
  const frames = wide ? wordAt(block, 96) : maxMapnr;
  return { ...rest, level, split, frames: frames > 0 ? frames : maxMapnr };
}

const sensible = (size: number): boolean => size >= 4096 && size <= MAX_BLOCK && (size & (size - 1)) === 0;

function notesOf({ source }: Parsed, header: Header, memory: PageBitmap, dumped: PageBitmap): string[] {
  const left = memory.count - dumped.count;
  const notes = [`kdump header version ${header.version}, pages of ${header.blockSize} bytes`];
  if (left > 0) notes.push(`${left} of ${memory.count} pages are left out${levelText(header.level)}`);
  if (header.split !== undefined)
    notes.push(
      `a part of a split dump: frames 0x${header.split.from.toString(16)} to 0x${header.split.to.toString(16)}`,
    );
  if ((header.status & INCOMPLETE) !== 0)
    notes.push(`${source.name}: the dump is marked as incomplete: its end was not written`);
  return notes;
}

function levelText(level: number): string {
  const what = LEVELS.filter(([bit]) => (level & bit) !== 0).map(([, name]) => name);
  return what.length === 0 ? '' : ` by dump level ${level} (${what.join(', ')})`;
}

/** Finds the stored page of a frame: its descriptor's number is the count of dumped frames before it. */
class KdumpIndex implements BlockIndex {
  /** Groups of descriptors by number; undefined where the file ends before them. */
  private readonly groups = new Map<number, DataView | undefined>();
  /** Descriptors of a split dump start at its first frame. */
  private readonly before: number;

  constructor(
    private readonly header: Header,
    private readonly descriptors: number,
    private readonly memory: PageBitmap,
    private readonly dumped: PageBitmap,
  ) {
    this.before = header.split === undefined ? 0 : dumped.rank(header.split.from);
  }

  *prepare(ranges: readonly PhysicalRange[]): SourceJob<void> {
    const { blockSize } = this.header;
    const wanted = new Set<number>();
    for (const { start, size } of ranges) {
      const last = Math.min(this.header.frames - 1, Math.floor((start + size - 1) / blockSize));
      for (let frame = Math.floor(start / blockSize); frame <= last; frame++)
        if (this.dumped.has(frame)) wanted.add(this.groupOf(frame));
    }
    const lacking = [...wanted].filter((group) => !this.groups.has(group));
    if (lacking.length === 0) return;
    for (const group of this.groups.keys()) {
      if (this.groups.size + lacking.length <= KEPT_GROUPS) break;
      if (!wanted.has(group)) this.groups.delete(group);
    }
    const bytes = TOGETHER * DESCRIPTOR;
    const reads = lacking.map((group) => ({
      offset: this.descriptors + group * bytes,
      into: new Uint8Array(bytes),
      got: 0,
    }));
    yield reads;
    for (const [i, group] of lacking.entries()) {
      const { into, got } = reads[i] as (typeof reads)[number];
      this.groups.set(group, new DataView(into.buffer, 0, got));
    }
  }

  find(phys: number): StoredBlock | string {
    const { blockSize, frames, split, level } = this.header;
    const frame = Math.floor(phys / blockSize);
    if (frame >= frames || !this.memory.has(frame)) return 'not memory, says the dump';
    if (!this.dumped.has(frame)) return `left out of the dump${levelText(level)}`;
    if (split !== undefined && (frame < split.from || frame >= split.to))
      return 'in another file of the split dump';
    const number = this.numberOf(frame);
    const view = this.groups.get(Math.floor(number / TOGETHER));
    const at = (number % TOGETHER) * DESCRIPTOR;
    if (view === undefined || at + DESCRIPTOR > view.byteLength)
      return `the file ends before the page's descriptor ${number}`;
    const offset = wordAt(view, at);
    const size = view.getUint32(at + 8, true);
    const flags = view.getUint32(at + 12, true);
    const codec = CODECS.find(([flag]) => (flags & flag) !== 0)?.[1] ?? 'none';
    if (!(offset >= 0 && size > 0 && size <= MAX_STORED)) {
      const place = this.descriptors + number * DESCRIPTOR;
      return `its descriptor at offset 0x${place.toString(16)} names ${size} bytes at offset ${view.getBigInt64(at, true)}`;
    }
    return { start: frame * blockSize, length: blockSize, offset, size, codec };
  }

  private numberOf(frame: number): number {
    return this.dumped.rank(frame) - this.before;
  }

  private groupOf(frame: number): number {
    return Math.floor(Math.max(0, this.numberOf(frame)) / TOGETHER);
  }
}
