/** A view that keeps what is written to it: the memory below stays as it is until the changes are committed. */
import type { ConnectorJob } from '../connector-jobs.js';
import type { IoJob } from '../core/drain.js';
import { baseOf, type BaseView } from './base-view.js';
import { clipRange, TOP, wrongUse } from './checks.js';
import { DerivedView } from './derived-view.js';
import type { Missing, PartialWrite, ReadPiece, WritePiece } from './partial.js';
import type { AddressRange, MemoryView, SearchOptions } from './view.js';

const PAGE = 4096;
const WIDE = BigInt(PAGE);
/** Stands where a range is not missing. */
const NONE = { kind: 'outside', why: '' } as const;

/** A page with changes: bytes, and which of them were written. */
interface ChangedPage {
  readonly bytes: Uint8Array;
  readonly written: Uint8Array;
}

/** Memory under changes of its own. */
export class OverlayView extends DerivedView {
  override readonly sync = this.valueFace;
  override readonly ranges: readonly AddressRange[];
  /** Writes always find their place here, also where the memory below has none. */
  override readonly writable = true;
  override get writesAtOnce(): boolean {
    return true;
  }
  /** By number of the page. */
  private readonly pages = new Map<bigint, ChangedPage>();

  constructor(inner: BaseView) {
    super(inner);
    this.ranges = inner.ranges;
  }

  override *readJob(pieces: readonly ReadPiece[]): IoJob<readonly (readonly Missing[])[]> {
    const missing = yield* this.inner.readJob(pieces);
    if (this.pages.size === 0) return missing;
    return pieces.map(({ address, into }, i) => {
      let gaps = missing[i] as readonly Missing[];
      for (const { start, end } of this.written(address, address + BigInt(into.length))) {
        const page = this.pages.get(start / WIDE) as ChangedPage;
        const from = Number(start % WIDE);
        into.set(page.bytes.subarray(from, from + Number(end - start)), Number(start - address));
        if (gaps.length > 0) gaps = gaps.flatMap((gap) => without(gap, start, end));
      }
      return gaps;
    });
  }

  override *writeJob(pieces: readonly WritePiece[]): ConnectorJob<(readonly Missing[])[]> {
    return pieces.map(({ address, data }) => {
      const room = TOP - address;
      const length = room < BigInt(data.length) ? Number(room) : data.length;
      for (let at = 0; at < length;) {
        const here = address + BigInt(at);
        const offset = Number(here % WIDE);
        const part = data.subarray(at, Math.min(length, at + PAGE - offset));
        const page = this.pages.get(here / WIDE) ?? {
          bytes: new Uint8Array(PAGE),
          written: new Uint8Array(PAGE),
        };
        this.pages.set(here / WIDE, page);
        page.bytes.set(part, offset);
        page.written.fill(1, offset, offset + part.length);
        at += part.length;
      }
      if (length === data.length) return [];
      const why = 'behind the end of the address space';
      return [{ start: TOP, size: BigInt(data.length - length), reason: { kind: 'outside', why } }];
    });
  }

  protected override below(address: bigint, length: number): bigint | undefined {
    if (this.pages.size === 0) return address;
    const last = (address + BigInt(length - 1)) / WIDE;
    for (let page = address / WIDE; page <= last; page++) if (this.pages.has(page)) return undefined;
    return address;
  }

  override async *stretches(options: SearchOptions): AsyncIterable<AddressRange> {
    const { start, end } = clipRange(options.range ?? { start: 0n, end: TOP });
    const changed = this.written(start, end);
    let open: { start: bigint; end: bigint } | undefined;
    const take = (next: AddressRange): AddressRange | undefined => {
      const before = open;
      if (before !== undefined && next.start <= before.end) {
        if (next.end > before.end) before.end = next.end;
        return undefined;
      }
      open = { ...next };
      return before;
    };
    let i = 0;
    for await (const stretch of this.inner.stretches(options)) {
      for (let next = changed[i]; next !== undefined && next.start <= stretch.start; next = changed[++i]) {
        const whole = take(next);
        if (whole !== undefined) yield whole;
      }
      const whole = take(stretch);
      if (whole !== undefined) yield whole;
    }
    for (const next of changed.slice(i)) {
      const whole = take(next);
      if (whole !== undefined) yield whole;
    }
    if (open !== undefined) yield open;
  }

