/** How connectors and byte sources are wrapped: the one place that knows which fields go through. */
import { runConnector, runConnectorSync, WriteTrip, type ConnectorJob } from './connector-jobs.js';
import type { Connector, PhysicalRead, PhysicalWrite } from './connector.js';

/** What connectors and byte sources have in common; `R` is one read. */
interface Readable<R> {
  read(reads: readonly R[], signal?: AbortSignal): Promise<void>;
  readonly readSync?: (reads: readonly R[]) => void;
  close(): Promise<void>;
}

/** The same connector or byte source; `after` is called with the reads of each call that was served. */
export function observeReads<R, T extends Readable<R>>(inner: T, after: (reads: readonly R[]) => void): T {
  const { readSync } = inner;
  return {
    ...inner,
    read: async (reads: readonly R[], signal?: AbortSignal) => {
      await inner.read(reads, signal);
      after(reads);
    },
    ...(readSync && {
      readSync: (reads: readonly R[]) => {
        readSync(reads);
        after(reads);
      },
    }),
    close: () => inner.close(),
  };
}

/** What a wrapper does with calls; what it leaves out goes to the inner connector as it is. */
export interface Wrapping {
  /** Serves reads by trips to the inner connector; must set `got` of each. */
  readonly read?: (reads: readonly PhysicalRead[]) => ConnectorJob<void>;
  /** Carries out writes by trips to the inner connector; must set `put` of each. Not called where that cannot write. */
  readonly write?: (writes: readonly PhysicalWrite[]) => ConnectorJob<void>;
  /** Called before the inner connector is closed. */
  readonly close?: () => void;
}

/** Fields that a wrapper may say anew. */
export type Described = Partial<
  Pick<Connector, 'format' | 'name' | 'identity' | 'ranges' | 'cost' | 'live' | 'notes' | 'facts'>
>;

/** A connector around another one. It answers at once where the inner one does, and is written where the inner one is. */
export function wrapConnector(inner: Connector, wrapping: Wrapping, described: Described = {}): Connector {
  const { readSync, write, writeSync, registers, pause, resume, stops } = inner;
  const reads = wrapping.read ?? straight;
  const writes = wrapping.write ?? straightWrites;
  return {
    format: inner.format,
    name: inner.name,
    identity: inner.identity,
    ranges: inner.ranges,
    cost: inner.cost,
    live: inner.live,
    notes: inner.notes,
    ...(inner.facts && { facts: inner.facts }),
    ...(registers && { registers }),
    ...(pause && { pause }),
    ...(resume && { resume }),
    ...(stops !== undefined && { stops }),
    ...described,
    read: (list, signal) => runConnector(reads(list), inner, signal),
    ...(readSync && { readSync: (list: readonly PhysicalRead[]) => runConnectorSync(reads(list), inner) }),
    ...(write && {
      write: (list: readonly PhysicalWrite[], signal?: AbortSignal) =>
        runConnector(writes(list), inner, signal),
    }),
    ...(writeSync && {
      writeSync: (list: readonly PhysicalWrite[]) => runConnectorSync(writes(list), inner),
    }),
    close: () => {
      wrapping.close?.();
      return inner.close();
    },
  };
}

function* straight(reads: readonly PhysicalRead[]): ConnectorJob<void> {
  yield reads;
}

function* straightWrites(writes: readonly PhysicalWrite[]): ConnectorJob<void> {
  yield new WriteTrip(writes);
}
