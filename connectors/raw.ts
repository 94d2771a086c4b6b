/** Raw dumps: the file's offset is the physical address, but for gaps that it leaves out. */
import {
  normalRanges,
  PagewalkError,
  type ByteSource,
  type Connector,
  type PhysicalRange,
} from '../engine/index.js';
import { rangesConnector, type SourceRange } from './source-ranges.js';

const MAX_ADDRESS = 2 ** 52;

/**
 * Opens a flat image of any size. `gaps`: physical memory that the file leaves out; what lies behind a gap follows at once.
 * A size that is no multiple of the page size is noted: the last page is not whole. Throws kind `usage` for gaps above 2^52.
 */
export function openRaw(source: ByteSource, gaps: readonly PhysicalRange[] = []): Connector {
  const notes =
    source.size % 4096 === 0
      ? []
      : [`${source.name}: ${source.size} bytes is no multiple of 4096: the last page is not whole`];
  const ranges = between(source, normalRanges(gaps));
  if (gaps.length > 0) notes.push(`${ranges.length} ranges of memory around the gaps that were given`);
  return rangesConnector('raw', source, ranges, notes);
}

/** The ranges around gaps that are sorted and apart. */
function between(source: ByteSource, gaps: readonly PhysicalRange[]): SourceRange[] {
  const ranges: SourceRange[] = [];
  let start = 0;
  let offset = 0;
  const add = (size: number): void => {
    if (size > 0) ranges.push({ start, size, offset });
    offset += size;
  };
  for (const gap of gaps) {
    const end = gap.start + gap.size;
    if (!(gap.start >= 0 && end <= MAX_ADDRESS))
      throw new PagewalkError('connector', 'usage', `no gap lies from ${gap.start} to ${end}`, {
        expected: 'gaps below 2^52',
      });
    add(Math.min(gap.start - start, source.size - offset));
    start = end;
  }
  add(source.size - offset);
  return ranges;
}
