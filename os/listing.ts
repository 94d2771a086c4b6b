/** Makes listings that say whether they are all there is. */
import type { Listing } from './types.js';

/** A listing of these items; whole when there is no reason why some may be missing. */
export function listingOf<T>(items: readonly T[], reasons: readonly string[]): Listing<T> {
  return reasons.length === 0
    ? { items, complete: true }
    : { items, complete: false, reason: reasons.join('; ') };
}
