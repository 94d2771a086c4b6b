/** Base64 (RFC 4648): modules that neutral code carries and banners in symbol files are written so. */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes of base64 text: neutral code has no Buffer, and atob is not among the globals that both hosts share. */
export function fromBase64(text: string): Uint8Array {
  const digits = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let value = 0;
  let at = 0;
  for (const digit of digits) {
    value = ((value << 6) | DIGITS.indexOf(digit)) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (value >> bits) & 0xff;
  }
  return bytes;
}

/** Base64 text of bytes, with its padding. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const word = (a << 16) | (b << 8) | c;
    text += DIGITS.charAt(word >> 18) + DIGITS.charAt((word >> 12) & 63);
    text += (left > 1 ? DIGITS.charAt((word >> 6) & 63) : '=') + (left > 2 ? DIGITS.charAt(word & 63) : '=');
  }
  return text;
}

/** What each byte stands for as a digit; 255: it is none. */
const VALUES = new Uint8Array(256).fill(255);
for (let value = 0; value < DIGITS.length; value++) VALUES[DIGITS.charCodeAt(value)] = value;

/** Decodes base64 digits that lie in bytes into `into`; gives how many bytes they were. Stops at what is no digit, and where `into` ends. */
export function base64Into(digits: Uint8Array, into: Uint8Array): number {
  let bits = 0;
  let value = 0;
  let at = 0;
  for (const digit of digits) {
    const six = VALUES[digit] as number;
    if (six === 255 || at === into.length) break;
    value = ((value << 6) | six) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    into[at++] = (value >> bits) & 0xff;
  }
  return at;
}
