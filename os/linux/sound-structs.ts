/** What must be so of a structure for its numbers to be believed: a page that was overwritten holds numbers, too. */
import type { LinuxKernel } from './kernel.js';
import type { Struct } from './structs.js';

/** Members of struct cred that point at other kernel objects: include/linux/cred.h. */
export const CRED_POINTERS = ['user?', 'user_ns?'] as const;

/** The structure when all its pointers lead into the kernel, as those of every task's cred do. */
export function soundCred(kernel: LinuxKernel, cred: Struct | undefined): Struct | undefined {
  if (cred === undefined) return undefined;
  return ['user', 'user_ns'].every((member) => !cred.has(member) || leads(kernel, cred.word(member)))
    ? cred
    : undefined;
}

const leads = ({ kernelStart, wordSize }: LinuxKernel, address: bigint): boolean =>
  address >= kernelStart && address % BigInt(wordSize) === 0n;
