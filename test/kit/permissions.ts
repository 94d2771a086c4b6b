/** Permissions for tests that care about few of them. */
import type { Permissions } from '../../engine/index.js';

/** Readable and nothing else, but for what is given. */
export function permissions(some: Partial<Permissions> = {}): Permissions {
  return {
    read: true,
    write: false,
    execute: false,
    userExecute: false,
    kernelExecute: false,
    user: false,
    accessed: false,
    dirty: false,
    global: false,
    contiguous: false,
    ...some,
  };
}
