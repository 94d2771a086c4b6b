/** LiME dumps: records of a header and a range of memory, one after the other. Source: LiME, doc/README.md ("lime" format). */
import type { ByteSource, Connector } from '../engine/index.js';
import { bytesAt, malformed, startsWith, wordAt, type Parsed } from './source-bytes.js';
import { rangesConnector, type SourceRange } from './source-ranges.js';

/** magic u32, version u32, first address u64, last address u64 (inclusive), reserved u64. */
export const LIME_HEADER = 32;
const MAX_ADDRESS = 2 ** 52;
/** A machine has some dozens of ranges; AVML cuts them into pieces of 16 MiB. */
const MAX_RECORDS = 1 << 22;

/** True for the start of a LiME dump. */
export function isLime(head: Uint8Array): boolean {
  return startsWith(head, 'EMiL');
}

/**
 * Opens a LiME dump. Rejects with kind `malformed`, naming the offset, when a record's header makes no sense. A file that
 * ends within a record is noted; addresses need not be page aligned.
 */
export async function openLime(source: ByteSource, signal?: AbortSignal): Promise<Connector> {
  const parsed: Parsed = { source, format: 'LiME dump', signal };
  const ranges: SourceRange[] = [];
  const notes: string[] = [];
  for (let at = 0; at < source.size;) {
    if (source.size - at < LIME_HEADER) {
      notes.push(`${source.name} ends at offset 0x${source.size.toString(16)}, within a record's header`);
      break;
    }
    const head = await bytesAt(parsed, at, LIME_HEADER, `the header of record ${ranges.length}`);
    const { start, end } = recordOf(parsed, head, at, 'EMiL', 1);
    if (ranges.length === MAX_RECORDS) throw malformed(parsed, at, `at most ${MAX_RECORDS} records`, 'more');
    const offset = at + LIME_HEADER;
    ranges.push({ start, size: end - start, offset });
    at = offset + end - start;
    if (at > source.size)
      notes.push(
        `${source.name} ends at offset 0x${source.size.toString(16)}, before its record of ` +
          `0x${start.toString(16)} to 0x${(end - 1).toString(16)} does`,
      );
  }
  return rangesConnector('lime', source, ranges, notes);
}

/** The range that a record's header names, the end exclusive. Throws kind `malformed` when it makes no sense. */
export function recordOf(
  parsed: Parsed,
  head: DataView<ArrayBuffer>,
  at: number,
  magic: string,
  version: number,
): { readonly start: number; readonly end: number } {
  const bytes = new Uint8Array(head.buffer, head.byteOffset, 4);
  if (!startsWith(bytes, magic))
    throw malformed(
      parsed,
      at,
      `the next record, '${magic}'`,
      Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' '),
    );
  if (head.getUint32(4, true) !== version)
    throw malformed(parsed, at + 4, `version ${version}`, `${head.getUint32(4, true)}`);
  const start = wordAt(head, 8);
  const end = wordAt(head, 16) + 1;
  if (!(start < end && end <= MAX_ADDRESS))
    throw malformed(
      parsed,
      at + 8,
      'a range below 2^52, its last address not before its first',
      `0x${head.getBigUint64(8, true).toString(16)} to 0x${head.getBigUint64(16, true).toString(16)}`,
    );
  return { start, end };
}
