/** Work over a byte source, written once: it yields reads, and one loop serves them with promises, another without. */
import type { ByteSource, SourceRead } from '../engine/index.js';

/** Yields reads of the source, goes on when they were served. */
export type SourceJob<T> = Generator<readonly SourceRead[], T, void>;

/** Runs a job on a source that answers at once. */
export function runSourceSync<T>(job: SourceJob<T>, readSync: NonNullable<ByteSource['readSync']>): T {
  let step = job.next();
  for (; step.done !== true; step = job.next()) readSync(step.value);
  return step.value;
}

/** Runs a job with `await`. Rejects when the signal fires. */
export async function runSource<T>(job: SourceJob<T>, source: ByteSource, signal?: AbortSignal): Promise<T> {
  let step = job.next();
  for (; step.done !== true; step = job.next()) {
    signal?.throwIfAborted();
    await source.read(step.value, signal);
  }
  return step.value;
}
