/** Physical memory as a view. */
import type { IoJob } from '../core/drain.js';
import { KIND } from '../core/exports.js';
import type { Engine } from '../engine.js';
import type { Missing } from './partial.js';
import { PlacedView, type Place, type Placed, type Span } from './placed-view.js';
import type { AddressRange, SearchOptions } from './view.js';

/** Highest physical address plus one that connectors are asked for. */
const LIMIT = 1n << 52n;

/** The connector's memory. */
export class PhysicalMemory extends PlacedView {
  readonly ranges: readonly AddressRange[];
  override readonly sync = this.valueFace;

  constructor(engine: Engine) {
    super(engine);
    this.ranges = engine.connector.ranges.map((r) => ({
      start: BigInt(r.start),
      end: BigInt(r.start) + BigInt(r.size),
    }));
  }

  override locate(address: bigint): number {
    if (address < 0n || address >= LIMIT) return 0;
    this.engine.validity.tick();
    const line = this.engine.core.exports.cached(address, KIND.writable);
    return line > 1 ? line + Number(address & 4095n) : 0;
  }

  protected override placeAtHand(address: bigint): number {
    return address >= 0n && address < LIMIT ? Number(address) : -1;
  }

  protected override runAtHand(address: bigint, length: number): { place: number; size: number } {
    const place = this.placeAtHand(address);
    return { place, size: place < 0 ? 0 : length };
  }

  // A job like every view's, though what is physical need not be looked up.
  protected override *placeJob(spans: readonly Span[]): IoJob<Placed> {
    const places: Place[] = [];
    const missing = spans.map(({ address, length }, span): Missing[] => {
      const room = LIMIT - address;
      const inside = room <= 0n ? 0 : room < BigInt(length) ? Number(room) : length;
      if (inside > 0)
        places.push({ span, at: 0, phys: Number(address), length: inside, kind: KIND.writable });
      if (inside === length) return [];
      const start = address + BigInt(inside);
      return [{ start, size: BigInt(length - inside), reason: { kind: 'not-canonical' } }];
    });
    return { places, missing };
  }

  override async *stretches(options: SearchOptions): AsyncIterable<AddressRange> {
    const { start, end } = options.range ?? { start: 0n, end: LIMIT };
    for (const range of this.ranges) {
      const from = range.start > start ? range.start : start;
      const to = range.end < end ? range.end : end;
      if (from < to) yield await Promise.resolve({ start: from, end: to });
    }
  }
}
