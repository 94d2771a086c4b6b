/** Injects faults into a connector, at requests that are counted: for tests of whatever reads through it. */
import {
  PagewalkError,
  Pause,
  wrapConnector,
  WriteTrip,
  type Connector,
  type ConnectorJob,
  type PhysicalRead,
  type PhysicalWrite,
  type Trip,
} from '../engine/index.js';

/** What happens to a request. */
export type FaultKind =
  /** Nothing of it is served. */
  | 'fail'
  /** Its first half is served. */
  | 'shorten'
  /** It is served after a wait, and after the others of its call. */
  | 'delay'
  /** The requests of its call are served in reverse order, each by itself. */
  | 'reorder'
  /** It is served twice. */
  | 'duplicate'
  /** The whole call throws, with kind `io`. */
  | 'throw';

/** One fault. */
export interface Fault {
  /** Which request, counted from 0 over all reads and writes since the wrapper was made. */
  readonly request: number;
  readonly kind: FaultKind;
  /** Milliseconds of a `delay`; default 1. */
  readonly milliseconds?: number;
}

/** A connector with faults. */
export interface FaultyConnector extends Connector {
  /** Requests so far. */
  requests(): number;
}

/** A read or a write, seen alike. */
interface Request {
  readonly length: number;
  /** As it is, or its first `length` bytes. */
  trip(length?: number): { readonly trip: Trip; readonly finish: () => void };
  refuse(reason: string): void;
}

const REASON = 'injected fault';

/**
 * The same memory with faults. Where a read fails or is cut short, its buffer holds other bytes than the memory's behind
 * what was delivered, as after a transfer that broke off: nobody may take them for memory.
 */
export function wrapFault(connector: Connector, faults: readonly Fault[]): FaultyConnector {
  const planned = new Map(faults.map((fault) => [fault.request, fault]));
  let count = 0;

  function* serve(requests: readonly Request[], whole: Trip): ConnectorJob<void> {
    const met = requests.map(() => planned.get(count++));
    if (met.every((fault) => fault === undefined)) {
      yield whole;
      return;
    }
    const broken = met.findIndex((fault) => fault?.kind === 'throw');
    if (broken >= 0) {
      requests.forEach((request) => request.refuse(REASON));
      throw new PagewalkError('connector', 'io', `${connector.name}: ${REASON}`);
    }
    const order = requests.map((request, i) => ({ request, fault: met[i] }));
    if (met.some((fault) => fault?.kind === 'reorder')) order.reverse();
    order.sort((a, b) => Number(a.fault?.kind === 'delay') - Number(b.fault?.kind === 'delay'));
    for (const { request, fault } of order) yield* one(request, fault);
  }

  function* one(request: Request, fault: Fault | undefined): ConnectorJob<void> {
    if (fault?.kind === 'fail') {
      request.refuse(REASON);
      return;
    }
    if (fault?.kind === 'delay') yield new Pause(fault.milliseconds ?? 1);
    if (fault?.kind === 'shorten') request.refuse(REASON);
    const times = fault?.kind === 'duplicate' ? 2 : 1;
    for (let i = 0; i < times; i++) {
      const { trip, finish } = request.trip(fault?.kind === 'shorten' ? request.length >> 1 : undefined);
      yield trip;
      finish();
    }
  }

  const wrapped = wrapConnector(connector, {
    read: (reads) => serve(reads.map(readRequest), reads),
    write: (writes) => serve(writes.map(writeRequest), new WriteTrip(writes)),
  });
  return { ...wrapped, requests: () => count };
}

function readRequest(read: PhysicalRead): Request {
  return {
    length: read.into.length,
    trip: (length = read.into.length) => {
      const inner: PhysicalRead = { phys: read.phys, into: read.into.subarray(0, length), got: 0 };
      return {
        trip: [inner],
        finish: () => {
          read.got = inner.got;
          read.reason = inner.got < length || length === read.into.length ? inner.reason : REASON;
        },
      };
    },
    refuse: (reason) => {
      read.into.fill(0xee);
      read.got = 0;
      read.reason = reason;
    },
  };
}

function writeRequest(write: PhysicalWrite): Request {
  return {
    length: write.from.length,
    trip: (length = write.from.length) => {
      const inner: PhysicalWrite = { phys: write.phys, from: write.from.subarray(0, length), put: 0 };
      return {
        trip: new WriteTrip([inner]),
        finish: () => {
          write.put = inner.put;
          write.reason = inner.put < length || length === write.from.length ? inner.reason : REASON;
        },
      };
    },
    refuse: (reason) => {
      write.put = 0;
      write.reason = reason;
    },
  };
}
