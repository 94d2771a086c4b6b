/** Makes a connector as slow as another one would be: a wait before each call, for latency and for bandwidth. */
import {
  PagewalkError,
  Pause,
  wrapConnector,
  WriteTrip,
  type Connector,
  type ConnectorJob,
  type PhysicalRead,
  type PhysicalWrite,
} from '../engine/index.js';

/** How slow. */
export interface DelayOptions {
  /** Milliseconds before each call, whatever its size; default 0. */
  readonly latency?: number;
  /** Bytes asked for in a call, divided by this, are seconds of waiting; default: no limit. */
  readonly bytesPerSecond?: number;
}

/** The same memory after a wait, asynchronous or not. Throws kind `usage` for negative or unordered numbers. */
export function wrapDelay(connector: Connector, options: DelayOptions): Connector {
  const { latency = 0, bytesPerSecond = Infinity } = options;
  if (!(latency >= 0 && latency < 2 ** 31 && bytesPerSecond > 0)) {
    throw new PagewalkError(
      'connector',
      'usage',
      `a delay of ${latency} ms and ${bytesPerSecond} bytes a second: latency is 0 to 2^31 - 1, bandwidth above 0`,
    );
  }
  function* wait(lengths: readonly number[]): ConnectorJob<void> {
    const bytes = lengths.reduce((sum, length) => sum + length, 0);
    yield new Pause(latency + (bytes * 1000) / bytesPerSecond);
  }
  const slow = {
    *read(reads: readonly PhysicalRead[]): ConnectorJob<void> {
      yield* wait(reads.map(({ into }) => into.length));
      yield reads;
    },
    *write(writes: readonly PhysicalWrite[]): ConnectorJob<void> {
      yield* wait(writes.map(({ from }) => from.length));
      yield new WriteTrip(writes);
    },
  };
  const cost = { ...connector.cost, latency: latency + (connector.cost.latency ?? 0) };
  return wrapConnector(connector, slow, { cost });
}
