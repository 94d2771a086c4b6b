/** Everything that can be done with a view, and its two faces, both made from the jobs. */
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

/** Runs a job of a view. */
type Run = (view: BaseView, job: ConnectorJob<unknown>) => unknown;
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

/** Gives a prototype one method for each job. */
function addMethods(
  prototype: object,
  viewOf: (self: unknown) => BaseView,
  run: Run,
  give: (view: BaseView, value: unknown) => unknown,
): void {
  const add = (jobs: object, kind: 'reads' | 'writes'): void => {
    for (const name of Object.getOwnPropertyNames(jobs).filter((one) => one !== 'constructor')) {
      const atHand = (AT_HAND as Record<string, AtHand | undefined>)[name];
      const start = (view: BaseView, a: unknown, b: unknown, c: unknown): unknown =>
        run(
          view,
          (view[kind] as unknown as Record<string, (...args: unknown[]) => ConnectorJob<unknown>>)[name]?.(
            a,
            b,
            c,
          ) as ConnectorJob<unknown>,
        );
      const method =
        atHand === undefined
          ? function (this: unknown, a: unknown, b: unknown, c: unknown): unknown {
              return start(viewOf(this), a, b, c);
            }
          : function (this: unknown, a: bigint, b: unknown, c: unknown): unknown {
              const view = viewOf(this);
              const value = atHand(view, a, b);
              return value === undefined ? start(view, a, b, c) : give(view, value);
            };
      Object.defineProperty(prototype, name, { value: method });
    }
  };
  add(ReadJobs.prototype, 'reads');
  add(WriteJobs.prototype, 'writes');
}

/** The operations with promises, as a class for views to extend. */
export const PromiseFace = class {} as unknown as abstract new () => Operations<'promise'>;
addMethods(
  PromiseFace.prototype as object,
  (self) => self as BaseView,
  (view, job) => view.drive(job),
  (view, value) => view.later(value),
);

const Values = class {} as unknown as abstract new () => Operations<'value'>;

/** The operations without promises. */
export class ValueFace extends Values {
  constructor(readonly view: BaseView) {
    super();
  }
}
addMethods(
  ValueFace.prototype,
  (self) => (self as ValueFace).view,
  (view, job) => view.driveSync(job),
  (_, value) => value,
);
