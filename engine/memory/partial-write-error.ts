/** The error of a write that did not reach all bytes. */
import { PagewalkError } from '../errors.js';
import { describeMissing } from './partial-read-error.js';
import type { Missing } from './partial.js';

/** Kind `partial`. `missing` says which bytes were not written; all others were. */
export class PartialWriteError extends PagewalkError {
  constructor(
    address: bigint,
    length: number,
    readonly missing: readonly Missing[],
  ) {
    const [first] = missing;
    const more = missing.length > 1 ? `, and ${missing.length - 1} more` : '';
    super(
      'engine',
      'partial',
      `write of ${length} bytes at 0x${address.toString(16)} is not whole: ${first === undefined ? 'nothing is known' : describeMissing(first)}${more}`,
      { address },
    );
  }
}
