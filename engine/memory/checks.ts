/** What addresses and lengths a view takes. */
import { PagewalkError } from '../errors.js';
import type { AddressRange } from './view.js';

/** Longest read or write, in bytes. */
export const MAX_LENGTH = 2 ** 30;
/** End of every address space. */
export const TOP = 1n << 64n;

/** An address as it is. Throws kind `usage` for one outside 0 to 2^64 - 1. */
export function checkAddress(address: bigint): bigint {
  if (typeof address === 'bigint' && address >= 0n && address < TOP) return address;
  throw wrongUse(`address ${String(address)} is outside 0 to 2^64 - 1`);
}

/** A length as it is. Throws kind `usage` for one outside 0 to 2^30. */
export function checkLength(length: number): number {
  if (Number.isInteger(length) && length >= 0 && length <= MAX_LENGTH) return length;
  throw wrongUse(`length ${length} is not a whole number from 0 to 2^30`);
}

/** The part of a range that addresses can be in. */
export function clipRange({ start, end }: AddressRange): AddressRange {
  return { start: start < 0n ? 0n : start, end: end > TOP ? TOP : end };
}

/** The error of a call that cannot be meant. */
export function wrongUse(what: string): PagewalkError {
  return new PagewalkError('engine', 'usage', what);
}
