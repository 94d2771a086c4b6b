/** Everything that can be done with a view, and its faces, all made from the jobs. */
import type { ConnectorJob } from '../connector-jobs.js';
import type { BaseView } from './base-view.js';
import type { Face } from './face.js';
import { ReadJobs } from './read-jobs.js';
import type { Reads } from './reads.js';
import { scalarOf, type Scalar, type ScalarName } from './scalars.js';
import { WriteJobs } from './write-jobs.js';
import type { Writes } from './writes.js';

/** Reads and writes on one face. */
export type Operations<F extends Face> = Reads<F> & Writes<F>;

/** Makes the job of an operation. */
type Start = (...args: unknown[]) => ConnectorJob<unknown>;
/** What a view answers without a job; undefined where it needs one. */
type AtHand = (view: BaseView, address: bigint, other: unknown) => unknown;

const number = (type: ScalarName): AtHand => {
  const scalar = scalarOf(type, 8);
  return (view, address) => view.scalarAtHand(address, scalar as Scalar<number>);
};

/** Short reads of what the caches hold are answered from there: they are most of all reads. */
const AT_HAND: { readonly [K in keyof Reads<Face>]?: AtHand } = {
  read: (view, address, length) => view.bytesAtHand(address, length as number),
  readPartial: (view, address, length) => {
    const data = view.bytesAtHand(address, length as number);
    return data && { data, missing: [] };
  },
  readInto: (view, address, into) => (view.intoAtHand(address, into as Uint8Array) ? [] : undefined),
  u8: number('u8'),
  u16: number('u16'),
  u32: number('u32'),
  u64: number('u64'),
  i8: number('i8'),
  i16: number('i16'),
  i32: number('i32'),
  i64: number('i64'),
  f32: number('f32'),
  f64: number('f64'),
  pointer: (view, address) => view.scalarAtHand(address, scalarOf('pointer', view.pointerSize)),
};

/** Gives a prototype one method for each job; what `atHand` answers is given at once, what it throws goes to `fail`. */
function addMethods<S>(
  prototype: object,
  viewOf: (self: S) => BaseView,
  run: (self: S, job: ConnectorJob<unknown>, kind: 'reads' | 'writes') => unknown,
  give?: (self: S, value: unknown) => unknown,
  fail: (error: unknown) => unknown = (error) => {
    throw error;
  },
): void {
  const add = (kind: 'reads' | 'writes', names: readonly string[]): void => {
    for (const name of names) {
      const start = (self: S, a: unknown, b: unknown, c: unknown): unknown => {
        const jobs = viewOf(self)[kind] as unknown as Record<string, Start>;
        return run(self, (jobs[name] as Start)(a, b, c), kind);
      };
      const atHand = (AT_HAND as Record<string, AtHand | undefined>)[name];
      const value =
        atHand === undefined || give === undefined
          ? function (this: S, a: unknown, b: unknown, c: unknown): unknown {
              return start(this, a, b, c);
            }
          : function (this: S, a: bigint, b: unknown, c: unknown): unknown {
              let known: unknown;
              try {
                known = atHand(viewOf(this), a, b);
              } catch (error) {
                return fail(error);
              }
              return known === undefined ? start(this, a, b, c) : give(this, known);
            };
      Object.defineProperty(prototype, name, { value });
    }
  };
  add('reads', namesOf(ReadJobs.prototype));
  add('writes', namesOf(WriteJobs.prototype));
}

function namesOf(prototype: object): string[] {
  return Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
}

/** A class without methods, which get added. */
function faceClass<F extends Face>(): abstract new () => Operations<F> {
  return class {} as unknown as abstract new () => Operations<F>;
}

/** The operations with promises, as a class for views to extend. */
export const PromiseFace = faceClass<'promise'>();
addMethods<BaseView>(
  PromiseFace.prototype as object,
  (view) => view,
  (view, job) => view.drive(job),
  (view, value) => view.later(value),
  (error) =>
    Promise.resolve().then(() => {
      throw error;
    }),
);

/** The operations without promises. */
export class ValueFace extends faceClass<'value'>() {
  constructor(readonly view: BaseView) {
    super();
  }
}
addMethods<ValueFace>(
  ValueFace.prototype,
  ({ view }) => view,
  ({ view }, job) => view.driveSync(job),
  (_, value) => value,
);

/** The operations collected, for a class to extend: `collect` takes the jobs. */
export abstract class LaterFace extends faceClass<'later'>() {
  /** The view that the jobs are made for. */
  protected abstract readonly view: BaseView;
  protected abstract collect(job: ConnectorJob<unknown>, kind: 'reads' | 'writes'): unknown;
  static {
    addMethods<LaterFace>(
      LaterFace.prototype,
      ({ view }) => view,
      (self, job, kind) => self.collect(job, kind),
    );
  }
}
