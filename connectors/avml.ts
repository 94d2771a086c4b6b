/**
 * AVML dumps (version 2): LiME-like records whose memory is a snappy frame stream, followed by its length. AVML leaves out
 * blocks of zeros. Sources: microsoft/avml, src/image.rs; google/snappy, framing_format.txt.
 */
import type { ByteSource, Connector, PhysicalRange } from '../engine/index.js';
import { LIME_HEADER, recordOf } from './lime.js';
import { crc32c } from '../codecs/page-codec.js';
import { bytesAt, malformed, startsWith, wordAt, type Parsed } from './source-bytes.js';
import { lastFrom } from './sorted.js';
import { runSource, type SourceJob } from './source-job.js';
import { blocksConnector, type BlockIndex, type StoredBlock } from './stored-blocks.js';

const VERSION = 2;
const TRAILER = 8;
const MAX_RECORDS = 1 << 22;
/** Chunk kinds of the framing format. */
const COMPRESSED = 0;
const PLAIN = 1;
const FIRST_SKIPPABLE = 0x80;
/** Most bytes that a chunk unpacks to. */
const MAX_CHUNK = 1 << 16;
/** Chunk header, checksum and the longest length of a snappy block. */
const CHUNK_HEAD = 4 + 4 + 5;
/** Chunks of a record of 16 MiB, with room for writers that cut differently. */
const MAX_CHUNKS = 1 << 16;

interface AvmlRecord {
  readonly start: number;
  readonly end: number;
  /** Offsets of the frame stream. */
  readonly from: number;
  readonly to: number;
}

/** Chunks of a record in order, and why they end before the record does. */
interface Chunks {
  readonly blocks: StoredBlock[];
  readonly trouble?: string;
  /** Offset behind the last chunk. */
  readonly end: number;
}

/** True for the start of an AVML dump of version 2. Version 1 is LiME. */
export function isAvml(head: Uint8Array): boolean {
  return startsWith(head, 'AVML');
}

/** Opens an AVML dump. Rejects with kind `malformed`, naming the offset, when a record's header makes no sense. */
export async function openAvml(source: ByteSource, signal?: AbortSignal): Promise<Connector> {
  const parsed: Parsed = { source, format: 'AVML dump', signal };
  const notes: string[] = [];
  const records = (await fromTheEnd(parsed)) ?? (await fromTheStart(parsed, notes));
  records.sort((a, b) => a.start - b.start);
  const index = new AvmlIndex(source.name, records);
  const ranges = records.map(({ start, end }) => ({ start, size: end - start }));
  return blocksConnector('avml', source, ranges, index, notes);
}

/** Records found by the lengths that follow them; undefined when the file does not end with a whole record. */
async function fromTheEnd(parsed: Parsed): Promise<AvmlRecord[] | undefined> {
  const records: AvmlRecord[] = [];
  let at = parsed.source.size;
  while (at > 0) {
    if (at < LIME_HEADER + TRAILER || records.length === MAX_RECORDS) return undefined;
    const to = at - TRAILER;
    const from = to - wordAt(await bytesAt(parsed, to, TRAILER, "a record's length"), 0);
    if (!(from >= LIME_HEADER && from <= to)) return undefined;
    const place = from - LIME_HEADER;
    const head = await bytesAt(parsed, place, LIME_HEADER, "a record's header");
    if (!isAvml(new Uint8Array(head.buffer))) return undefined;
    records.push({ ...recordAt(parsed, head, place), from, to });
    at = place;
  }
  return records;
}

/** Records found by walking over all chunks: what is there of a file that was cut short. */
async function fromTheStart(parsed: Parsed, notes: string[]): Promise<AvmlRecord[]> {
  const { source } = parsed;
  const records: AvmlRecord[] = [];
  for (let at = 0; at < source.size;) {
    if (source.size - at < LIME_HEADER) {
      notes.push(`${source.name} ends at offset 0x${source.size.toString(16)}, within a record's header`);
      break;
    }
    if (records.length === MAX_RECORDS) throw malformed(parsed, at, `at most ${MAX_RECORDS} records`, 'more');
    const head = await bytesAt(parsed, at, LIME_HEADER, `the header of record ${records.length}`);
    const range = recordAt(parsed, head, at);
    const record = { ...range, from: at + LIME_HEADER, to: source.size };
    const { end, trouble } = await runSource(chunksOf(source.name, record), source, parsed.signal);
    records.push({ ...record, to: end });
    if (trouble !== undefined) {
      notes.push(
        `${source.name} ends at offset 0x${end.toString(16)} for good: the record of 0x${range.start.toString(16)} ` +
          `to 0x${(range.end - 1).toString(16)} is not whole: ${trouble}`,
      );
      break;
    }
    at = end + TRAILER;
  }
  return records;
}

