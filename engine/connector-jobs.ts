/** Work over a connector, written once: it yields trips, and one loop serves them with promises, another without. */
import type { Connector, PhysicalRead, PhysicalWrite } from './connector.js';
import { PagewalkError } from './errors.js';

/** A call of the connector that writes. */
export class WriteTrip {
  constructor(readonly writes: readonly PhysicalWrite[]) {}
}

/** A wait, in milliseconds. */
export class Pause {
  constructor(readonly milliseconds: number) {}
}

/** One call of the connector, or a wait. */
export type Trip = readonly PhysicalRead[] | WriteTrip | Pause;

/** Yields trips, goes on when they were served. A trip that throws, throws at its `yield`. */
export type ConnectorJob<T> = Generator<Trip, T, void>;

/** What a loop without promises needs of a connector. */
export type ReachedSync = Pick<Connector, 'readSync' | 'writeSync'>;

/** What a loop with promises needs of a connector; it waits only where it gets a promise. */
export interface Reached extends Pick<Connector, 'write'> {
  read(reads: readonly PhysicalRead[], signal?: AbortSignal): Promise<void> | undefined;
}

/** Runs a job on a connector that answers at once. Throws kind `unsupported` where it needs what the connector has not. */
export function runConnectorSync<T>(job: ConnectorJob<T>, connector: ReachedSync): T {
  let step = job.next();
  while (step.done !== true) {
    try {
      serveSync(step.value, connector);
    } catch (error) {
      step = job.throw(error);
      continue;
    }
    step = job.next();
  }
  return step.value;
}

/** Runs a job with `await` where it waits. Rejects with kind `aborted` when the signal fires. */
export async function runConnector<T>(
  job: ConnectorJob<T>,
  connector: Reached,
  signal?: AbortSignal,
): Promise<T> {
  let step = job.next();
  while (step.done !== true) {
    try {
      if (signal?.aborted === true) throw aborted();
      const served = serve(step.value, connector, signal);
      if (served !== undefined) await served;
    } catch (error) {
      step = job.throw(error);
      continue;
    }
    step = job.next();
  }
  return step.value;
}

function serveSync(trip: Trip, connector: ReachedSync): void {
  if (trip instanceof WriteTrip) (connector.writeSync ?? readOnly())(trip.writes);
  else if (trip instanceof Pause) sleep(trip.milliseconds);
  else (connector.readSync ?? refuse('this source answers with promises only'))(trip);
}

function serve(trip: Trip, connector: Reached, signal?: AbortSignal): Promise<void> | undefined {
  if (trip instanceof WriteTrip) return (connector.write ?? readOnly())(trip.writes, signal);
  if (trip instanceof Pause) return later(trip.milliseconds, signal);
  return connector.read(trip, signal);
}

function refuse(why: string): never {
  throw new PagewalkError('engine', 'unsupported', why);
}

function readOnly(): never {
  return refuse('this source cannot be written');
}

function aborted(): PagewalkError {
  return new PagewalkError('engine', 'aborted', 'interrupted');
}

/** Waits, or rejects when the signal fires. */
function later(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(aborted());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Waits without a promise: asleep where the thread may block, else at work. */
function sleep(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  } catch {
    // A page's main thread, or one without shared memory: the loop below waits.
  }
  while (performance.now() < until);
}
