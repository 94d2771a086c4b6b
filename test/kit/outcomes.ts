/** Numbers for every address, size, count and range of the public calls, and what a call made of them. */
import { PagewalkError } from '../../engine/index.js';
import { EDGES } from './boundaries.js';
import { BASE } from './view-world.js';

/** End of the address space. */
export const TOP = 1n << 64n;
/** Addresses, and what is none. */
export const OUTSIDE = [-1n, -4096n, -(1n << 63n), -TOP, TOP, TOP + 1n, 1n << 70n];
export const ADDRESSES = [...EDGES, BASE, BASE + 4093n, BASE + 0x5000n, BASE + 0xfffdn, TOP - 8n, ...OUTSIDE];
/** Lengths and counts; those that make sense are small, so that nothing large is made. */
export const LENGTHS = [
  0,
  1,
  7,
  8,
  4096,
  -1,
  0.5,
  NaN,
  Infinity,
  -Infinity,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  -(2 ** 31),
];

/** What a call gave: its value, or the kind of its PagewalkError. Anything else that is thrown fails the test. */
export async function outcome(call: () => unknown): Promise<{ value?: unknown; kind?: string }> {
  try {
    return { value: await call() };
  } catch (error) {
    if (!(error instanceof PagewalkError)) throw error;
    return { kind: error.kind };
  }
}

/** Everything that an iterable gives, at most 2,000 items. */
export async function all<T>(items: AsyncIterable<T> | Iterable<T>): Promise<T[]> {
  const got: T[] = [];
  for await (const item of items) {
    got.push(item);
    if (got.length > 2000) break;
  }
  return got;
}

/** Whether there is such an address. */
export const isAddress = (address: bigint): boolean => address >= 0n && address < TOP;
/** Whether views take such a length. */
export const isLength = (length: number): boolean =>
  Number.isInteger(length) && length >= 0 && length <= 2 ** 30;
