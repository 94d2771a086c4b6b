/** Finds core.wasm beside the compiled library, or in dist when run from the sources. */
import { existsSync, readFileSync } from 'node:fs';
import { PagewalkError } from '../engine/index.js';

/** The core's bytes. Throws kind `not-found` when the core was not built. */
export function coreBytes(): Uint8Array {
  const places = ['../core.wasm', '../dist/core.wasm'].map((place) => new URL(place, import.meta.url));
  const found = places.find((place) => existsSync(place));
  if (found === undefined)
    throw new PagewalkError('host', 'not-found', 'core.wasm is missing', { hint: 'npm run build' });
  return readFileSync(found);
}
