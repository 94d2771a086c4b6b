/** Untrusted text for each kind of output: what may reach a terminal, and how each format writes the rest. */
import { escapeText } from '../../engine/index.js';

/** Characters that no renderer lets through: controls, formats, surrogates, private ones, separators, invisible ones. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Text for a table, a message or a CSV cell: unsafe characters as `\xNN` or `\u{N}`, the backslash doubled. */
export function safeText(text: string): string {
  return escapeText(text).replace(
    UNSAFE,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** A JSON text whose strings hold no unsafe character: each is written as `\uNNNN`, so the value stays the same. Line feeds are the document's own. */
export function safeJson(json: string): string {
  return json.replace(UNSAFE, (character) => (character === '\n' ? character : unicodeEscapes(character)));
}

function unicodeEscapes(character: string): string {
  return Array.from({ length: character.length }, (_, i) => character.charCodeAt(i))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
}

/** Columns that safe text takes on a terminal: wide East Asian characters and emoji two, marks none. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

const MARK = /^\p{M}$/u;
/** Unicode Standard Annex 11, classes W and F, by block. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u;
