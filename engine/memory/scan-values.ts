/** Search of any view for values and pointers: windows of bytes, tested in the core. */
import type { Core } from '../core/load.js';
import type { Engine } from '../engine.js';
import type { BaseView } from './base-view.js';
import { pointerQuestion } from './pointer-query.js';
import { putQuestion, questionOf, type Question } from './value-query.js';
import { VALUE_BYTES, type PointerQuery, type ValueBatch, type ValueQuery } from './value-types.js';
import type { MemoryView, SearchOptions } from './view.js';
import { lookThrough, oneByOne, type Segment } from './windows.js';

/** Finds values in the view, in address order. Throws kind `usage` for a question that makes no sense. */
export function scanValues(
  engine: Engine,
  view: BaseView,
  query: ValueQuery,
  options: SearchOptions,
): AsyncIterable<ValueBatch> {
  const { type, byteOrder = view.byteOrder, aligned = true } = query;
  const question = questionOf(type, byteOrder, aligned, query);
  return scan(
    engine,
    view,
    question,
    VALUE_BYTES[type],
    options,
    'previous' in query ? query.previous : undefined,
  );
}

/** Finds words that point into ranges, in address order. Throws kind `usage` for ranges that are none or too many. */
export function scanPointers(
  engine: Engine,
  view: BaseView,
  query: PointerQuery,
  options: SearchOptions,
): AsyncIterable<ValueBatch> {
  const { ranges, width = view.pointerSize, byteOrder = view.byteOrder, aligned = true } = query;
  const question = pointerQuestion(engine.core, ranges, width, byteOrder, aligned);
  return scan(engine, view, question, width, options);
}

function scan(
  engine: Engine,
  view: BaseView,
  question: Question,
  width: number,
  options: SearchOptions,
  earlier?: MemoryView,
): AsyncIterable<ValueBatch> {
  const { core } = engine;
  const look = ({ address, from, limit, then, to }: Segment): ValueBatch[] => {
    const skip = Number(-address & BigInt(question.step - 1));
    if (from + skip >= limit) return [];
    putQuestion(core, question, address + BigInt(skip));
    core.exports.scan(from + skip, to, limit, then + skip, 0);
    return takeHits(core);
  };
  return oneByOne(lookThrough(engine, view, { ...options, keep: width - 1, earlier, look }));
}

/** Goes on with the core's search to its end; hits as copies. */
export function takeHits({ bytes, exports, layout }: Core): ValueBatch[] {
  const batches: ValueBatch[] = [];
  const column = (at: number, count: number): BigUint64Array =>
    new BigUint64Array(bytes.slice(at, at + 8 * count).buffer);
  while (exports.scanEnded() === 0) {
    const count = exports.scanNext();
    if (count > 0)
      batches.push({
        addresses: column(layout.hits.at, count),
        values: column(layout.hitValues.at, count),
      });
  }
  return batches;
}
