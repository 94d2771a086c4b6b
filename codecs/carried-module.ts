/** WebAssembly modules that neutral code carries as text. */
import { fromBase64 } from './base64.js';

/** The exports of a module in base64, compiled at once: such modules have a few KiB and import nothing. */
export function carriedModule<Exports>(text: string): Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(fromBase64(text))).exports as unknown as Exports;
}
