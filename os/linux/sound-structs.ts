/** What must be so of a structure or a text for it to be believed: a page that was overwritten holds numbers, too. */
import type { LinuxKernel } from './kernel.js';
import type { Struct } from './structs.js';

/** Members of struct cred that point at other kernel objects: include/linux/cred.h. */
export const CRED_POINTERS = ['user?', 'user_ns?'] as const;
/** Link of the list of all super blocks: include/linux/fs.h, struct super_block. */
export const SUPER_BLOCK_POINTERS = ['s_list?'] as const;

/** The structure when those of these members that it has lead into the kernel, as they do in every sound one. */
export function sound(
  { kernelStart, wordSize }: Pick<LinuxKernel, 'kernelStart' | 'wordSize'>,
  struct: Struct | undefined,
  pointers: readonly string[],
): Struct | undefined {
  const leads = (member: string): boolean => {
    const address = struct?.word(member) ?? 0n;
    return address >= kernelStart && address % BigInt(wordSize) === 0n;
  };
  const members = pointers.map((member) => member.replace('?', ''));
  return members.every((member) => struct?.has(member) !== true || leads(member)) ? struct : undefined;
}

/** True when a text holds bytes that no text is made of: control characters but blanks and escape, or no UTF-8. */
export const holdsNoText = (text: string): boolean => /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]/.test(text);
