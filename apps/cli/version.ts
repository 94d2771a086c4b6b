/** Which pagewalk this is: the package's version and the core's hash. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { coreBytes } from '../../host-node/index.js';

/** The version in package.json, which lies above this file in the sources as in dist. */
export function packageVersion(): string {
  const places = ['../../package.json', '../../../package.json'].map(
    (place) => new URL(place, import.meta.url),
  );
  const found = places.find((place) => existsSync(place));
  const parsed: unknown = found === undefined ? {} : JSON.parse(readFileSync(found, 'utf8'));
  const { version } = parsed as { version?: unknown };
  return typeof version === 'string' ? version : 'unknown';
}

/** SHA-256 of core.wasm in hex; undefined when it was not built. */
export function coreHash(): string | undefined {
  try {
    return createHash('sha256').update(coreBytes()).digest('hex');
  } catch {
    return undefined;
  }
}
