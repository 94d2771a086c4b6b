/** Reads of many objects under way at once, so that what they wait for is asked of the source together. */

/** Objects at a time: far more than the engine's jobs that share a trip, few enough for memory. */
const SLICE = 2048;

/** What `each` gives for each item, in order; so many under way at a time as fit memory, however many items there are. */
export async function sideBySide<T, R>(items: readonly T[], each: (item: T) => Promise<R>): Promise<R[]> {
  if (items.length <= SLICE) return Promise.all(items.map((item) => each(item)));
  const results: R[] = [];
  for (let i = 0; i < items.length; i += SLICE)
    for (const result of await Promise.all(items.slice(i, i + SLICE).map((item) => each(item))))
      results.push(result);
  return results;
}
