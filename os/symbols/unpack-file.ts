/** Symbol files as they are distributed: packed with gzip, zstd or xz, recognised by content. Sources: RFC 1952, RFC 8878. */
import { Gunzip } from 'fflate';
import { Decompress } from 'fzstd';
import { PagewalkError } from '../../engine/index.js';
import { PackedDataError, unpackXz, XZ_MAGIC } from '../../codecs/xz.js';
import type { FileBytes } from './elf-sections.js';

/** No symbol file is larger unpacked, bytes; JavaScript's texts end there, too. */
const MAX_BYTES = 2 ** 29;
/** Packed bytes handed over at once: they become at most a thousand times as many. */
const STEP = 1 << 16;

type OnData = (piece: Uint8Array) => void;

interface Packing {
  readonly name: string;
  readonly magic: readonly number[];
  /** Takes packed bytes piece by piece. */
  readonly start: (onData: OnData) => { push(piece: Uint8Array, last: boolean): unknown };
}

const PACKINGS: readonly Packing[] = [
  { name: 'gzip', magic: [0x1f, 0x8b], start: (onData) => new Gunzip(onData) },
  { name: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd], start: (onData) => new Decompress(onData) },
];

/**
 * The content of a packed file; the file itself when it is not packed. Throws kind `malformed` for damage, `unsupported`
 * for what becomes larger than `limit` bytes.
 */
export function unpackedFile(name: string, file: FileBytes, limit = MAX_BYTES): FileBytes {
  const head = file.subarray(0, 6);
  if (XZ_MAGIC.every((byte, i) => head[i] === byte)) return unpackedXz(name, file, limit);
  const packing = PACKINGS.find(({ magic }) => magic.every((byte, i) => head[i] === byte));
  if (packing === undefined) return file;
  const fail = (kind: 'malformed' | 'unsupported', why: string): PagewalkError =>
    new PagewalkError('os', kind, `${name}: packed with ${packing.name}, and ${why}`, { source: name });
  const pieces: Uint8Array[] = [];
  let size = 0;
  const stream = packing.start((piece) => {
    size += piece.length;
    if (size > limit) throw fail('unsupported', `becomes larger than ${limit} bytes`);
    pieces.push(piece.slice());
  });
  try {
    for (let at = 0; at < file.length; at += STEP)
      stream.push(file.subarray(at, Math.min(file.length, at + STEP)), at + STEP >= file.length);
  } catch (cause) {
    if (cause instanceof PagewalkError) throw cause;
    throw fail('malformed', `damaged: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function unpackedXz(name: string, file: FileBytes, limit: number): Uint8Array {
  try {
    return unpackXz(file.subarray(0, file.length), limit);
  } catch (cause) {
    if (!(cause instanceof PackedDataError)) throw cause;
    const kind = cause.kind === 'damaged' ? 'malformed' : 'unsupported';
    throw new PagewalkError('os', kind, `${name}: packed with xz, and ${cause.message}`, {
      source: name,
      cause,
    });
  }
}
