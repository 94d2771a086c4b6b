/**
 * Cores of Xen's `xl dump-core`: no program headers, but sections with pages and the frame of each.
 * Source: xen docs/misc/dump-core-format.txt; .xen_p2m of paravirtual guests, .xen_pfn of the others.
 */
import { bytesAt, malformed, type Parsed } from './source-bytes.js';
import type { SourceRange } from './source-ranges.js';

const PAGE = 4096;
/** A frame that is none. */
const NO_FRAME = 0xffff_ffff_ffff_ffffn;
const MAX_FRAME = 2n ** 40n;
const MAX_RANGES = 1 << 22;
/** Entries read at once. */
const TOGETHER = 1 << 17;

/** A section header. */
export interface Section {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

/** The memory of a Xen core and notes on it; undefined when the sections are not those of one. */
export async function xenRanges(
  parsed: Parsed,
  sections: readonly Section[],
): Promise<{ readonly ranges: readonly SourceRange[]; readonly notes: readonly string[] } | undefined> {
  const named = (name: string): Section | undefined => sections.find((section) => section.name === name);
  const pages = named('.xen_pages');
  const map = named('.xen_p2m');
  const frames = map ?? named('.xen_pfn');
  if (pages === undefined || frames === undefined) return undefined;
  // .xen_p2m: frame of the guest u64, frame of the machine u64.
  const stride = map === undefined ? 8 : 16;
  const count = Math.floor(frames.size / stride);
  if (!(count * PAGE <= pages.size))
    throw malformed(parsed, frames.offset, `frames of ${Math.floor(pages.size / PAGE)} pages`, `${count}`);
  const ranges: { start: number; size: number; offset: number }[] = [];
  for (let from = 0; from < count; from += TOGETHER) {
    const length = Math.min(TOGETHER, count - from);
    const view = await bytesAt(parsed, frames.offset + from * stride, length * stride, 'the list of frames');
    for (let i = 0; i < length; i++) {
      const frame = view.getBigUint64(i * stride, true);
      if (frame === NO_FRAME || frame === 0xffff_ffffn) continue;
      if (frame >= MAX_FRAME)
        throw malformed(
          parsed,
          frames.offset + (from + i) * stride,
          'a frame below 2^40',
          `0x${frame.toString(16)}`,
        );
      const start = Number(frame) * PAGE;
      const offset = pages.offset + (from + i) * PAGE;
      const last = ranges.at(-1);
      if (last !== undefined && last.start + last.size === start && last.offset + last.size === offset)
        last.size += PAGE;
      else if (ranges.length === MAX_RANGES)
        throw malformed(parsed, frames.offset, `at most ${MAX_RANGES} runs of pages`, 'more');
      else ranges.push({ start, size: PAGE, offset });
    }
  }
  const notes = ["a core of Xen's dump-core"];
  if (map !== undefined)
    notes.push(
      'a paravirtual guest: its page tables name frames of the machine, the addresses here are those of the guest',
    );
  return { ranges, notes };
}
