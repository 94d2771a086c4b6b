/** Compares values at known addresses with what they were: the next scan of a scanner. */
import { throwIfAborted } from '../core/drain.js';
import type { Engine } from '../engine.js';
import type { PartialRead, ReadRange } from './partial.js';
import { takeHits } from './scan-values.js';
import { putQuestion, questionOf, type Question } from './value-query.js';
import { VALUE_BYTES, type KnownQuery, type ValueBatch } from './value-types.js';
import type { MemoryView, SearchOptions } from './view.js';

/** Values that are compared in one job of the core. */
const VALUES = 8192;
/** Bytes read as one range at most. */
const SPAN = 4096;
/** Bytes between two values from which on they are read apart. */
const GAP = 512;

/** Where values are, and what they were. */
interface Known {
  readonly addresses: BigUint64Array;
  readonly values: BigUint64Array;
}

/** Values that could be read: their places in the list, and their bits. */
interface Current {
  readonly places: readonly number[];
  readonly bits: BigUint64Array;
}

/** Yields those of the known addresses at which the comparison holds now, with what is there now. Throws kind `usage` for a question that makes no sense. */
export function compareValues(
  engine: Engine,
  view: MemoryView,
  query: KnownQuery,
  known: Iterable<ValueBatch> | AsyncIterable<ValueBatch>,
  options: Pick<SearchOptions, 'signal' | 'onMissing'>,
): AsyncIterable<ValueBatch> {
  // What is compared is packed, and in one byte order.
  const question = questionOf(query.type, 'little', true, query);
  const width = VALUE_BYTES[query.type];
  const { byteOrder = view.byteOrder } = query;
  return compare(engine, view, question, width, byteOrder === 'big', known, options);
}

async function* compare(
  engine: Engine,
  view: MemoryView,
  question: Question,
  width: number,
  big: boolean,
  known: Iterable<ValueBatch> | AsyncIterable<ValueBatch>,
  options: Pick<SearchOptions, 'signal' | 'onMissing'>,
): AsyncGenerator<ValueBatch, void> {
  for await (const { addresses, values } of known) {
    for (let from = 0; from < addresses.length; from += VALUES) {
      throwIfAborted(options.signal);
      const part = {
        addresses: addresses.subarray(from, from + VALUES),
        values: values.subarray(from, from + VALUES),
      };
      const current = await readAll(view, part.addresses, width, big, options);
      yield* hold(engine, question, width, part, current);
    }
  }
}

/** What is at the addresses now. Neighbours are read together. */
async function readAll(
  view: MemoryView,
  addresses: BigUint64Array,
  width: number,
  big: boolean,
  options: Pick<SearchOptions, 'onMissing'>,
): Promise<Current> {
  const ranges: { address: bigint; length: number }[] = [];
  const range = new Uint32Array(addresses.length);
  const offset = new Uint32Array(addresses.length);
  let open: { address: bigint; length: number } | undefined;
  for (let i = 0; i < addresses.length; i++) {
    const address = addresses[i] as bigint;
    const at = open === undefined ? -1n : address - open.address;
    if (open === undefined || at < 0n || at > SPAN - width || at > open.length + GAP) {
      open = { address, length: 0 };
      ranges.push(open);
    }
    offset[i] = Number(address - open.address);
    open.length = Math.max(open.length, (offset[i] as number) + width);
    range[i] = ranges.length - 1;
  }
  const reads = await view.readMany(ranges);
  for (const { missing } of reads) for (const gap of missing) options.onMissing?.(gap);
  const places: number[] = [];
  const bits = new BigUint64Array(addresses.length);
  const halves = new Uint8Array(bits.buffer);
  for (let i = 0; i < addresses.length; i++) {
    const read = reads[range[i] as number] as PartialRead;
    const at = offset[i] as number;
    if (lacks(ranges[range[i] as number] as ReadRange, read, at, width)) continue;
    const to = 8 * places.length;
    for (let b = 0; b < width; b++) halves[to + (big ? width - 1 - b : b)] = read.data[at + b] as number;
    places.push(i);
  }
  return { places, bits };
}

function lacks({ address }: ReadRange, { missing }: PartialRead, at: number, width: number): boolean {
  if (missing.length === 0) return false;
  const start = address + BigInt(at);
  return missing.some((gap) => gap.start < start + BigInt(width) && gap.start + gap.size > start);
}

/** Those of the values for which the comparison holds. */
function hold(
  { core }: Engine,
  question: Question,
  width: number,
  { addresses, values }: Known,
  { bits, places }: Current,
): ValueBatch[] {
  const { bytes, exports, layout } = core;
  const size = places.length * width;
  const now = layout.window.at;
  const packed = bytes.subarray(now, now + 2 * size);
  const before = places.map((place) => values[place] as bigint);
  pack(packed.subarray(0, size), new Uint8Array(bits.buffer), width);
  pack(packed.subarray(size), new Uint8Array(BigUint64Array.from(before).buffer), width);
  putQuestion(core, question, 0n);
  exports.scan(0, size, size, size, 0);
  return takeHits(core).map((hits) => ({
    addresses: hits.addresses.map((at) => addresses[places[Number(at) / width] as number] as bigint),
    values: hits.values,
  }));
}

/** The first `width` bytes of each eight. */
function pack(into: Uint8Array, words: Uint8Array, width: number): void {
  for (let at = 0, from = 0; at < into.length; from += 8 - width)
    for (let b = 0; b < width; b++) into[at++] = words[from++] as number;
}
