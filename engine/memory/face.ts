/** The faces of an operation: written once as a job, called with a promise or without, or collected for later. */
import type { ConnectorJob } from '../connector-jobs.js';
import type { Later } from './batch.js';

/** What an operation with result `T` returns on each face. */
export interface Faces<T> {
  promise: Promise<T>;
  value: T;
  job: ConnectorJob<T>;
  later: Later<T>;
}

/** Name of a face. */
export type Face = keyof Faces<unknown>;

/** The result `T` of an operation, on face `F`. */
export type Out<F extends Face, T> = Faces<T>[F];
