/** Measures what goes through a connector: calls, pieces, bytes, and how they spread over sizes and times. */
import { wrapConnector, WriteTrip, type Connector, type ConnectorJob } from '../engine/index.js';

/** Counts by powers of two: element i counts values from 2^(i-1) to 2^i - 1; element 0 counts values below 1. */
export type Histogram = readonly number[];

/** What went one way. */
export interface Traffic {
  /** Calls of the connector. */
  readonly calls: number;
  /** Pieces in those calls. */
  readonly pieces: number;
  /** Bytes asked for. */
  readonly asked: number;
  /** Bytes delivered or written. */
  readonly bytes: number;
  /** Pieces that were not served whole. */
  readonly short: number;
  /** Calls that threw. */
  readonly failed: number;
  /** Sizes of pieces, in bytes. */
  readonly sizes: Histogram;
  /** Times of calls, in microseconds. */
  readonly times: Histogram;
  /** Sum of the times of calls, in microseconds. */
  readonly time: number;
}

/** Both ways since the wrapper was made or reset. */
export interface Metrics {
  readonly reads: Traffic;
  readonly writes: Traffic;
}

/** A connector that measures. */
export interface MeteredConnector extends Connector {
  /** The figures so far, as a copy. */
  metrics(): Metrics;
  /** Begins anew at zero. */
  resetMetrics(): void;
}

/** Sizes up to 2^53 have their place. */
const BUCKETS = 54;

/** Sums of one way, under way. */
class Meter {
  private calls = 0;
  private pieces = 0;
  private asked = 0;
  private bytes = 0;
  private short = 0;
  private failed = 0;
  private time = 0;
  private readonly sizes = new Array<number>(BUCKETS).fill(0);
  private readonly times = new Array<number>(BUCKETS).fill(0);

  constructor(private readonly now: () => number) {}

  /** Measures one call; `done` says how much of each piece was served. */
  *call(
    work: ConnectorJob<void>,
    lengths: readonly number[],
    done: () => readonly number[],
  ): ConnectorJob<void> {
    const from = this.now();
    this.calls++;
    this.pieces += lengths.length;
    for (const length of lengths) {
      this.asked += length;
      add(this.sizes, length);
    }
    try {
      yield* work;
    } catch (error) {
      this.failed++;
      throw error;
    } finally {
      const microseconds = (this.now() - from) * 1000;
      this.time += microseconds;
      add(this.times, microseconds);
    }
    done().forEach((served, i) => {
      this.bytes += served;
      if (served < (lengths[i] as number)) this.short++;
    });
  }

  figures(): Traffic {
    const { calls, pieces, asked, bytes, short, failed, time } = this;
    return {
      calls,
      pieces,
      asked,
      bytes,
      short,
      failed,
      time,
      sizes: cut(this.sizes),
      times: cut(this.times),
    };
  }
}

/** The same memory, measured. `now` is the clock in milliseconds; default: `performance.now`. */
export function wrapMetrics(
  connector: Connector,
  now: () => number = () => performance.now(),
): MeteredConnector {
  let reads = new Meter(now);
  let writes = new Meter(now);
  const wrapped = wrapConnector(connector, {
    read: (list) =>
      reads.call(
        (function* () {
          yield list;
        })(),
        list.map(({ into }) => into.length),
        () => list.map(({ got }) => got),
      ),
    write: (list) =>
      writes.call(
        (function* () {
          yield new WriteTrip(list);
        })(),
        list.map(({ from }) => from.length),
        () => list.map(({ put }) => put),
      ),
  });
  return {
    ...wrapped,
    metrics: () => ({ reads: reads.figures(), writes: writes.figures() }),
    resetMetrics: () => {
      reads = new Meter(now);
      writes = new Meter(now);
    },
  };
}

function add(histogram: number[], value: number): void {
  const bucket = value < 1 ? 0 : Math.min(BUCKETS - 1, Math.floor(Math.log2(value)) + 1);
  histogram[bucket] = (histogram[bucket] as number) + 1;
}

/** Without the empty elements at the end. */
function cut(histogram: readonly number[]): number[] {
  const last = histogram.findLastIndex((count) => count > 0);
  return histogram.slice(0, last + 1);
}
