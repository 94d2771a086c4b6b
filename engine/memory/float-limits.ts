/** Comparisons of floats as limits, both included, that are floats of the same type. */
import type { ValueComparison } from './value-types.js';
import { usage, type Step, type Tests } from './value-query.js';

type Float = 'f32' | 'f64';

const words = new DataView(new ArrayBuffer(8));

function bitsOf(value: number): bigint {
  words.setFloat64(0, value);
  return words.getBigUint64(0);
}

/** The next number of the type towards plus infinity. */
function nextUp(type: Float, value: number): number {
  if (value === Infinity) return value;
  const bits = type === 'f32' ? 32n : 64n;
  if (value === 0) return type === 'f32' ? 2 ** -149 : Number.MIN_VALUE;
  if (type === 'f32') words.setFloat32(4, value);
  else words.setFloat64(0, value);
  const word = type === 'f32' ? BigInt(words.getUint32(4)) : words.getBigUint64(0);
  words.setBigUint64(0, BigInt.asUintN(Number(bits), value > 0 ? word + 1n : word - 1n));
  return type === 'f32' ? words.getFloat32(4) : words.getFloat64(0);
}

/** The least number of the type that is not less than `value`. */
function roundUp(type: Float, value: number): number {
  if (type !== 'f32') return value;
  const near = Math.fround(value);
  return near < value ? nextUp(type, near) : near;
}

function limits(low: number, high: number): Tests {
  return [[bitsOf(low), bitsOf(high)]];
}

/** Limits of floats that pass a comparison, as bits of f64. Throws kind `usage` for numbers that make no sense. */
export function floatTests(type: Float, comparison: ValueComparison | Step): Tests {
  const of = (given: number | bigint): number => {
    const value = Number(given);
    return Number.isNaN(value) ? usage('what is not a number compares with nothing') : value;
  };
  if (comparison.compare === 'between') {
    const min = of(comparison.min);
    const max = of(comparison.max);
    if (min > max) usage(`no value is between ${min} and ${max}`);
    return limits(roundUp(type, min), -roundUp(type, -max));
  }
  const value = of(comparison.value);
  if (comparison.compare === 'greater') return above(type, value);
  if (comparison.compare === 'less') return above(type, -value).map(([low, high]) => [flip(high), flip(low)]);
  const tolerance = 'tolerance' in comparison ? comparison.tolerance : 0;
  if (!(tolerance >= 0)) usage(`tolerance ${tolerance} is not a number from 0 on`);
  const middle = comparison.compare === 'decreasedBy' ? -value : value;
  if (tolerance === 0) {
    const rounded = type === 'f32' ? Math.fround(middle) : middle;
    if (Number.isFinite(middle) && !Number.isFinite(rounded)) usage(`${value} is not a value of type f32`);
    return limits(rounded, rounded);
  }
  return limits(roundUp(type, middle - tolerance), -roundUp(type, -middle - tolerance));
}

/** Limits of what is greater than `value`; nothing is between them when nothing is greater. */
function above(type: Float, value: number): Tests {
  const least = roundUp(type, value);
  const low = least > value ? least : nextUp(type, least);
  return low > value ? limits(low, Infinity) : limits(Infinity, -Infinity);
}

/** The bits of the f64 with the other sign. */
function flip(bits: bigint): bigint {
  return bits ^ (1n << 63n);
}