function recordAt(parsed: Parsed, head: DataView<ArrayBuffer>, at: number): { start: number; end: number } {
  return recordOf(parsed, head, at, 'AVML', VERSION);
}

/** Walks over the chunk headers of a record. */
function* chunksOf(name: string, record: AvmlRecord): SourceJob<Chunks> {
  const blocks: StoredBlock[] = [];
  let start = record.start;
  let at = record.from;
  for (let count = 0; start < record.end; count++) {
    const where = `the chunk at offset 0x${at.toString(16)} of ${name}`;
    const read = { offset: at, into: new Uint8Array(CHUNK_HEAD), got: 0 };
    yield [read];
    const view = new DataView(read.into.buffer, 0, read.got);
    if (at + 8 > record.to || read.got < 8 || count === MAX_CHUNKS)
      return { blocks, end: at, trouble: `${where} is not there` };
    const kind = view.getUint8(0);
    const length = view.getUint32(0, true) >>> 8;
    const next = at + 4 + length;
    if (kind <= PLAIN) {
      const stored = { start, offset: at + 8, size: length - 4, check: checkOf(view.getUint32(4, true)) };
      const made = kind === PLAIN ? length - 4 : lengthOf(read.into.subarray(8, read.got));
      if (!(length > 4 && made > 0 && made <= MAX_CHUNK && start + made <= record.end))
        return {
          blocks,
          end: at,
          trouble: `${where} holds ${made} bytes, where at most ${MAX_CHUNK} belong`,
        };
      if (next > record.to) return { blocks, end: at, trouble: `${where} ends behind the record` };
      blocks.push({ ...stored, length: made, codec: kind === COMPRESSED ? 'snappy' : 'none' });
      start += made;
    } else if (kind < FIRST_SKIPPABLE)
      return { blocks, end: at, trouble: `${where} is of the unknown kind ${kind}` };
    at = next;
  }
  return { blocks, end: at };
}

/** The number that a snappy block starts with: what it unpacks to. */
function lengthOf(bytes: Uint8Array): number {
  let value = 0;
  for (const [i, byte] of bytes.entries()) {
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return value;
  }
  return 0;
}

/** Compares a chunk with its checksum, which the format stores turned and shifted. */
function checkOf(stored: number): (data: Uint8Array) => string | undefined {
  return (data) => {
    const sum = crc32c(data);
    const masked = (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
    return masked === stored ? undefined : 'the checksum of the chunk does not fit its bytes';
  };
}

class AvmlIndex implements BlockIndex {
  private readonly chunks = new Map<AvmlRecord, Chunks>();

  constructor(
    private readonly name: string,
    private readonly records: readonly AvmlRecord[],
  ) {}

  *prepare(ranges: readonly PhysicalRange[]): SourceJob<void> {
    for (const { start, size } of ranges) {
      let at = start;
      while (at < start + size) {
        const record = this.recordOf(at);
        if (record === undefined) break;
        if (!this.chunks.has(record)) this.chunks.set(record, yield* chunksOf(this.name, record));
        at = record.end;
      }
    }
  }

  find(phys: number): StoredBlock | string {
    const record = this.recordOf(phys);
    if (record === undefined) return 'in no record: not memory, or a block of zeros, which AVML leaves out';
    const { blocks, trouble } = this.chunks.get(record) ?? { blocks: [] };
    const block = blocks[lastFrom(blocks, phys)];
    return block !== undefined && phys < block.start + block.length ? block : (trouble ?? 'in no chunk');
  }

  private recordOf(phys: number): AvmlRecord | undefined {
    const record = this.records[lastFrom(this.records, phys)];
    return record !== undefined && phys < record.end ? record : undefined;
  }
}
