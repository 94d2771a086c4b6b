/** Untrusted text made harmless for a terminal, a table or a page. */

/** Control, format, surrogate, private, line- and paragraph-separator characters: nothing that moves a cursor or turns a line around. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\\]/gu;

/** Replaces unsafe characters by `\xNN` or `\u{N}`, and the backslash by two, so that the text can be told back. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (character) => {
    if (character === '\\') return '\\\\';
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}
