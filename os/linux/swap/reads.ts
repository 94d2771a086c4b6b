/** Reads of kernel and physical memory as parts of a lookup, which runs with promises and without. */
import type { LookupJob, MemoryView } from '../../../engine/index.js';
import { wordIn, type LinuxKernel } from '../kernel.js';

/** Bytes of a view; undefined when some are missing. */
export function* bytesAt(
  view: MemoryView,
  address: bigint,
  length: number,
): LookupJob<Uint8Array | undefined> {
  const [read] = yield [{ view, address, length }];
  return read === undefined || read.missing.length > 0 ? undefined : read.data;
}

/** A word of kernel memory; undefined when it cannot be read. */
export function* wordAt(kernel: LinuxKernel, address: bigint): LookupJob<bigint | undefined> {
  if (address < kernel.kernelStart) return undefined;
  const data = yield* bytesAt(kernel.space, address, kernel.wordSize);
  return data && wordIn(data, 0, kernel.wordSize);
}
