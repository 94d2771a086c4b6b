// The question of a search for values, as the host writes it into the buffer `query`.
import { query, RANGES } from '../layout';

// Kinds of value, by the logarithm of their bytes: integers of either sign, then floats.
// @ts-ignore: decorator
@inline export const FLOAT32: u32 = 4;
// @ts-ignore: decorator
@inline export const FLOAT64: u32 = 5;

// What is compared with the tests, or with what.
/** The value. */
// @ts-ignore: decorator
@inline export const VALUE: u32 = 0;
/** The value less the value before, modulo its size. */
// @ts-ignore: decorator
@inline export const DIFFERENCE: u32 = 1;
/** Not tested: the value is greater than the value before. */
// @ts-ignore: decorator
@inline export const GREATER: u32 = 2;
/** Not tested: the value is less than the value before. */
// @ts-ignore: decorator
@inline export const LESS: u32 = 3;

// Flags.
// @ts-ignore: decorator
@inline export const BIG_ENDIAN: u32 = 1;
/** Integers have a sign: for GREATER and LESS. */
// @ts-ignore: decorator
@inline export const SIGNED: u32 = 2;
/** Hits are what is outside of the one test. */
// @ts-ignore: decorator
@inline export const OUTSIDE: u32 = 4;

/** Tests of a question; a value that passes one of them is a hit. */
// @ts-ignore: decorator
@inline export const TESTS: u32 = 4;

/** From `low` to `high`, both included: bits of an integer modulo its size, or of an f64 for both kinds of float, which are rounded to the kind. */
@unmanaged
export class Test {
  low: u64;
  high: u64;
}

/** A question. */
@unmanaged
export class Query {
  /** Address of the first position. */
  address: u64;
  kind: u32;
  form: u32;
  flags: u32;
  /** Bytes from one position to the next: a power of two, at most the size of the value. */
  step: u32;
  tests: u32;
  /** Records of the buffer `ranges` in one of which a hit's value must lie as well; 0 for no such condition. */
  ranges: u32;
}

export let kind: u32 = 0;
export let form: u32 = 0;
export let step: u32 = 0;
export let tests: u32 = 0;
export let ranged: u32 = 0;
/** Address of the first position. */
export let address: u64 = 0;
/** Bytes of a value. */
export let width: u32 = 0;
export let big: bool = false;
export let signed: bool = false;
export let outside: bool = false;

/** A test of the question. */
// @ts-ignore: decorator
@inline export function testAt(i: u32): Test {
  return changetype<Test>(query + offsetof<Query>() + <usize>i * offsetof<Test>());
}

/** Takes in what the host wrote. False for a question that has no meaning. */
export function takeQuery(): bool {
  const q = changetype<Query>(query);
  if (q.kind > FLOAT64 || q.form > LESS || q.flags > 7 || q.ranges > RANGES) return false;
  address = q.address;
  kind = q.kind;
  form = q.form;
  step = q.step;
  tests = q.tests;
  ranged = q.ranges;
  width = (<u32>1) << (kind < FLOAT32 ? kind : kind - 2);
  big = (q.flags & BIG_ENDIAN) != 0;
  signed = (q.flags & SIGNED) != 0;
  outside = (q.flags & OUTSIDE) != 0;
  if (popcnt(step) != 1 || step > width) return false;
  if (form > DIFFERENCE) return tests == 0 && !outside;
  return tests != 0 && tests <= (outside ? 1 : TESTS);
}
