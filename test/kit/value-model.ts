/** What a question about values means, in plain JavaScript. */
import {
  VALUE_BYTES,
  valueOf,
  type ChangeComparison,
  type ValueBatch,
  type ValueComparison,
  type ValueType,
} from '../../engine/index.js';
import { wordAt } from './scan-model.js';

/** A comparison of either kind. */
export type Comparison = ValueComparison | ChangeComparison;

/** True for the comparisons that need an earlier time. */
export function isChange(comparison: Comparison): comparison is ChangeComparison {
  return !['equal', 'notEqual', 'greater', 'less', 'between'].includes(comparison.compare);
}

/** True when the bits `now`, and `then` at the earlier time, pass. */
export function holds(type: ValueType, comparison: Comparison, now: bigint, then: bigint): boolean {
  const bits = 8 * VALUE_BYTES[type];
  const x = valueOf(type, now);
  const old = valueOf(type, then);
  const near = (at: number | bigint, value: number | bigint, tolerance: number): boolean => {
    if (type !== 'f32' && type !== 'f64')
      return BigInt.asUintN(bits, BigInt(at)) === BigInt.asUintN(bits, BigInt(value));
    const [a, b] = [Number(at), Number(value)];
    if (tolerance === 0) return a === (type === 'f32' ? Math.fround(b) : b);
    return a >= b - tolerance && a <= b + tolerance;
  };
  const less = (): number | bigint => {
    if (typeof x === 'bigint' && typeof old === 'bigint') return x - old;
    const difference = Number(x) - Number(old);
    return type === 'f32' ? Math.fround(difference) : difference;
  };
  switch (comparison.compare) {
    case 'equal':
      return near(x, comparison.value, comparison.tolerance ?? 0);
    case 'notEqual':
      return !near(x, comparison.value, comparison.tolerance ?? 0);
    case 'greater':
      return x > comparison.value;
    case 'less':
      return x < comparison.value;
    case 'between':
      return x >= comparison.min && x <= comparison.max;
    case 'changed':
      return now !== then;
    case 'unchanged':
      return now === then;
    case 'increased':
      return x > old;
    case 'decreased':
      return x < old;
    case 'increasedBy':
      return near(less(), comparison.value, comparison.tolerance ?? 0);
    case 'decreasedBy':
      return near(less(), -comparison.value, comparison.tolerance ?? 0);
  }
}

/** A stretch of memory and what it was. */
export interface Stretch {
  readonly start: bigint;
  readonly now: Uint8Array;
  readonly then: Uint8Array;
}

/** Hits in stretches of memory, as address and value. */
export function expectedHits(
  stretches: readonly Stretch[],
  type: ValueType,
  comparison: Comparison,
  big: boolean,
  aligned: boolean,
): [bigint, bigint][] {
  const width = VALUE_BYTES[type];
  const hits: [bigint, bigint][] = [];
  for (const { now, start, then } of stretches) {
    for (let at = 0; at + width <= now.length; at++) {
      const address = start + BigInt(at);
      if (aligned && address % BigInt(width) !== 0n) continue;
      const word = wordAt(now, at, width, big);
      if (holds(type, comparison, word, wordAt(then, at, width, big))) hits.push([address, word]);
    }
  }
  return hits;
}

/** All hits of a scan, as address and value. Throws for columns that do not fit each other. */
export async function hitPairs(batches: AsyncIterable<ValueBatch>): Promise<[bigint, bigint][]> {
  const all: [bigint, bigint][] = [];
  for await (const { addresses, values } of batches) {
    if (addresses.length === 0 || addresses.length !== values.length)
      throw new Error(`${addresses.length} addresses, ${values.length} values`);
    addresses.forEach((address, i) => all.push([address, values[i] as bigint]));
  }
  return all;
}
