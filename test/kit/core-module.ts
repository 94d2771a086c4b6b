/** The built core, compiled once for all tests of a file. */
import { readFileSync } from 'node:fs';
import { Engine, type Connector, type EngineOptions } from '../../engine/index.js';

/** Bytes of dist/core.wasm. */
export const coreWasm = new Uint8Array(readFileSync(new URL('../../dist/core.wasm', import.meta.url)));
const compiled = new WebAssembly.Module(coreWasm);

/** An engine over a connector. */
export function engineOver(
  connector: Connector,
  options: Omit<EngineOptions, 'core' | 'connector'> = {},
): Promise<Engine> {
  return Engine.create({ core: compiled, connector, ...options });
}
