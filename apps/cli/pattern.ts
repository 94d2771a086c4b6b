/** What `find` is asked for, as bytes and mask. */
import type { Pattern } from '../../engine/index.js';
import { usageError } from './exit.js';

/** A pattern, and how a match is shown when all matches look the same. */
export interface SearchPattern extends Pattern {
  readonly shown?: string;
}

const PAIRS = /^(?:0x)?(?:[0-9a-f]{2}|\?\?)(?:\s*(?:[0-9a-f]{2}|\?\?))*$/i;
/** Hex that needs no `--hex`: pairs parted by spaces, a wildcard, or 0x in front. */
const PLAINLY_HEX = /\s|\?\?|^0x/i;

/** Reads a pattern. Throws kind `usage` for one that is empty, only wildcards, or asked for in two ways. */
export function parsePattern(
  text: string | undefined,
  number: string | undefined,
  as: { readonly utf16: boolean; readonly hex: boolean; readonly text: boolean },
): SearchPattern {
  if ([as.utf16, as.hex, as.text, number !== undefined].filter(Boolean).length > 1) {
    throw usageError('--utf16, --hex, --text and --u32 exclude each other');
  }
  if (number !== undefined) return numberPattern(number);
  const wanted = text ?? '';
  if (wanted === '') throw usageError('PATTERN is empty');
  const isPairs = PAIRS.test(wanted);
  if (as.hex && !isPairs) throw usageError(`'${wanted}' is not made of hex pairs`, "'7f 45 4c 46 ?? 01'");
  if (as.hex || (isPairs && PLAINLY_HEX.test(wanted) && !as.utf16 && !as.text)) return hexPattern(wanted);
  return { bytes: as.utf16 ? utf16(wanted) : new TextEncoder().encode(wanted), shown: wanted };
}

function numberPattern(text: string): SearchPattern {
  const value = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : NaN;
  if (!(value < 2 ** 32)) throw usageError(`--u32 takes a number of 0 to 4294967295, not '${text}'`);
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return { bytes };
}

function hexPattern(text: string): SearchPattern {
  const pairs = text.replace(/^0x/i, '').replaceAll(/\s/g, '').match(/../g) ?? [];
  const bytes = Uint8Array.from(pairs, (pair) => (pair === '??' ? 0 : parseInt(pair, 16)));
  const mask = Uint8Array.from(pairs, (pair) => (pair === '??' ? 0 : 0xff));
  if (mask.every((m) => m === 0)) throw usageError('PATTERN has only wildcards');
  return mask.includes(0) ? { bytes, mask } : { bytes };
}

function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), true);
  return bytes;
}
