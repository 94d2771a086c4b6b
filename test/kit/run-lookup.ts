/** Runs a lookup over views that are not an engine's: those of kernels made by hand. */
import type { LookupJob, PartialRead } from '../../engine/index.js';

/** Serves what the lookup asks of each view by its readMany. */
export async function runLookup<T>(job: LookupJob<T>): Promise<T> {
  let step = job.next();
  while (step.done !== true) {
    const results: PartialRead[] = [];
    for (const { view, address, length } of step.value)
      results.push(...(await view.readMany([{ address, length }])));
    step = job.next(results);
  }
  return step.value;
}
