/** Types of build.js for the tests that use it. */
export function generateC(folder: string): void;
export function compile(folder: string, variant: 'sanitized' | 'coverage'): string;
export const NATIVE_TOOLS: Record<string, string>;
