/** The writes of a view, each written once, as a job over the view's primitives. */
import type { ConnectorJob } from '../connector-jobs.js';
import type { BaseView } from './base-view.js';
import { checkAddress, checkLength, wrongUse } from './checks.js';
import { PartialWriteError } from './partial-write-error.js';
import type { PartialWrite, WritePiece } from './partial.js';
import type { ListGap } from './reads.js';
import { putScalar, scalarOf, type ScalarName, type ScalarValue } from './scalars.js';
import { encodeStructure, layoutOf, type Shape, type StructureParts } from './structure.js';
import { findEnd, textCodec, type TextOptions } from './text-codec.js';
import type { Writes } from './writes.js';

/** Jobs of a view. */
export class WriteJobs implements Writes<'job'> {
  constructor(private readonly view: BaseView) {}

  *write(address: bigint, data: Uint8Array): ConnectorJob<void> {
    const { missing } = yield* this.writePartial(address, data);
    if (missing.length > 0) throw new PartialWriteError(address, data.length, missing);
  }

  *writePartial(address: bigint, data: Uint8Array): ConnectorJob<PartialWrite> {
    const [result] = yield* this.writeMany([{ address, data }]);
    return result as PartialWrite;
  }

  *writeMany(pieces: readonly WritePiece[]): ConnectorJob<PartialWrite[]> {
    for (const { address, data } of pieces) {
      checkAddress(address);
      checkLength(data.length);
    }
    const missing = yield* this.view.writeJob(pieces);
    return missing.map((gaps) => ({ missing: gaps }));
  }

  writeU8(address: bigint, value: number): ConnectorJob<void> {
    return this.writeValues(address, 'u8', [value]);
  }
  writeU16(address: bigint, value: number): ConnectorJob<void> {
    return this.writeValues(address, 'u16', [value]);
  }
  writeU32(address: bigint, value: number): ConnectorJob<void> {
    return this.writeValues(address, 'u32', [value]);
  }
  writeU64(address: bigint, value: bigint): ConnectorJob<void> {
    return this.writeValues(address, 'u64', [value]);
  }
  writeI8(address: bigint, value: number): ConnectorJob<void> {
    return this.writeValues(address, 'i8', [value]);
  }
  writeI16(address: bigint, value: number): ConnectorJob<void> {
    return this.writeValues(address, 'i16', [value]);
  }
  writeI32(address: bigint, value: number): ConnectorJob<void> {
    return this.writeValues(address, 'i32', [value]);
  }
  writeI64(address: bigint, value: bigint): ConnectorJob<void> {
    return this.writeValues(address, 'i64', [value]);
  }
  writeF32(address: bigint, value: number): ConnectorJob<void> {
    return this.writeValues(address, 'f32', [value]);
  }
  writeF64(address: bigint, value: number): ConnectorJob<void> {
    return this.writeValues(address, 'f64', [value]);
  }
  writePointer(address: bigint, value: bigint): ConnectorJob<void> {
    return this.writeValues(address, 'pointer', [value]);
  }

  *writeValues<N extends ScalarName>(
    address: bigint,
    type: N,
    values: readonly ScalarValue<N>[],
  ): ConnectorJob<void> {
    yield* this.write(address, bytesOf(this.view, type, values));
  }

  *writeChars(address: bigint, length: number, text: string, options?: TextOptions): ConnectorJob<void> {
    const bytes = textCodec(options, this.view.byteOrder).encode(text);
    checkLength(length);
    if (bytes.length > length) throw wrongUse(`a text of ${bytes.length} bytes for a field of ${length}`);
    const padded = new Uint8Array(length);
    padded.set(bytes);
    yield* this.write(address, padded);
  }

  *writeString(address: bigint, text: string, options?: TextOptions): ConnectorJob<void> {
    const codec = textCodec(options, this.view.byteOrder);
    const bytes = codec.encode(text);
    if (findEnd(bytes, codec.unit) >= 0) throw wrongUse('a text that contains a NUL would end there');
    const ended = new Uint8Array(bytes.length + codec.unit);
    ended.set(bytes);
    yield* this.write(address, ended);
  }

  writeU32List(addresses: BigUint64Array, values: Uint32Array): ConnectorJob<readonly ListGap[]> {
    return listJob(this.view, addresses, values, 'u32');
  }
  writeU64List(addresses: BigUint64Array, values: BigUint64Array): ConnectorJob<readonly ListGap[]> {
    return listJob(this.view, addresses, values, 'u64');
  }
  writePointerList(addresses: BigUint64Array, values: BigUint64Array): ConnectorJob<readonly ListGap[]> {
    return listJob(this.view, addresses, values, 'pointer');
  }

  *writeStructure<const S extends Shape>(
    address: bigint,
    shape: S,
    values: StructureParts<S>,
  ): ConnectorJob<void> {
    checkAddress(address);
    const layout = layoutOf(shape, this.view);
    const parts = encodeStructure(layout, values);
    const results = yield* this.writeMany(
      parts.map(({ offset, data }) => ({ address: address + BigInt(offset), data })),
    );
    const missing = results.flatMap((result) => result.missing);
    if (missing.length > 0) throw new PartialWriteError(address, layout.size, missing);
  }
}

/** The bytes of values, one behind the other. */
function bytesOf<N extends ScalarName>(
  view: BaseView,
  type: N,
  values: readonly ScalarValue<N>[],
): Uint8Array {
  const { size } = scalarOf(type, view.pointerSize);
  const data = new Uint8Array(checkLength(values.length * size));
  const words = new DataView(data.buffer);
  values.forEach((value, i) => putScalar(words, i * size, type, value, view));
  return data;
}

/** Element i of the values to address i. */
function* listJob<N extends ScalarName>(
  view: BaseView,
  addresses: BigUint64Array,
  values: Iterable<ScalarValue<N>> & { readonly length: number },
  type: N,
): ConnectorJob<readonly ListGap[]> {
  if (values.length < addresses.length)
    throw wrongUse(`${addresses.length} addresses, but ${values.length} values`);
  const { size } = scalarOf(type, view.pointerSize);
  const data = bytesOf(view, type, [...values].slice(0, addresses.length));
  const results = yield* view.writeJob(
    Array.from(addresses, (address, i) => ({ address, data: data.subarray(i * size, (i + 1) * size) })),
  );
  return results.flatMap((missing, index) => (missing.length > 0 ? [{ index, missing }] : []));
}
