/** Names of an enum's values, as the kernel's own types have them. */
import type { LinuxKernel } from './kernel.js';

/**
 * A name for a value: without `prefix` and in lower case. `fixed` are names by value of an enum that is part of the kernel's interface, for kernels
 * that describe no types. The number as text where neither has a name.
 */
export function enumNames(
  kernel: LinuxKernel,
  name: string,
  prefix: string,
  fixed: readonly string[] = [],
): (value: number) => string {
  const described = kernel.types.describe(`enum ${name}`);
  const names = new Map<string, string>();
  for (const member of described?.kind === 'enum' ? described.members : [])
    if (member.name.startsWith(prefix) && !names.has(member.type))
      names.set(member.type, member.name.slice(prefix.length).toLowerCase());
  return (value) => names.get(String(value)) ?? fixed[value] ?? String(value);
}
