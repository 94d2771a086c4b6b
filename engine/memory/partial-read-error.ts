/** The error of a read that is not whole: it holds the bytes there are and the ranges there are not. */
import { PagewalkError } from '../errors.js';
import type { Missing, PartialRead } from './partial.js';

/** One missing range in words: "0x1000..0x1fff: no page (level 1, entry 0x0)". */
export function describeMissing(missing: Missing): string {
  const { reason } = missing;
  const range = `0x${missing.start.toString(16)}..0x${(missing.start + missing.size - 1n).toString(16)}`;
  switch (reason.kind) {
    case 'not-present':
      return `${range}: ${reason.why ?? `not mapped (level ${reason.level} entry 0x${reason.entry.toString(16)} is not present)`}`;
    case 'not-canonical':
      return `${range}: not a canonical address in this paging mode`;
    case 'outside':
      return `${range}: ${reason.why}`;
    case 'missing-page':
      return `${range}: ${reason.table ? 'page table' : 'page'} 0x${reason.phys.toString(16)} is missing: ${reason.why}`;
  }
}

/** Kind `partial`. `partial.data` has the full length, `partial.missing` says which of its bytes are not memory. */
export class PartialReadError extends PagewalkError {
  constructor(
    address: bigint,
    readonly partial: PartialRead,
  ) {
    const first = partial.missing[0];
    const more = partial.missing.length > 1 ? `, and ${partial.missing.length - 1} more` : '';
    super(
      'engine',
      'partial',
      `read of ${partial.data.length} bytes at 0x${address.toString(16)} is not whole: ${first === undefined ? 'nothing is known' : describeMissing(first)}${more}`,
      {
        address,
      },
    );
  }
}
