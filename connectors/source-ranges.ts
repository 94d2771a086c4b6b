/** Physical ranges that lie in a byte source one after the other or anywhere: what flat and ELF dumps have in common. */
import {
  normalRanges,
  throwIfAborted,
  type ByteSource,
  type Connector,
  type DirectPart,
  type PhysicalRead,
  type PhysicalWrite,
  type SourceRead,
} from '../engine/index.js';
import { lastFrom } from './sorted.js';

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

  /** Cuts physical reads at range borders into reads of the source; says whose each is. */
  function plan(reads: readonly PhysicalRead[]): { parts: SourceRead[]; owners: PhysicalRead[] } {
    const parts: SourceRead[] = [];
    const owners: PhysicalRead[] = [];
    for (const read of reads) {
      const { phys, into } = read;
      const { length } = into;
      read.got = 0;
      read.reason = undefined;
      for (let at = 0; at < length;) {
        const range = rangeAt(sorted, phys + at);
        if (range === undefined) {
          read.reason = `0x${(phys + at).toString(16)} is in no range of ${source.name}`;
          break;
        }
        const inside = phys + at - range.start;
        const size = Math.min(length - at, range.size - inside);
        parts.push({
          offset: range.offset + inside,
          into: size === length ? into : into.subarray(at, at + size),
          got: 0,
        });
        owners.push(read);
        at += size;
      }
    }
    return { parts, owners };
  }

  /** Adds up what the source gave; what lies behind a part that is not whole does not count. */
  function finish(parts: readonly SourceRead[], owners: readonly PhysicalRead[]): void {
    let stopped: PhysicalRead | undefined;
    for (let i = 0; i < parts.length; i++) {
      const owner = owners[i] as PhysicalRead;
      const part = parts[i] as SourceRead;
      if (owner === stopped) continue;
      owner.got += part.got;
      if (part.got === part.into.length) continue;
      stopped = owner;
      owner.reason =
        part.error ??
        `${source.name} ends at offset 0x${source.size.toString(16)}, before 0x${(part.offset + part.got).toString(16)}`;
    }
  }

  /** Carries out one write, up to the first byte that has no place. */
  async function put(write: PhysicalWrite, into: NonNullable<ByteSource['write']>): Promise<void> {
    const { phys, from } = write;
    write.put = 0;
    write.reason = undefined;
    while (write.put < from.length) {
      const at = phys + write.put;
      const range = rangeAt(sorted, at);
      if (range === undefined) {
        write.reason = `0x${at.toString(16)} is in no range of ${source.name}`;
        return;
      }
      const inside = at - range.start;
      const part = from.subarray(write.put, write.put + range.size - inside);
      try {
        await into(range.offset + inside, part);
      } catch (error) {
        write.reason = error instanceof Error ? error.message : String(error);
        return;
      }
      write.put += part.length;
    }
  }

  const { readSync, write } = source;
  return {
    format,
    name: source.name,
    identity: source.identity,
    ranges: normalRanges(ranges),
    cost: source.cost,
    live: source.live ?? false,
    notes,
    read: async (reads, signal) => {
      const { parts, owners } = plan(reads);
      await source.read(parts, signal);
      finish(parts, owners);
    },
    ...(readSync && {
      readSync: (reads: readonly PhysicalRead[]) => {
        const { parts, owners } = plan(reads);
        readSync(parts);
        finish(parts, owners);
      },
    }),
    ...(write && {
      write: async (writes: readonly PhysicalWrite[], signal?: AbortSignal) => {
        for (const one of writes) {
          throwIfAborted(signal);
          await put(one, write);
        }
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

/** The range that holds an address. */
function rangeAt(ranges: readonly SourceRange[], address: number): SourceRange | undefined {
  const range = ranges[lastFrom(ranges, address)];
  return range !== undefined && address < range.start + range.size ? range : undefined;
}
