/** Reads of headers with clear errors: the one way in which connectors look at a source before they serve it. */
import { PagewalkError, type ByteSource, type SourceRead } from '../engine/index.js';

/** Names the format and the source in errors of a parser. */
export interface Parsed {
  readonly source: ByteSource;
  /** `ELF core`, `LiME dump`. */
  readonly format: string;
  readonly signal?: AbortSignal | undefined;
}

/** `length` bytes at `offset`. Rejects with kind `too-short` where the source has fewer, `io` where reading fails. */
export async function bytesAt(
  { source, format, signal }: Parsed,
  offset: number,
  length: number,
  what: string,
): Promise<DataView<ArrayBuffer>> {
  const room = Math.max(0, source.size - offset);
  if (length <= room) {
    const into = new Uint8Array(length);
    const read: SourceRead = { offset, into, got: 0 };
    await source.read([read], signal);
    if (read.got === length) return new DataView(into.buffer);
    if (read.error !== undefined)
      throw new PagewalkError(
        'connector',
        'io',
        `${source.name}: offset 0x${offset.toString(16)}: ${read.error}`,
        { source: source.name, offset },
      );
  }
  throw new PagewalkError(
    'connector',
    'too-short',
    `${source.name}: ${format}: ${what} at offset 0x${offset.toString(16)} needs ${length} bytes, the file has ${room}`,
    { source: source.name, offset, expected: `${length} bytes`, got: `${room} bytes` },
  );
}

/** The error for a field that cannot be right. */
export function malformed(
  { source, format }: Parsed,
  offset: number,
  expected: string,
  got: string,
): PagewalkError {
  return new PagewalkError(
    'connector',
    'malformed',
    `${source.name}: ${format} at offset 0x${offset.toString(16)}: expected ${expected}, got ${got}`,
    { source: source.name, offset, expected, got },
  );
}

/** A 64-bit field as a number; NaN beyond 2^53, which no comparison accepts. */
export function wordAt(view: DataView, at: number, littleEndian = true): number {
  const value = Number(view.getBigUint64(at, littleEndian));
  return value <= Number.MAX_SAFE_INTEGER ? value : Number.NaN;
}

/** True when the bytes start with an ASCII text. */
export function startsWith(bytes: Uint8Array, text: string): boolean {
  return (
    bytes.length >= text.length && Array.from(text).every((letter, i) => bytes[i] === letter.charCodeAt(0))
  );
}
