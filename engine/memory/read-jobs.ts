/** The reads of a view, each written once, as a job over the view's primitives. */
import type { ConnectorJob } from '../connector-jobs.js';
import type { BaseView } from './base-view.js';
import { checkAddress, checkLength, wrongUse } from './checks.js';
import { PartialReadError } from './partial-read-error.js';
import type { FilledRead, Missing, PartialRead, ReadPiece, ReadRange } from './partial.js';
import type { ListGap, Reads } from './reads.js';
import { scalarOf, type ScalarName, type ScalarValue } from './scalars.js';
import { decodeStructure, layoutOf, type Shape, type StructureOf, type StructureRead } from './structure.js';
import { findEnd, textCodec, type TextCodec, type TextOptions } from './text-codec.js';

/** Bytes read first while the end of a text is looked for; each further block is twice as large, up to the largest. */
const TEXT_BLOCK = 256;
const MAX_BLOCK = 1 << 20;
/** Default longest text, in bytes. */
const MAX_TEXT = 4096;

/** Jobs of a view. */
export class ReadJobs implements Reads<'job'> {
  constructor(private readonly view: BaseView) {}

  *read(address: bigint, length: number): ConnectorJob<Uint8Array> {
    const result = yield* this.readPartial(address, length);
    if (result.missing.length > 0) throw new PartialReadError(address, result);
    return result.data;
  }

  *readPartial(address: bigint, length: number): ConnectorJob<PartialRead> {
    const [result] = yield* this.readMany([{ address, length }]);
    return result as PartialRead;
  }

  *readFilled(address: bigint, length: number): ConnectorJob<FilledRead> {
    const { data, missing } = yield* this.readPartial(address, length);
    const beyond = missing.filter(({ reason: { kind } }) => kind === 'not-canonical' || kind === 'outside');
    if (beyond.length > 0) throw new PartialReadError(address, { data, missing: beyond });
    return { data, filled: missing };
  }

  *readInto(address: bigint, into: Uint8Array): ConnectorJob<readonly Missing[]> {
    checkAddress(address);
    checkLength(into.length);
    const [missing] = yield* this.view.readJob([{ address, into }]);
    return missing as readonly Missing[];
  }

  *readMany(ranges: readonly ReadRange[]): ConnectorJob<PartialRead[]> {
    const pieces = ranges.map(({ address, length }): ReadPiece => {
      checkAddress(address);
      return { address, into: new Uint8Array(checkLength(length)) };
    });
    const missing = yield* this.view.readJob(pieces);
    return pieces.map(({ address, into }, i) => {
      const gaps = missing[i] as readonly Missing[];
      blank(address, into, gaps);
      return { data: into, missing: gaps };
    });
  }

  u8(address: bigint): ConnectorJob<number> {
    return scalarJob(this, this.view, address, 'u8');
  }
  u16(address: bigint): ConnectorJob<number> {
    return scalarJob(this, this.view, address, 'u16');
  }
  u32(address: bigint): ConnectorJob<number> {
    return scalarJob(this, this.view, address, 'u32');
  }
  u64(address: bigint): ConnectorJob<bigint> {
    return scalarJob(this, this.view, address, 'u64');
  }
  i8(address: bigint): ConnectorJob<number> {
    return scalarJob(this, this.view, address, 'i8');
  }
  i16(address: bigint): ConnectorJob<number> {
    return scalarJob(this, this.view, address, 'i16');
  }
  i32(address: bigint): ConnectorJob<number> {
    return scalarJob(this, this.view, address, 'i32');
  }
  i64(address: bigint): ConnectorJob<bigint> {
    return scalarJob(this, this.view, address, 'i64');
  }
  f32(address: bigint): ConnectorJob<number> {
    return scalarJob(this, this.view, address, 'f32');
  }
  f64(address: bigint): ConnectorJob<number> {
    return scalarJob(this, this.view, address, 'f64');
  }
  pointer(address: bigint): ConnectorJob<bigint> {
    return scalarJob(this, this.view, address, 'pointer');
  }

  *follow(address: bigint, offsets: readonly bigint[]): ConnectorJob<bigint> {
    const scalar = scalarOf('pointer', this.view.pointerSize);
    let here = checkAddress(address);
    for (const offset of offsets) {
      const pointer = this.view.scalarAtHand(here, scalar) ?? (yield* this.pointer(here));
      here = BigInt.asUintN(8 * this.view.pointerSize, pointer + offset);
    }
    return here;
  }

  *values<N extends ScalarName>(address: bigint, type: N, count: number): ConnectorJob<ScalarValue<N>[]> {
    const { size, get } = scalarOf(type, this.view.pointerSize);
    if (!(Number.isInteger(count) && count >= 0)) throw wrongUse(`a count of ${count} values`);
    const words = wordsOf(yield* this.read(address, count * size));
    const little = this.view.byteOrder === 'little';
    return Array.from({ length: count }, (_, i) => get(words, i * size, little));
  }

  *chars(address: bigint, length: number, options?: TextOptions): ConnectorJob<string> {
    const codec = textCodec(options, this.view.byteOrder);
    return textIn(address, yield* this.readPartial(address, length), codec).text;
  }

  *string(address: bigint, max?: number, options?: TextOptions): ConnectorJob<string> {
    return (yield* textJob(this, address, textCodec(options, this.view.byteOrder), max)).text;
  }

