/** Physical ranges that lie in a byte source one after the other or anywhere: what flat and ELF dumps have in common. */
import {
  normalRanges,
  type ByteSource,
  type Connector,
  type DirectPart,
  type PhysicalRead,
  type SourceRead,
} from '../engine/index.js';

/** A range of physical memory and where its bytes lie in the source. */
export interface SourceRange {
  /** First physical address, page aligned in practice. */
  readonly start: number;
  /** Bytes. */
  readonly size: number;
  /** Offset of the first byte in the source. */
  readonly offset: number;
}

/**
 * A connector over ranges of a source. Where ranges overlap, the first in the list wins. A read stops at the end of
 * what its ranges have, or where the source ends before the range does.
 */
export function rangesConnector(
  format: string,
  source: ByteSource,
  ranges: readonly SourceRange[],
  notes: readonly string[],
): Connector {
  const sorted = disjoint(ranges);

  /** Cuts physical reads at range borders into reads of the source. */
  function plan(reads: readonly PhysicalRead[]): { parts: SourceRead[]; finish: () => void } {
    const parts: SourceRead[] = [];
    const owners: PhysicalRead[] = [];
    for (const read of reads) {
      read.got = 0;
      read.reason = undefined;
      let at = 0;
      while (at < read.into.length) {
        const range = rangeAt(sorted, read.phys + at);
        if (range === undefined) break;
        const inside = read.phys + at - range.start;
        const length = Math.min(read.into.length - at, range.size - inside);
        parts.push({ offset: range.offset + inside, into: read.into.subarray(at, at + length), got: 0 });
        owners.push(read);
        at += length;
      }
      if (at < read.into.length)
        read.reason = `0x${(read.phys + at).toString(16)} is in no range of ${source.name}`;
    }
    const finish = (): void => {
      const stopped = new Set<PhysicalRead>();
      parts.forEach((part, i) => {
        const owner = owners[i] as PhysicalRead;
        if (stopped.has(owner)) return;
        owner.got += part.got;
        if (part.got === part.into.length) return;
        stopped.add(owner);
        owner.reason =
          part.error ??
          `${source.name} ends at offset 0x${source.size.toString(16)}, before 0x${(part.offset + part.got).toString(16)}`;
      });
    };
    return { parts, finish };
  }

  const { readSync } = source;
  return {
    format,
    name: source.name,
    identity: source.identity,
    ranges: normalRanges(ranges),
    cost: source.cost,
    live: false,
    notes,
    read: async (reads, signal) => {
      const { parts, finish } = plan(reads);
      await source.read(parts, signal);
      finish();
    },
    ...(readSync && {
      readSync: (reads: readonly PhysicalRead[]) => {
        const { parts, finish } = plan(reads);
        readSync(parts);
        finish();
      },
    }),
    ...(source.bytes && { direct: partsOf(source.bytes, sorted) }),
    close: () => source.close(),
  };
}

/** The ranges of a source that lies in memory; a range that the source ends in is cut there. */
function partsOf(bytes: Uint8Array, ranges: readonly SourceRange[]): DirectPart[] {
  return ranges
    .filter(({ offset }) => offset < bytes.length)
    .map(({ start, size, offset }) => ({ start, bytes: bytes.subarray(offset, offset + size) }));
}

/** Sorted by address; what overlaps an earlier listed range is cut off. */
function disjoint(ranges: readonly SourceRange[]): SourceRange[] {
  const sorted = ranges.filter((r) => r.size > 0).sort((a, b) => a.start - b.start);
  const result: SourceRange[] = [];
  let end = 0;
  for (const range of sorted) {
    const skip = Math.max(0, end - range.start);
    if (skip >= range.size) continue;
    result.push({ start: range.start + skip, size: range.size - skip, offset: range.offset + skip });
    end = range.start + range.size;
  }
  return result;
}

/** Binary search for the range that holds an address. */
function rangeAt(ranges: readonly SourceRange[], address: number): SourceRange | undefined {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle] as SourceRange;
    if (address < range.start) high = middle - 1;
    else if (address >= range.start + range.size) low = middle + 1;
    else return range;
  }
  return undefined;
}
