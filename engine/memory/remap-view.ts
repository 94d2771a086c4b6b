/** A view put together from parts of another one, at other addresses. */
import type { ConnectorJob } from '../connector-jobs.js';
import type { IoJob } from '../core/drain.js';
import { baseOf, type BaseView } from './base-view.js';
import { TOP, wrongUse } from './checks.js';
import { DerivedView } from './derived-view.js';
import type { Missing, ReadPiece, WritePiece } from './partial.js';
import type { AddressRange, MemoryView, SearchOptions } from './view.js';

/** A part of the new view. */
export interface RemapPart {
  /** First address in the new view. */
  readonly start: bigint;
  /** Bytes. */
  readonly size: bigint;
  /** Address of the first byte in the view below. */
  readonly target: bigint;
}

/** What of a piece lies in one part. */
interface Cut {
  readonly piece: number;
  /** Offset in the piece. */
  readonly at: number;
  readonly length: number;
  readonly part: RemapPart;
}

class RemapView extends DerivedView {
  override readonly sync = this.valueFace;
  override readonly ranges: readonly AddressRange[];

  constructor(
    inner: BaseView,
    /** Sorted, not overlapping. */
    private readonly parts: readonly RemapPart[],
  ) {
    super(inner);
    const ranges: { start: bigint; end: bigint }[] = [];
    for (const { start, size } of parts) {
      const last = ranges.at(-1);
      if (last?.end === start) last.end = start + size;
      else ranges.push({ start, end: start + size });
    }
    this.ranges = ranges;
  }

  override get writable(): boolean {
    return this.inner.writable;
  }

  override *readJob(pieces: readonly ReadPiece[]): IoJob<readonly (readonly Missing[])[]> {
    const { cuts, missing } = this.cut(pieces.map(({ address, into }) => ({ address, length: into.length })));
    const lost = yield* this.inner.readJob(
      cuts.map((cut) => ({
        address: targetOf(cut, pieces),
        into: (pieces[cut.piece] as ReadPiece).into.subarray(cut.at, cut.at + cut.length),
      })),
    );
    return told(pieces, cuts, lost, missing);
  }

  override *writeJob(pieces: readonly WritePiece[]): ConnectorJob<(readonly Missing[])[]> {
    const { cuts, missing } = this.cut(pieces.map(({ address, data }) => ({ address, length: data.length })));
    const lost = yield* this.inner.writeJob(
      cuts.map((cut) => ({
        address: targetOf(cut, pieces),
        data: (pieces[cut.piece] as WritePiece).data.subarray(cut.at, cut.at + cut.length),
      })),
    );
    return told(pieces, cuts, lost, missing);
  }

  protected override below(address: bigint, length: number): bigint | undefined {
    const part = this.parts[this.indexOf(address)];
    if (part === undefined || part.start > address) return undefined;
    const at = address - part.start;
    return at + BigInt(length) <= part.size ? at + part.target : undefined;
  }

  override async *stretches(options: SearchOptions): AsyncIterable<AddressRange> {
    const { start: from, end: to } = options.range ?? { start: 0n, end: TOP };
    for (const { start, size, target } of this.parts) {
      const first = from > start ? from : start;
      const end = to < start + size ? to : start + size;
      if (first >= end) continue;
      const shift = start - target;
      const range = { start: first - shift, end: end - shift };
      const { onMissing } = options;
      const inner = this.inner.stretches({
        ...options,
        range,
        ...(onMissing && { onMissing: (gap: Missing) => onMissing({ ...gap, start: gap.start + shift }) }),
      });
      for await (const stretch of inner) yield { start: stretch.start + shift, end: stretch.end + shift };
    }
  }

  /** Index of the first part that ends behind an address. */
  private indexOf(address: bigint): number {
    let low = 0;
    let high = this.parts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const { start, size } = this.parts[middle] as RemapPart;
      if (start + size <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Cuts spans at the borders of parts; what is in no part is missing. */
  private cut(spans: readonly { readonly address: bigint; readonly length: number }[]): {
    cuts: Cut[];
    missing: Missing[][];
  } {
    const cuts: Cut[] = [];
    const missing = spans.map(({ address, length }, piece) => {
      const gaps: Missing[] = [];
      const end = address + BigInt(length);
      for (let at = address, i = this.indexOf(address); at < end; i++) {
        const part = this.parts[i];
        const start = part === undefined || part.start > end ? end : part.start;
        if (at < start) {
          gaps.push({
            start: at,
            size: start - at,
            reason: { kind: 'outside', why: 'in no part of the view' },
          });
          at = start;
        }
        if (part === undefined || at >= end) break;
        const stop = part.start + part.size < end ? part.start + part.size : end;
        cuts.push({ piece, at: Number(at - address), length: Number(stop - at), part });
        at = stop;
      }
      return gaps;
    });
    return { cuts, missing };
  }
}

function targetOf({ piece, at, part }: Cut, pieces: readonly { readonly address: bigint }[]): bigint {
  const { address } = pieces[piece] as ReadPiece;
  return address + BigInt(at) - part.start + part.target;
}

/** Tells what the view below lacks in this view's addresses, with what lies in no part. */
function told(
  pieces: readonly { readonly address: bigint }[],
  cuts: readonly Cut[],
  lost: readonly (readonly Missing[])[],
  missing: readonly Missing[][],
): (readonly Missing[])[] {
  cuts.forEach((cut, i) => {
    const shift = cut.part.start - cut.part.target;
    for (const gap of lost[i] ?? []) missing[cut.piece]?.push({ ...gap, start: gap.start + shift });
  });
  for (const gaps of missing)
    if (gaps.length > 1) gaps.sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  return missing.slice(0, pieces.length);
}

/**
 * A view of parts of another one: for memory of guests and emulators, that lies in pieces somewhere in their host's. Addresses
 * in no part are missing. Throws kind `usage` for parts that overlap or leave the 64-bit address space.
 */
export function remapView(view: MemoryView, parts: readonly RemapPart[]): MemoryView {
  const sorted = parts.filter(({ size }) => size !== 0n).sort((a, b) => (a.start < b.start ? -1 : 1));
  sorted.forEach(({ start, size, target }, i) => {
    if (start < 0n || target < 0n || size < 0n || start + size > TOP || target + size > TOP)
      throw wrongUse(`part at ${start} of ${size} bytes from ${target} leaves the address space`);
    const before = sorted[i - 1];
    if (before !== undefined && before.start + before.size > start)
      throw wrongUse(`parts overlap at 0x${start.toString(16)}`);
  });
  return new RemapView(baseOf(view), sorted);
}
