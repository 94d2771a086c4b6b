/** WebAssembly modules that neutral code carries as text. */
import { fromBase64 } from './base64.js';

/** Compiled modules by their text: some are instantiated more than once. */
const compiled = new Map<string, WebAssembly.Module>();

/** The exports of a new instance of a module in base64, compiled at once: such modules have a few KiB and import nothing. */
export function carriedModule<Exports>(text: string): Exports {
  const module = compiled.get(text) ?? new WebAssembly.Module(fromBase64(text));
  compiled.set(text, module);
  return new WebAssembly.Instance(module).exports as unknown as Exports;
}
