/** Texts in memory: how bytes become text and back, in the encodings that kernels and programs use. */
import { PagewalkError } from '../errors.js';

/** How a text is encoded; `utf-16` is that of the view's byte order. */
export type TextEncoding = 'utf-8' | 'utf-16' | 'utf-16le' | 'utf-16be' | 'latin1';

/** How to take or make a text. */
export interface TextOptions {
  /** Default `utf-8`. */
  readonly encoding?: TextEncoding;
  /** Throws kind `malformed` for bytes that are no text; default: U+FFFD stands for each. Writing always refuses (kind `usage`). */
  readonly fatal?: boolean;
}

/** One encoding for one view. */
export interface TextCodec {
  /** Bytes of a unit, and so of the NUL. */
  readonly unit: 1 | 2;
  readonly decode: (bytes: Uint8Array) => string;
  /** Throws kind `usage` for a text that the encoding has no bytes for. */
  readonly encode: (text: string) => Uint8Array;
}

const lossy = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
const lossy16 = new TextDecoder('utf-16le', { ignoreBOM: true });
const strict16 = new TextDecoder('utf-16le', { ignoreBOM: true, fatal: true });

/** The codec of an encoding. Throws kind `usage` for a name that is none. */
export function textCodec(options: TextOptions | undefined, byteOrder: 'little' | 'big'): TextCodec {
  const { encoding = 'utf-8', fatal = false } = options ?? {};
  switch (encoding) {
    case 'utf-8':
      return {
        unit: 1,
        decode: (bytes) => decoded(fatal ? strict : lossy, bytes, encoding),
        encode: encodeUtf8,
      };
    case 'latin1':
      return { unit: 1, decode: decodeLatin1, encode: encodeLatin1 };
    case 'utf-16':
    case 'utf-16le':
    case 'utf-16be': {
      const swap = encoding === 'utf-16be' || (encoding === 'utf-16' && byteOrder === 'big');
      const decoder = fatal ? strict16 : lossy16;
      return {
        unit: 2,
        decode: (bytes) => decoded(decoder, swap ? swapped(bytes) : bytes, encoding),
        encode: (text) => (swap ? swapped(encodeUtf16(text)) : encodeUtf16(text)),
      };
    }
    default:
      throw new PagewalkError('engine', 'usage', `${String(encoding)} is no encoding of texts`);
  }
}

/** Where a text of whole units ends: offset of its first NUL, or -1. */
export function findEnd(bytes: Uint8Array, unit: 1 | 2): number {
  if (unit === 1) return bytes.indexOf(0);
  for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, at + 1)) {
    if (at % 2 === 0 && bytes[at + 1] === 0) return at;
  }
  return -1;
}

function decoded(decoder: TextDecoder, bytes: Uint8Array, encoding: string): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new PagewalkError('engine', 'malformed', `${bytes.length} bytes are no text in ${encoding}`);
  }
}

function decodeLatin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function encodeUtf8(text: string): Uint8Array {
  if (/\p{Cs}/u.test(text)) throw unfit(text, 'utf-8');
  return new TextEncoder().encode(text);
}

function encodeLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) throw unfit(text, 'latin1');
    bytes[i] = code;
  }
  return bytes;
}

/** Little endian. */
function encodeUtf16(text: string): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes[2 * i] = code & 0xff;
    bytes[2 * i + 1] = code >> 8;
  }
  return bytes;
}

/** With the bytes of each whole pair swapped. */
function swapped(bytes: Uint8Array): Uint8Array {
  const other = bytes.slice();
  for (let i = 0; i + 1 < other.length; i += 2) {
    other[i] = bytes[i + 1] as number;
    other[i + 1] = bytes[i] as number;
  }
  return other;
}

function unfit(text: string, encoding: string): PagewalkError {
  return new PagewalkError(
    'engine',
    'usage',
    `${JSON.stringify(text)} has characters that ${encoding} has not`,
  );
}
