/** Types of kernel.js, as far as TypeScript tests use it. */
/** Fetches a kernel of a Debian suite; gives its folder, with `vmlinu*` and `modules/`. */
export function fetchKernel(suite: string, name: string, debian?: string): string;
