/** System.map and saved copies of /proc/kallsyms: lines of address, nm's letter, name. Sources: scripts/mksysmap, kernel/kallsyms.c. */
import { PagewalkError } from '../../engine/index.js';
import type { SymbolName } from './types.js';

const LINE = /^([0-9a-f]{8}|[0-9a-f]{16}) (\S) (\S+)(?:\t\[.*)?$/i;
const latin = new TextDecoder('latin1');
/** Bytes of the start that show what a file is. */
const HEAD = 64;

/** True for what begins as such a file does. */
export function isSystemMap(bytes: Uint8Array): boolean {
  const [first = ''] = latin.decode(bytes.subarray(0, HEAD)).split('\n');
  return /^(?:[0-9a-f]{8}|[0-9a-f]{16}) \S \S/i.test(first);
}

/**
 * Symbols of the kernel proper; lines of modules are left out. Throws kind `malformed` for what has no symbols, saying
 * what it has instead.
 */
export function readSystemMap(name: string, bytes: Uint8Array): SymbolName[] {
  const symbols: SymbolName[] = [];
  for (const line of latin.decode(bytes).split('\n')) {
    const [, address, type, symbol] = LINE.exec(line) ?? [];
    if (address === undefined || type === undefined || symbol === undefined || line.includes('\t[')) continue;
    symbols.push({ name: symbol, address: BigInt(`0x${address}`), type });
  }
  const fail = (why: string, hint: string): PagewalkError =>
    new PagewalkError('os', 'malformed', `${name}: ${why}`, { source: name, hint });
  if (symbols.length === 0) {
    // Distributions put a file with one sentence in the place of the real one.
    const [first = ''] = latin.decode(bytes).split('\n');
    throw fail(
      `there are no symbols in it, but: ${first.slice(0, 120)}`,
      'take the file of the debug package',
    );
  }
  if (symbols.every(({ address }) => address === 0n))
    throw fail('all addresses are 0: whoever saved it was not allowed to see them', 'save it as root');
  return symbols;
}
