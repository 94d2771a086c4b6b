/** Writes a table of exported symbols with its names, for tests. Source: include/linux/export-internal.h. */
import { random } from './random.js';

/** What to write. */
export interface KsymtabOptions {
  readonly kind: 'place' | 'absolute';
  readonly wordSize: 4 | 8;
  /** 2 words an entry without namespaces (before 5.4), 3 with. */
  readonly words: 2 | 3;
  /** Virtual address of the first byte written. */
  readonly origin: bigint;
  readonly symbols: readonly { readonly name: string; readonly address: bigint }[];
}

const AROUND = 3 * 4096;

/** Bytes that hold noise, the table, other data, the names; and where the table begins. */
export function writeKsymtab(options: KsymtabOptions): { bytes: Uint8Array; start: number } {
  const { kind, words, origin, symbols, wordSize } = options;
  const word = kind === 'place' ? 4 : wordSize;
  const start = AROUND;
  const names = start + symbols.length * words * word + AROUND;
  const text = symbols.map(({ name }) => `${name}\0`).join('');
  const noise = random(7);
  const bytes = Uint8Array.from({ length: names + text.length + AROUND }, () => Math.trunc(noise() * 256));
  const view = new DataView(bytes.buffer);
  bytes.fill(0, names - 1, names);
  bytes.set(new TextEncoder().encode(text), names);
  const put = (at: number, target: bigint): void => {
    if (kind === 'place') view.setInt32(at, Number(target - origin) - at, true);
    else if (wordSize === 8) view.setBigUint64(at, target, true);
    else view.setUint32(at, Number(target), true);
  };
  let name = names;
  for (const [i, symbol] of symbols.entries()) {
    const at = start + i * words * word;
    put(at, symbol.address);
    put(at + word, origin + BigInt(name));
    if (words === 3) put(at + 2 * word, origin + BigInt(name + symbol.name.length));
    name += symbol.name.length + 1;
  }
  return { bytes, start };
}
