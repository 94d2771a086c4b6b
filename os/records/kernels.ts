/** Record of `kernels`. */
import { hexAddress, type JsonRecord } from '../records.js';
import type { SeenKernel } from '../types/kernels.js';

/** Record of a kernel by its place in the list. */
export function kernelRecord({ address, state, banner, why }: SeenKernel, index: number): JsonRecord {
  return {
    index,
    address: hexAddress(address),
    state,
    release: banner?.split(' ')[2] ?? null,
    banner,
    why,
  };
}
