/** A place in a view that moves on with each read and write. */
import type { ConnectorJob } from '../connector-jobs.js';
import { BaseView, baseOf } from './base-view.js';
import { checkAddress, TOP, wrongUse } from './checks.js';
import type { Face, Out } from './face.js';
import { textJob } from './read-jobs.js';
import { SCALAR_NAMES, scalarOf, type ScalarName, type ScalarValue } from './scalars.js';
import { layoutOf, type Shape, type StructureOf, type StructureParts } from './structure.js';
import { textCodec, type TextOptions } from './text-codec.js';
import type { MemoryView } from './view.js';

type NumberReads<F extends Face> = { readonly [N in ScalarName]: () => Out<F, ScalarValue<N>> };
type NumberWrites<F extends Face> = {
  readonly [N in ScalarName as `write${Capitalize<N>}`]: (value: ScalarValue<N>) => Out<F, void>;
};

/** Reads and writes at the cursor, as those of the view; each moves the cursor behind its bytes, unless it throws. */
export interface CursorCalls<F extends Face> extends NumberReads<F>, NumberWrites<F> {
  read(length: number): Out<F, Uint8Array>;
  values<N extends ScalarName>(type: N, count: number): Out<F, ScalarValue<N>[]>;
  chars(length: number, options?: TextOptions): Out<F, string>;
  /** Moves behind the NUL where there is one within `max` bytes (default 4096). */
  string(max?: number, options?: TextOptions): Out<F, string>;
  /** Moves behind the last field. */
  structure<const S extends Shape>(shape: S): Out<F, StructureOf<S>>;
  write(data: Uint8Array): Out<F, void>;
  writeValues<N extends ScalarName>(type: N, values: readonly ScalarValue<N>[]): Out<F, void>;
  writeChars(length: number, text: string, options?: TextOptions): Out<F, void>;
  writeString(text: string, options?: TextOptions): Out<F, void>;
  writeStructure<const S extends Shape>(shape: S, values: StructureParts<S>): Out<F, void>;
}

/** What a call gave, and how many bytes it took. */
interface Step {
  readonly value: unknown;
  readonly length: number;
}
type StepJob = ConnectorJob<Step>;
type StepOf = (view: BaseView, at: bigint, ...args: never[]) => StepJob;

function* stepOf(job: ConnectorJob<unknown>, length: number): StepJob {
  return { value: yield* job, length };
}

const size = (view: BaseView, type: ScalarName): number => scalarOf(type, view.pointerSize).size;

/** The calls but those of single numbers. */
const CALLS = {
  read: (view, at, length: number) => stepOf(view.reads.read(at, length), length),
  values: (view, at, type: ScalarName, count: number) =>
    stepOf(view.reads.values(at, type, count), size(view, type) * count),
  chars: (view, at, length: number, options?: TextOptions) =>
    stepOf(view.reads.chars(at, length, options), length),
  *string(view, at, max?: number, options?: TextOptions): StepJob {
    const { text, length } = yield* textJob(view.reads, at, textCodec(options, view.byteOrder), max);
    return { value: text, length };
  },
  structure: (view, at, shape: Shape) => stepOf(view.reads.structure(at, shape), layoutOf(shape, view).size),
  write: (view, at, data: Uint8Array) => stepOf(view.writes.write(at, data), data.length),
  writeValues: (view, at, type: ScalarName, values: readonly ScalarValue<ScalarName>[]) =>
    stepOf(view.writes.writeValues(at, type, values), size(view, type) * values.length),
  writeChars: (view, at, length: number, text: string, options?: TextOptions) =>
    stepOf(view.writes.writeChars(at, length, text, options), length),
  *writeString(view, at, text: string, options?: TextOptions): StepJob {
    const { unit, encode } = textCodec(options, view.byteOrder);
    return yield* stepOf(view.writes.writeString(at, text, options), encode(text).length + unit);
  },
  writeStructure: (view, at, shape: Shape, values: StructureParts<Shape>) =>
    stepOf(view.writes.writeStructure(at, shape, values), layoutOf(shape, view).size),
} satisfies Record<string, StepOf>;

/** All calls. */
const STEPS: Readonly<Record<string, StepOf>> = {
  ...CALLS,
  ...Object.fromEntries(
    SCALAR_NAMES.flatMap((type): [string, StepOf][] => [
      [type, (view, at) => stepOf(view.reads.values(at, type, 1), size(view, type))],
      [
        `write${type[0]?.toUpperCase()}${type.slice(1)}`,
        (view, at, value: ScalarValue<ScalarName>) =>
          stepOf(view.writes.writeValues(at, type, [value]), size(view, type)),
      ],
    ]),
  ),
};

/** Where a cursor stands. */
class Place {
  constructor(
    readonly view: BaseView,
    public position: bigint,
  ) {}

  /** One call at the present position. */
  *step(name: string, args: unknown[]): ConnectorJob<unknown> {
    const call = STEPS[name] as (view: BaseView, at: bigint, ...args: unknown[]) => StepJob;
    const { value, length } = yield* call(this.view, this.position, ...args);
    this.position += BigInt(length);
    return (SCALAR_NAMES as readonly string[]).includes(name) ? (value as unknown[])[0] : value;
  }
}

function callsClass<F extends Face>(): abstract new () => CursorCalls<F> {
  return class {} as unknown as abstract new () => CursorCalls<F>;
}

function addCalls<S>(prototype: object, run: (self: S, name: string, args: unknown[]) => unknown): void {
  for (const name of Object.keys(STEPS)) {
    Object.defineProperty(prototype, name, {
      value(this: S, ...args: unknown[]): unknown {
        return run(this, name, args);
      },
    });
  }
}

/** The calls without promises. */
class SyncCursor extends callsClass<'value'>() {
  constructor(readonly place: Place) {
    super();
  }
  static {
    addCalls<SyncCursor>(SyncCursor.prototype, ({ place }, name, args) =>
      place.view.driveSync(place.step(name, args)),
    );
  }
}

/** A cursor; its calls take place one after the other, in the order they were made in. */
export class Cursor extends callsClass<'promise'>() {
  /** The calls without promises, where the view has them. */
  readonly sync: CursorCalls<'value'> | undefined;
  private readonly place: Place;
  private last: Promise<unknown> = Promise.resolve();

  constructor(view: BaseView, position: bigint) {
    super();
    this.place = new Place(view, checkAddress(position));
    this.sync = view.sync && new SyncCursor(this.place);
  }

  /** Address of the next byte, 0 to 2^64. */
  get position(): bigint {
    return this.place.position;
  }

  /**
   * Moves to an offset from the start of the address space, from here, or from the end of the view's last range. Throws kind
   * `usage` for a place outside 0 to 2^64, and leaves the cursor where it was.
   */
  seek(offset: bigint, from: 'start' | 'here' | 'end' = 'start'): void {
    const { ranges } = this.place.view;
    const base = { start: 0n, here: this.position, end: ranges.at(-1)?.end ?? 0n }[from];
    const to = base + offset;
    if (to < 0n || to > TOP) throw wrongUse(`address ${to} is outside 0 to 2^64`);
    this.place.position = to;
  }

  static {
    addCalls<Cursor>(Cursor.prototype, (self, name, args) => {
      const { view } = self.place;
      const next = self.last.then(() => view.drive(self.place.step(name, args)));
      self.last = next.catch(() => undefined);
      return next;
    });
  }
}

/** A cursor on a view, at an address (default 0). */
export function cursorOn(view: MemoryView, position = 0n): Cursor {
  return new Cursor(baseOf(view), position);
}
