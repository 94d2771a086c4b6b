/** Short NUL-terminated texts of kernel memory: names that structures point to. */
import type { LinuxKernel } from './kernel.js';

const decoder = new TextDecoder();

/** The texts at some addresses, in one batch; null where one cannot be read, or has no end within `max` bytes. */
export async function textsAt(
  kernel: LinuxKernel,
  addresses: readonly bigint[],
  max = 256,
): Promise<(string | null)[]> {
  const { kernelStart, wordSize, space } = kernel;
  const last = (1n << BigInt(8 * wordSize)) - BigInt(max);
  const usable = addresses.map((address) => address >= kernelStart && address <= last);
  const reads = await space.readMany(
    addresses.map((address, i) => ({
      address: usable[i] === true ? address : 0n,
      length: usable[i] === true ? max : 0,
    })),
  );
  return reads.map(({ data, missing }, i) => {
    const end = data.indexOf(0);
    const [gap] = missing;
    // A gap behind the end does not matter; bytes of a gap are zeros.
    if (usable[i] !== true || end < 0) return null;
    if (gap !== undefined && gap.start <= (addresses[i] as bigint) + BigInt(end)) return null;
    return decoder.decode(data.subarray(0, end));
  });
}

/** One such text. */
export async function textAt(kernel: LinuxKernel, address: bigint, max?: number): Promise<string | null> {
  return (await textsAt(kernel, [address], max))[0] ?? null;
}
