/** Views whose bytes lie in the connector's physical memory: what reads and writes of physical and virtual memory share. */
import type { PhysicalWrite } from '../connector.js';
import type { ConnectorJob } from '../connector-jobs.js';
import type { IoJob } from '../core/drain.js';
import { BaseView } from './base-view.js';
import { gather, type Gap } from './gather.js';
import type { Missing, ReadPiece, WritePiece } from './partial.js';
import { scatter } from './scatter.js';

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
}

/** Where spans lie. */
export interface Placed {
  readonly places: readonly Place[];
  /** Per span: what lies nowhere. */
  readonly missing: Missing[][];
}

/** A view that finds out where its addresses lie; reading and writing follow. */
export abstract class PlacedView extends BaseView {
  /** Finds the physical places of spans. */
  protected abstract placeJob(spans: readonly Span[]): IoJob<Placed>;

  get writable(): boolean {
    return this.engine.writable && this.engine.connector.write !== undefined;
  }

  get writesAtOnce(): boolean {
    return this.engine.connector.writeSync !== undefined;
  }

  override *readJob(pieces: readonly ReadPiece[]): IoJob<(readonly Missing[])[]> {
    const { places, missing } = yield* this.placeJob(
      pieces.map(({ address, into }) => ({ address, length: into.length })),
    );
    const gaps = yield* gather(
      this.engine.core,
      this.engine.connector,
      places.map(({ span, at, phys, length }) => ({
        phys,
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