  /** What was written, in address order, neighbours in one piece. */
  changes(): WritePiece[] {
    const joined: { start: bigint; end: bigint }[] = [];
    for (const { start, end } of this.written(0n, TOP)) {
      const last = joined.at(-1);
      if (last?.end === start) last.end = end;
      else joined.push({ start, end });
    }
    return joined.map(({ start, end }) => {
      const data = new Uint8Array(Number(end - start));
      for (const part of this.written(start, end)) {
        const { bytes } = this.pages.get(part.start / WIDE) as ChangedPage;
        const from = Number(part.start % WIDE);
        data.set(bytes.subarray(from, from + Number(part.end - part.start)), Number(part.start - start));
      }
      return { address: start, data };
    });
  }

  /** Gives up changes: all, or those in a range. */
  discard(range: AddressRange = { start: 0n, end: TOP }): void {
    if (range.start > range.end) throw wrongUse(`a range from ${range.start} to ${range.end}`);
    const { start, end } = clipRange(range);
    if (start < end) this.settle(start, end - start);
  }

  /** Writes the changes to the memory below; gives what could not be written, which stays a change. */
  commit(): Promise<PartialWrite> {
    return this.inner.drive(this.commitJob());
  }

  /** The same, without a promise. Throws kind `unsupported` where the source cannot do that. */
  commitSync(): PartialWrite {
    return this.inner.driveSync(this.commitJob());
  }

  private *commitJob(): ConnectorJob<PartialWrite> {
    const changes = this.changes();
    const missing = (yield* this.inner.writeJob(changes)).flat();
    for (const { address, data } of changes) {
      let done = [{ start: address, size: BigInt(data.length), reason: NONE }];
      for (const { start, size } of missing)
        done = done.flatMap((part) => without(part, start, start + size));
      for (const { start, size } of done) this.settle(start, size, data.subarray(Number(start - address)));
    }
    return { missing };
  }

  /** Written bytes between two addresses, page by page, in address order. */
  private written(start: bigint, end: bigint): AddressRange[] {
    const first = start / WIDE;
    const last = (end - 1n) / WIDE;
    const few = last - first < BigInt(this.pages.size);
    const numbers = few
      ? Array.from({ length: Number(last - first) + 1 }, (_, i) => first + BigInt(i)).filter((n) =>
          this.pages.has(n),
        )
      : [...this.pages.keys()].filter((n) => n >= first && n <= last).sort((a, b) => (a < b ? -1 : 1));
    return numbers.flatMap((number) => {
      const { written } = this.pages.get(number) as ChangedPage;
      const base = number * WIDE;
      const runs: AddressRange[] = [];
      const to = number === last ? Number(end - base) : PAGE;
      let at = written.indexOf(1, number === first ? Number(start - base) : 0);
      while (at >= 0 && at < to) {
        const stop = written.indexOf(0, at);
        const until = stop < 0 || stop > to ? to : stop;
        runs.push({ start: base + BigInt(at), end: base + BigInt(until) });
        at = written.indexOf(1, until);
      }
      return runs;
    });
  }

  /** Forgets changes of a range; with `data`, only bytes that are still the same. */
  private settle(start: bigint, size: bigint, data?: Uint8Array): void {
    for (const part of this.written(start, start + size)) {
      const number = part.start / WIDE;
      const { bytes, written } = this.pages.get(number) as ChangedPage;
      const from = Number(part.start % WIDE);
      const shift = Number(part.start - start) - from;
      const to = from + Number(part.end - part.start);
      for (let i = from; i < to; i++) if (data === undefined || bytes[i] === data[i + shift]) written[i] = 0;
      if (!written.includes(1)) this.pages.delete(number);
    }
  }
}

/** What is left of a gap outside of `start` to `end`. */
function without<G extends Missing>(gap: G, start: bigint, end: bigint): G[] {
  const stop = gap.start + gap.size;
  if (end <= gap.start || start >= stop) return [gap];
  const rest: G[] = [];
  if (gap.start < start) rest.push({ ...gap, size: start - gap.start });
  if (end < stop) rest.push({ ...gap, start: end, size: stop - end });
  return rest;
}

/**
 * The same memory with writes kept in this process: for trying out changes, and for emulators. Reads give what was written,
 * also where the memory below has nothing. The engine need not be writable; to commit the changes it must.
 */
export function copyOnWrite(view: MemoryView): OverlayView {
  return new OverlayView(baseOf(view));
}
