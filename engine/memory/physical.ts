/** Physical memory as a view. */
import type { IoJob } from '../core/drain.js';
import { KIND } from '../core/exports.js';
import type { Engine } from '../engine.js';
import { BaseView } from './base-view.js';
import { gather } from './gather.js';
import type { AddressRange, Missing, PartialRead, ReadRange, SearchOptions } from './view.js';

/** Highest physical address plus one that connectors are asked for. */
const LIMIT = 1n << 52n;

/** The connector's memory. */
export class PhysicalMemory extends BaseView {
  readonly ranges: readonly AddressRange[];
  override readonly sync = this.syncReads;

  constructor(engine: Engine) {
    super(engine);
    this.ranges = engine.connector.ranges.map((r) => ({
      start: BigInt(r.start),
      end: BigInt(r.start) + BigInt(r.size),
    }));
  }

  protected override locate(address: bigint): number {
    if (address < 0n || address >= LIMIT) return 0;
    this.engine.validity.tick();
    const line = this.engine.core.exports.cached(address, KIND.writable);
    return line > 1 ? line + Number(address & 4095n) : 0;
  }

  protected override *readJob(ranges: readonly ReadRange[], into?: Uint8Array): IoJob<PartialRead[]> {
    const results = ranges.map(({ length }) => ({
      data: into ?? new Uint8Array(length),
      missing: [] as Missing[],
    }));
    const inside = ranges.map(({ address, length }) => {
      const room = LIMIT - address;
      return room <= 0n ? 0 : room < BigInt(length) ? Number(room) : length;
    });
    const pieces = ranges.map(({ address }, i) => ({
      phys: inside[i] === 0 ? 0 : Number(address),
      into: (results[i] as PartialRead).data.subarray(0, inside[i]),
    }));
    for (const gap of yield* gather(this.engine.core, this.engine.connector, pieces)) {
      const start = (ranges[gap.piece] as ReadRange).address + BigInt(gap.at);
      results[gap.piece]?.missing.push({
        start,
        size: BigInt(gap.length),
        reason: { kind: 'missing-page', phys: start & ~4095n, table: false, why: gap.why },
      });
    }
    ranges.forEach(({ address, length }, i) => {
      const has = inside[i] as number;
      if (has === length) return;
      results[i]?.missing.push({
        start: address + BigInt(has),
        size: BigInt(length - has),
        reason: { kind: 'not-canonical' },
      });
    });
    return results;
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