  u32List(addresses: BigUint64Array, into: Uint32Array): ConnectorJob<readonly ListGap[]> {
    return listJob(this.view, addresses, into, 'u32');
  }
  u64List(addresses: BigUint64Array, into: BigUint64Array): ConnectorJob<readonly ListGap[]> {
    return listJob(this.view, addresses, into, 'u64');
  }
  pointerList(addresses: BigUint64Array, into: BigUint64Array): ConnectorJob<readonly ListGap[]> {
    return listJob(this.view, addresses, into, 'pointer');
  }

  *structure<const S extends Shape>(address: bigint, shape: S): ConnectorJob<StructureOf<S>> {
    const layout = layoutOf(shape, this.view);
    const whole = yield* this.readPartial(address, layout.size);
    const missing = whole.missing.filter((gap) =>
      layout.fields.some(({ offset, size }) => meets(gap, address + BigInt(offset), size)),
    );
    if (missing.length > 0) throw new PartialReadError(address, { data: whole.data, missing });
    return decodeStructure(layout, wordsOf(whole.data), 0) as StructureOf<S>;
  }

  *structures<const S extends Shape>(
    addresses: readonly bigint[],
    shape: S,
  ): ConnectorJob<StructureRead<S>[]> {
    const layout = layoutOf(shape, this.view);
    const all = yield* this.readMany(addresses.map((address) => ({ address, length: layout.size })));
    return all.map(({ data, missing }, i) => {
      const hurt = (offset: number, size: number): readonly Missing[] =>
        missing.filter((gap) => meets(gap, (addresses[i] as bigint) + BigInt(offset), size));
      const value = decodeStructure(
        layout,
        wordsOf(data),
        0,
        ({ offset, size }) => hurt(offset, size).length === 0,
      );
      const relevant = new Set(layout.fields.flatMap(({ offset, size }) => hurt(offset, size)));
      return { value: value as Partial<StructureOf<S>>, missing: missing.filter((gap) => relevant.has(gap)) };
    });
  }
}

/** One number. */
function* scalarJob<N extends ScalarName>(
  jobs: ReadJobs,
  view: BaseView,
  address: bigint,
  type: N,
): ConnectorJob<ScalarValue<N>> {
  const { size, get } = scalarOf(type, view.pointerSize);
  const words = wordsOf(yield* jobs.read(address, size));
  return get(words, 0, view.byteOrder === 'little');
}

/** Numbers at many addresses: those at hand at once, the others in one job. */
function* listJob<N extends ScalarName>(
  view: BaseView,
  addresses: BigUint64Array,
  into: { [index: number]: ScalarValue<N>; readonly length: number },
  type: N,
): ConnectorJob<readonly ListGap[]> {
  const scalar = scalarOf(type, view.pointerSize);
  const { size, get } = scalar;
  if (into.length < addresses.length)
    throw wrongUse(`${addresses.length} addresses, but room for ${into.length} values`);
  const late: number[] = [];
  view.listAtHand(addresses, into, 0, scalar, late);
  if (late.length === 0) return [];
  const bytes = new Uint8Array(late.length * size);
  const words = wordsOf(bytes);
  const missing = yield* view.readJob(
    late.map((i, k) => ({ address: addresses[i] as bigint, into: bytes.subarray(k * size, (k + 1) * size) })),
  );
  const gaps: ListGap[] = [];
  late.forEach((index, k) => {
    const lost = missing[k] as readonly Missing[];
    if (lost.length > 0) gaps.push({ index, missing: lost });
    else into[index] = get(words, k * size, view.byteOrder === 'little');
  });
  return gaps;
}

/** Zeros where nothing was read, whatever a source left there. */
function blank(address: bigint, data: Uint8Array, missing: readonly Missing[]): void {
  for (const { start, size } of missing)
    data.fill(0, Number(start - address), Number(start + size - address));
}

/** A text and the bytes that it takes, with its NUL where that was met. */
interface EndedText {
  readonly text: string;
  readonly length: number;
}

/** A text up to a NUL or `max` bytes. */
export function* textJob(
  jobs: ReadJobs,
  address: bigint,
  codec: TextCodec,
  max = MAX_TEXT,
): ConnectorJob<EndedText> {
  checkAddress(address);
  checkLength(max);
  const blocks: Uint8Array[] = [];
  for (let at = 0, step = TEXT_BLOCK; at < max; at += step, step = Math.min(2 * step, MAX_BLOCK)) {
    const { data, missing } = yield* jobs.readPartial(address + BigInt(at), Math.min(step, max - at));
    blocks.push(data);
    if (missing.length > 0 || findEnd(data, codec.unit) >= 0)
      return textIn(address, { data: join(blocks), missing }, codec);
  }
  return textIn(address, { data: join(blocks), missing: [] }, codec);
}

/** The text at the front of a read. Throws a PartialReadError when it may go on where bytes are missing. */
function textIn(address: bigint, { data, missing }: PartialRead, codec: TextCodec): EndedText {
  const end = findEnd(data, codec.unit);
  const length = end < 0 ? data.length : end + codec.unit;
  const gap = missing[0];
  if (gap !== undefined && gap.start - address < BigInt(length))
    throw new PartialReadError(address, { data, missing });
  return { text: codec.decode(end < 0 ? data : data.subarray(0, end)), length };
}

function meets(gap: Missing, start: bigint, size: number): boolean {
  return size > 0 && gap.start < start + BigInt(size) && start < gap.start + gap.size;
}

function wordsOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function join(blocks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const block of blocks) {
    whole.set(block, at);
    at += block.length;
  }
  return whole;
}
