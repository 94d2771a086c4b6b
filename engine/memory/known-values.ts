/** Compares values at known addresses with what they were: the next scan of a scanner. */
import { throwIfAborted } from '../core/drain.js';
import type { Core } from '../core/load.js';
import type { BaseView } from './base-view.js';
import { wrongUse } from './checks.js';
import type { Missing, ReadPiece } from './partial.js';
import { takeHits } from './scan-values.js';
import { putQuestion, questionOf } from './value-query.js';
import { VALUE_BYTES, type KnownQuery, type ValueBatch } from './value-types.js';
import type { SearchOptions } from './view.js';

/** Values that are compared in one job of the core. */
const VALUES = 16_384;
/** Bytes read for them at most. */
const BUFFER = 1 << 20;
/** Bytes between two values from which on they are read apart: reading them costs about what another read does. */
const GAP = 4096;

type KnownOptions = Pick<SearchOptions, 'signal' | 'onMissing'>;

/** Yields those of the known addresses at which the comparison holds now, with what is there now. Throws kind `usage` for a question that makes no sense. */
export function compareValues(
  view: BaseView,
  query: KnownQuery,
  known: Iterable<ValueBatch> | AsyncIterable<ValueBatch>,
  options: KnownOptions,
): AsyncIterable<ValueBatch> {
  // What is compared is packed, and in one byte order.
  const question = questionOf(query.type, 'little', true, query);
  const width = VALUE_BYTES[query.type];
  const { byteOrder = view.byteOrder } = query;
  const { core } = view.engine;
  const buffer = new Uint8Array(BUFFER);

  async function* compare(): AsyncGenerator<ValueBatch, void> {
    for await (const { addresses, values } of known) {
      if (values.length < addresses.length)
        throw wrongUse('each known address needs the value that was there');
      const list = { addresses: halves(addresses), values: halves(values), width };
      for (let from = 0; from < addresses.length;) {
        throwIfAborted(options.signal);
        const spans = spansFrom(list, from, buffer);
        const missing = await view.drive(view.readJob(spans), options.signal);
        // From here to the hits nothing waits: the window is the core's one.
        const places = pack(core, list, from, spans, missing, byteOrder === 'little', options);
        const size = places.length * width;
        putQuestion(core, question, 0n);
        core.exports.scan(0, size, size, size, 0);
        yield* takeHits(core).map((hits) => atPlaces(hits, list, places));
        from = (spans.at(-1) as Span).next;
      }
    }
  }
  return compare();
}

/** Known values, as low and high halves. */
interface List {
  readonly addresses: Uint32Array;
  readonly values: Uint32Array;
  readonly width: number;
}

/** Neighbouring values that are read together. */
interface Span extends ReadPiece {
  /** Index of the first of them, and of the first one behind. */
  readonly first: number;
  readonly next: number;
}

function halves(words: BigUint64Array): Uint32Array {
  return new Uint32Array(words.buffer, words.byteOffset, words.length * 2);
}

/** Bytes from one address of the list to another; exact where it is small. */
function distance({ addresses }: List, from: number, to: number): number {
  const low = (addresses[2 * to] as number) - (addresses[2 * from] as number);
  return ((addresses[2 * to + 1] as number) - (addresses[2 * from + 1] as number)) * 2 ** 32 + low;
}

/** The next values, as many as the buffer and one job take, as spans to read. */
function spansFrom(list: List, from: number, buffer: Uint8Array): Span[] {
  const { addresses, width } = list;
  const spans: Span[] = [];
  const end = Math.min(addresses.length / 2, from + VALUES);
  let used = 0;
  for (let first = from; first < end && used + width <= buffer.length;) {
    let next = first + 1;
    let length = width;
    for (; next < end; next++) {
      const at = distance(list, first, next);
      if (at < 0 || at > length + GAP || used + at + width > buffer.length) break;
      length = Math.max(length, at + width);
    }
    const address =
      (BigInt(addresses[2 * first + 1] as number) << 32n) | BigInt(addresses[2 * first] as number);
    spans.push({ address, into: buffer.subarray(used, used + length), first, next });
    used += length;
    first = next;
  }
  return spans;
}

/** Puts values, and what they were, into the core's window; gives the places in the list of those that could be read. */
function pack(
  core: Core,
  list: List,
  from: number,
  spans: readonly Span[],
  missing: readonly (readonly Missing[])[],
  little: boolean,
  { onMissing }: KnownOptions,
): Uint32Array {
  const { width, values } = list;
  const { words } = core;
  const window = core.layout.window.at;
  const places = new Uint32Array((spans.at(-1) as Span).next - from);
  let count = 0;
  spans.forEach((span, i) => {
    const { first, into, next } = span;
    const gaps = missing[i] as readonly Missing[];
    const told = new Set<Missing>();
    const bytes = new DataView(into.buffer, into.byteOffset, into.length);
    for (let place = first; place < next; place++) {
      const at = distance(list, first, place);
      const gap = gaps.length === 0 ? undefined : gapAt(gaps, span.address + BigInt(at), width);
      if (gap !== undefined) {
        if (!told.has(gap)) onMissing?.(gap);
        told.add(gap);
        continue;
      }
      const to = window + count * width;
      if (width === 1) words.setUint8(to, bytes.getUint8(at));
      else if (width === 2) words.setUint16(to, bytes.getUint16(at, little), true);
      else if (width === 4) words.setUint32(to, bytes.getUint32(at, little), true);
      else {
        words.setUint32(to, bytes.getUint32(little ? at : at + 4, little), true);
        words.setUint32(to + 4, bytes.getUint32(little ? at + 4 : at, little), true);
      }
      places[count++] = place;
    }
  });
  const then = window + count * width;
  for (let i = 0; i < count; i++) {
    const place = places[i] as number;
    const low = values[2 * place] as number;
    const to = then + i * width;
    if (width === 1) words.setUint8(to, low);
    else if (width === 2) words.setUint16(to, low, true);
    else words.setUint32(to, low, true);
    if (width === 8) words.setUint32(to + 4, values[2 * place + 1] as number, true);
  }
  return places.subarray(0, count);
}

/** The gap that a value lies in, if only in part. */
function gapAt(gaps: readonly Missing[], address: bigint, width: number): Missing | undefined {
  return gaps.find(({ size, start }) => start < address + BigInt(width) && start + size > address);
}

/** The hits with the addresses of their places. */
function atPlaces(hits: ValueBatch, { addresses, width }: List, places: Uint32Array): ValueBatch {
  const at = halves(hits.addresses);
  for (let i = 0; i < at.length; i += 2) {
    const place = places[(at[i] as number) / width] as number;
    at[i] = addresses[2 * place] as number;
    at[i + 1] = addresses[2 * place + 1] as number;
  }
  return hits;
}
