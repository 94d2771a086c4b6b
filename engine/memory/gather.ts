/** Copies physical pieces into their buffers: small ones through the page cache, large ones straight from the source. */
import type { Connector, PhysicalRead } from '../connector.js';
import { coreJob, type IoJob } from '../core/drain.js';
import type { Core } from '../core/load.js';

/** A piece of physical memory and where it goes. */
export interface Piece {
  readonly phys: number;
  readonly into: Uint8Array;
  /** What its pages are used for; see Ages. */
  readonly kind: number;
}

/** Bytes of a piece that the source lacks. */
export interface Gap {
  /** Index of the piece. */
  readonly piece: number;
  /** Offset in the piece. */
  readonly at: number;
  readonly length: number;
  readonly why: string;
}

const PAGE = 4096;
/** From this size on a piece is read straight into its buffer, where a call has its price. */
const LARGE = 4 * PAGE;
/** Pages fetched in one core job; half the cache, so that none replaces another of the same job. */
const FETCH = 512;

/** Fills all pieces; returns what is missing. Bytes of gaps stay as they are. */
export function* gather(core: Core, connector: Connector, pieces: readonly Piece[]): IoJob<Gap[]> {
  const gaps: Gap[] = [];
  const direct: Part[] = [];
  let wanted: Part[] = [];
  let pages = new Map<number, number>();
  // Out of memory everything is read straight, from a source that answers at once all that is a page.
  const straight = connector.direct !== undefined ? 0 : core.inPlace ? PAGE : LARGE;
  for (let i = 0; i < pieces.length; i++) {
    const { phys, into, kind } = pieces[i] as Piece;
    if (into.length >= straight) {
      direct.push({ piece: i, at: 0, phys, into, kind });
      continue;
    }
    for (let at = 0; at < into.length;) {
      const here = phys + at;
      const length = Math.min(into.length - at, PAGE - (here % PAGE));
      const part = { piece: i, at, phys: here, into: into.subarray(at, at + length), kind };
      const line = core.exports.cached(BigInt(here), kind);
      if (line > 1) copy(core, line, part);
      else if (line === 1) direct.push(part);
      else {
        wanted.push(part);
        pages.set(here - (here % PAGE), kind);
        if (pages.size === FETCH) {
          yield* fetchParts(core, pages, wanted, direct);
          wanted = [];
          pages = new Map();
        }
      }
      at += length;
    }
  }
  if (wanted.length > 0) yield* fetchParts(core, pages, wanted, direct);
  if (direct.length > 0) yield* readDirect(connector, direct, gaps);
  const merged: Gap[] = [];
  for (const gap of gaps.sort((a, b) => a.piece - b.piece || a.at - b.at)) {
    const last = merged.at(-1);
    const joins = last?.piece === gap.piece && last.at + last.length === gap.at && last.why === gap.why;
    if (last !== undefined && joins)
      merged[merged.length - 1] = { ...last, length: last.length + gap.length };
    else merged.push(gap);
  }
  return merged;
}

interface Part extends Piece {
  readonly piece: number;
  readonly at: number;
}

function copy(core: Core, line: number, part: Part): void {
  const from = line + (part.phys % PAGE);
  part.into.set(core.bytes.subarray(from, from + part.into.length));
}

function* fetchParts(
  core: Core,
  pages: ReadonlyMap<number, number>,
  parts: readonly Part[],
  direct: Part[],
): IoJob<void> {
  yield* coreJob(core, {
    begin: () => {
      let i = 0;
      for (const [page, kind] of pages) {
        core.addresses[i] = BigInt(page);
        core.lengths[i++] = BigInt(kind);
      }
      return core.exports.fetch(pages.size);
    },
    take: () => undefined,
  });
  for (const part of parts) {
    const line = core.exports.cached(BigInt(part.phys), part.kind);
    if (line > 1) copy(core, line, part);
    else direct.push(part);
  }
}

/**
 * Reads parts as they are. Where one stops inside a range, the page that it stopped in is read again alone, for some
 * sources fail whole reads for one bad page; then what is behind it.
 */
function* readDirect(connector: Connector, parts: readonly Part[], gaps: Gap[]): IoJob<void> {
  let left: readonly Part[] = parts;
  while (left.length > 0) {
    const reads: PhysicalRead[] = left.map(({ phys, into }) => ({ phys, into, got: 0 }));
    yield reads;
    const rest: Part[] = [];
    for (let i = 0; i < reads.length; i++) {
      const read = reads[i] as PhysicalRead;
      const { piece, at, kind } = left[i] as Part;
      const { got, into, phys } = read;
      if (got >= into.length) continue;
      const stop = phys + got;
      const end = phys + into.length;
      const next = Math.min(end, nextPresent(connector, stop));
      const part = (from: number, to: number): Part => ({
        piece,
        at: at + from - phys,
        phys: from,
        into: into.subarray(from - phys, to - phys),
        kind,
      });
      const page = stop - (stop % PAGE);
      const alone = phys >= page && end <= page + PAGE;
      if (!alone && next <= page + PAGE) rest.push(part(stop, next));
      else gaps.push({ piece, at: at + got, length: next - stop, why: read.reason ?? 'not in the source' });
      if (next < end) rest.push(part(next, end));
    }
    left = rest;
  }
}

/** First address behind `stop` where reading is worth another try: the next page, or the next range of the map. */
export function nextPresent(connector: Connector, stop: number): number {
  const inside = connector.ranges.find((r) => stop < r.start + r.size);
  if (inside === undefined) return Infinity;
  if (stop < inside.start) return inside.start;
  return stop - (stop % PAGE) + PAGE;
}
