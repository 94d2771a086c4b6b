/** Types of host-tools.js, as far as TypeScript tests use it. */
/** What booting x86-64 machines needs: command or file, and the package that brings it. */
export const LAB_TOOLS: Readonly<Record<string, string>>;
/** Installs what is missing; empty when all is there, else what is not and why. */
export function ensure(tools: Readonly<Record<string, string>>): string;
