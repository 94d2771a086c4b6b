/** Turns questions about values into those that the core answers: at most four tests of limits, both included. */
import type { Core } from '../core/load.js';
import { wrongUse } from './checks.js';
import { floatTests } from './float-limits.js';
import { VALUE_BYTES, type ChangeComparison, type ValueComparison, type ValueType } from './value-types.js';

/** What the core is asked (core-as/scan/query.ts). */
export interface Question {
  readonly kind: number;
  readonly form: number;
  readonly flags: number;
  readonly step: number;
  /** Limits as bits: integers modulo their size, floats as f64. */
  readonly tests: readonly (readonly [bigint, bigint])[];
  /** First and last address of ranges that a word must point into, in order and apart. */
  readonly ranges: readonly (readonly [bigint, bigint])[];
}

export const FORM = { value: 0, difference: 1, greater: 2, less: 3 } as const;
export const FLAG = { big: 1, signed: 2, outside: 4 } as const;
export type Tests = Question['tests'];
const SAME: Tests = [[0n, 0n]];
const ALL: Tests = [[0n, (1n << 64n) - 1n]];
/** A form, flags and tests that no value passes, whatever its kind of integer. */
export const NEVER = { form: FORM.value, flags: FLAG.outside, tests: ALL } as const;

/** Writes a question into the core's buffers; `address` is that of the first position. */
export function putQuestion(core: Core, question: Question, address: bigint): void {
  const { layout, words } = core;
  const { query, ranges } = layout;
  const { kind, form, flags, step, tests } = question;
  words.setBigUint64(query.at, address, true);
  [kind, form, flags, step, tests.length, question.ranges.length].forEach((value, i) =>
    words.setUint32(query.at + 8 + 4 * i, value, true),
  );
  const put = (at: number, pairs: Tests): void =>
    pairs.forEach(([low, high], i) => {
      words.setBigUint64(at + 16 * i, low, true);
      words.setBigUint64(at + 16 * i + 8, high, true);
    });
  put(query.at + 32, tests);
  put(ranges.at, question.ranges);
}

/** The core's question for a comparison. Throws kind `usage` for numbers that are none of the type and limits in the wrong order. */
export function questionOf(
  type: ValueType,
  byteOrder: 'little' | 'big',
  aligned: boolean,
  comparison: ValueComparison | ChangeComparison,
): Question {
  const bytes = VALUE_BYTES[type];
  const float = type === 'f32' || type === 'f64';
  const flags = (byteOrder === 'big' ? FLAG.big : 0) | (type.startsWith('i') ? FLAG.signed : 0);
  const size = Math.log2(bytes);
  const base = { kind: float ? size + 2 : size, flags, step: aligned ? bytes : 1, ranges: [] };
  const { compare } = comparison;
  const outside = compare === 'notEqual' || compare === 'changed' ? FLAG.outside : 0;
  switch (compare) {
    case 'increased':
      return { ...base, form: FORM.greater, tests: [] };
    case 'decreased':
      return { ...base, form: FORM.less, tests: [] };
    case 'changed':
    case 'unchanged':
      // Bytes are compared, of floats too.
      return { ...base, kind: size, form: FORM.difference, flags: flags | outside, tests: SAME };
    case 'increasedBy':
    case 'decreasedBy': {
      const tests = float ? floatTests(type, comparison) : stepTests(type, comparison);
      return { ...base, form: FORM.difference, tests };
    }
    default: {
      const tests = float ? floatTests(type, comparison) : integerTests(type, comparison);
      return tests.length === 0
        ? { ...base, ...NEVER }
        : { ...base, form: FORM.value, flags: flags | outside, tests };
    }
  }
}

/** Refuses a question. */
export function usage(message: string): never {
  throw wrongUse(message);
}

function integer(type: ValueType, value: number | bigint): bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    usage(`${value} is not a whole number that ${type} is sure to hold; give a bigint`);
  return BigInt(value);
}

/** Least and greatest integer of a type. */
function limitsOf(type: ValueType): { least: bigint; greatest: bigint } {
  const bits = BigInt(8 * VALUE_BYTES[type]);
  return type.startsWith('i')
    ? { least: -(1n << (bits - 1n)), greatest: (1n << (bits - 1n)) - 1n }
    : { least: 0n, greatest: (1n << bits) - 1n };
}

function pair(low: bigint, high: bigint): Tests {
  return low > high ? [] : [[BigInt.asUintN(64, low), BigInt.asUintN(64, high)]];
}

function integerTests(type: ValueType, comparison: ValueComparison): Tests {
  const { least, greatest } = limitsOf(type);
  const of = (given: number | bigint): bigint => {
    const value = integer(type, given);
    if (value < least || value > greatest) usage(`${value} is not a value of type ${type}`);
    return value;
  };
  if (comparison.compare === 'between') {
    const min = of(comparison.min);
    const max = of(comparison.max);
    return min > max ? usage(`no value is between ${min} and ${max}`) : pair(min, max);
  }
  const value = of(comparison.value);
  if (comparison.compare === 'greater') return pair(value + 1n, greatest);
  return comparison.compare === 'less' ? pair(least, value - 1n) : pair(value, value);
}

export type Step = Extract<ChangeComparison, { readonly value: number | bigint }>;

function stepTests(type: ValueType, { compare, value }: Step): Tests {
  const step = integer(type, value);
  const { least, greatest } = limitsOf(type);
  if (step < -greatest - 1n || step > greatest - least) usage(`a ${type} cannot change by ${step}`);
  return compare === 'increasedBy' ? pair(step, step) : pair(-step, -step);
}
