/** Views whose bytes lie in the connector's physical memory: what reads and writes of physical and virtual memory share. */
import type { PhysicalRead, PhysicalWrite } from '../connector.js';
import type { ConnectorJob } from '../connector-jobs.js';
import type { IoJob } from '../core/drain.js';
import { CachedView } from './cached-view.js';
import { readPlaces } from './direct-list.js';
import { gather, type Gap } from './gather.js';
import type { Missing, ReadPiece, WritePiece } from './partial.js';
import type { Scalar } from './scalars.js';
import { scatter } from './scatter.js';

const PAGE = 4096;
/** Longest read that is answered without a job. */
const AT_ONCE = 1 << 26;

/** A range to find in physical memory. */
export interface Span {
  readonly address: bigint;
  readonly length: number;
}

/** A part of a span that lies in physical memory as it is. */
export interface Place {
  /** Index of the span. */
  readonly span: number;
  /** Offset in the span. */
  readonly at: number;
  readonly phys: number;
  readonly length: number;
  /** What its pages are used for; see Ages. */
  readonly kind: number;
}

/** Where spans lie. */
export interface Placed {
  readonly places: readonly Place[];
  /** Per span: what lies nowhere. */
  readonly missing: Missing[][];
}

/** A view that finds out where its addresses lie; reading and writing follow. */
export abstract class PlacedView extends CachedView {
  /** Finds the physical places of spans. */
  protected abstract placeJob(spans: readonly Span[]): IoJob<Placed>;

  /** Physical address of a byte as far as it is known without a request; -1 where it is not. */
  protected abstract placeAtHand(address: bigint): number;

  /** The same for `length` bytes: gives how many follow each other from `place` on; 0 where nothing is known. */
  protected abstract runAtHand(
    address: bigint,
    length: number,
  ): { readonly place: number; readonly size: number };

  override scalarAtHand<V extends number | bigint>(
    address: bigint,
    scalar: Scalar<V>,
    little = this.byteOrder === 'little',
  ): V | undefined {
    const { direct } = this.engine;
    if (direct === undefined) return super.scalarAtHand(address, scalar, little);
    const place = typeof address === 'bigint' ? this.placeAtHand(address) : -1;
    if (place < 0 || place % PAGE > PAGE - scalar.size) return undefined;
    const part = direct.find(place, scalar.size);
    return part && scalar.get(part.words, place - part.start, little);
  }

  override listAtHand<V extends number | bigint>(
    addresses: BigUint64Array,
    into: { [index: number]: V },
    first: number,
    scalar: Scalar<V>,
    late: number[],
  ): void {
    const { direct, core } = this.engine;
    const room = core.addresses.length;
    for (let i = 0; i < addresses.length; i += room) {
      const part = addresses.length <= room ? addresses : addresses.subarray(i, i + room);
      const places = direct && this.placesAtHand(part);
      if (direct === undefined || places === undefined) super.listAtHand(part, into, first + i, scalar, late);
      else readPlaces(direct, places, into, first + i, scalar, this.byteOrder === 'little', late);
    }
  }

  /**
   * Physical addresses of a batch of the core, as halves of numbers, all ones where there is none; good until the next job.
   * Undefined when they had better be found one by one.
   */
  protected placesAtHand(addresses: BigUint64Array): Uint32Array | undefined {
    void addresses;
    return undefined;
  }

  override bytesAtHand(address: bigint, length: number): Uint8Array | undefined {
    const { direct } = this.engine;
    if (direct === undefined && !(length >= PAGE && this.engine.core.inPlace))
      return super.bytesAtHand(address, length);
    if (!(Number.isInteger(length) && length > 0 && length <= AT_ONCE && typeof address === 'bigint'))
      return undefined;
    const data = new Uint8Array(length);
    return this.intoAtHand(address, data) ? data : undefined;
  }

  /** Larger reads go past the page cache: straight out of memory, or straight from a source that answers at once. */
  override intoAtHand(address: bigint, into: Uint8Array): boolean {
    const { atOnce, direct } = this.engine;
    const { length } = into;
    if (direct === undefined && (length < PAGE || atOnce === undefined))
      return super.intoAtHand(address, into);
    if (length === 0 || length > AT_ONCE || typeof address !== 'bigint') return false;
    const reads: PhysicalRead[] = [];
    for (let at = 0; at < length;) {
      const { place, size } = this.runAtHand(at === 0 ? address : address + BigInt(at), length - at);
      if (size === 0) return false;
      const part = direct?.find(place, size);
      if (part !== undefined) {
        const from = place - part.start;
        into.set(part.bytes.subarray(from, from + size), at);
      } else if (direct !== undefined) return false;
      else reads.push({ phys: place, into: size === length ? into : into.subarray(at, at + size), got: 0 });
      at += size;
    }
    if (reads.length === 0) return true;
    atOnce?.(reads);
    return reads.every((read) => read.got === read.into.length);
  }

  get writable(): boolean {
    return this.engine.writable && this.engine.connector.write !== undefined;
  }

  get writesAtOnce(): boolean {
    return this.engine.connector.writeSync !== undefined;
  }

  override *readJob(pieces: readonly ReadPiece[]): IoJob<readonly (readonly Missing[])[]> {
    const { places, missing } = yield* this.placeJob(
      pieces.map(({ address, into }) => ({ address, length: into.length })),
    );
    const gaps = yield* gather(
      this.engine.core,
      this.engine.connector,
      places.map(({ span, at, phys, length, kind }) => ({
        phys,
        kind,
        into: (pieces[span] as ReadPiece).into.subarray(at, at + length),
      })),
    );
    return merged(missing, pieces, places, gaps);
  }

  override *writeJob(pieces: readonly WritePiece[]): ConnectorJob<(readonly Missing[])[]> {
    this.engine.checkWritable();
    const { places, missing } = yield* this.placeJob(
      pieces.map(({ address, data }) => ({ address, length: data.length })),
    );
    const writes = places.map(({ span, at, phys, length }): PhysicalWrite => ({
      phys,
      from: (pieces[span] as WritePiece).data.subarray(at, at + length),
      put: 0,
    }));
    return merged(missing, pieces, places, yield* scatter(this.engine, writes));
  }
}

/** Adds the gaps of the physical memory to what lies nowhere, in the view's addresses. */
function merged(
  missing: Missing[][],
  pieces: readonly { readonly address: bigint }[],
  places: readonly Place[],
  gaps: readonly Gap[],
): (readonly Missing[])[] {
  for (const gap of gaps) {
    const { span, at, phys } = places[gap.piece] as Place;
    missing[span]?.push({
      start: (pieces[span] as ReadPiece).address + BigInt(at + gap.at),
      size: BigInt(gap.length),
      reason: {
        kind: 'missing-page',
        phys: BigInt(phys + gap.at) & ~4095n,
        table: false,
        why: gap.why,
      },
    });
  }
  for (const list of missing) {
    if (list.length > 1) list.sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  }
  return missing;
}
