/** Looks things up that are sorted by where they start. */

/** Number of the last element that starts at or before a place; -1 when there is none. */
export function lastFrom(sorted: readonly { readonly start: number }[], place: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as { start: number }).start <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
