/** All codecs of compressed dumps behind one call with hard bounds: LZO, LZ4, snappy, Xpress and zlib of our own, deflate and zstd of libraries. */
import { inflateSync, unzlibSync } from 'fflate';
import { carriedModule } from './carried-module.js';
import { FAILURES } from './failures.js';
import { PAGE_CODEC } from './page-codec-bytes.js';

/** How a block is stored. */
export type Codec =
  'none' | 'zlib' | 'deflate' | 'lzo' | 'snappy' | 'lz4' | 'zstd' | 'xpress' | 'xpressHuffman';

/** Exports of core-as/codec. */
interface Decoders {
  readonly memory: WebAssembly.Memory;
  inputAt(): number;
  inputSize(): number;
  outputAt(): number;
  outputSize(): number;
  lz4(length: number, limit: number): number;
  lzo1x(length: number, limit: number): number;
  snappy(length: number, limit: number): number;
  zlib(length: number, limit: number): number;
  xpress(length: number, limit: number): number;
  xpressHuffman(length: number, limit: number): number;
  crc32c(length: number): number;
}

type Zstd = (data: Uint8Array, size: number) => Uint8Array;
let decoders: Decoders | undefined;
let zstd: Zstd | undefined;

/** The decoders of our own, compiled when first needed. */
function own(): Decoders {
  decoders ??= carriedModule<Decoders>(PAGE_CODEC);
  return decoders;
}

/** Makes zstd ready; must have been awaited before a zstd block is decoded. */
export async function prepareZstd(): Promise<void> {
  if (zstd !== undefined) return;
  try {
    const { ZSTDDecoder } = await import('zstddec');
    const decoder = new ZSTDDecoder();
    await decoder.init();
    zstd = (data, size) => decoder.decode(data, size);
  } catch {
    // Where a policy forbids the request for its own data URL by which that library starts: slower, but plain script.
    const { decompress } = await import('fzstd');
    zstd = (data, size) => decompress(data, new Uint8Array(size));
  }
}

/**
 * Decodes one block of exactly `size` bytes (at most 4 MiB, but for zlib and zstd). The result may be a view of a buffer
 * that the next call overwrites. A text says why the block cannot be decoded.
 */
export function decodeBlock(codec: Codec, data: Uint8Array, size: number): Uint8Array | string {
  const decoded = decodeAny(codec, data, size);
  if (typeof decoded === 'string') return `${codec} block cannot be unpacked: ${decoded}`;
  return decoded.length === size ? decoded : `${codec} block of ${decoded.length} bytes where ${size} belong`;
}

function decodeAny(codec: Codec, data: Uint8Array, size: number): Uint8Array | string {
  switch (codec) {
    case 'none':
      return data;
    case 'zlib':
      return fits(data, size)
        ? ownBlock('zlib', data, size)
        : guarded(() => unzlibSync(data, { out: new Uint8Array(size) }));
    case 'deflate':
      return guarded(() => inflateSync(data, { out: new Uint8Array(size) }));
    case 'zstd': {
      const decode = zstd;
      return decode === undefined ? 'zstd was not prepared' : guarded(() => decode(data, size));
    }
    case 'lzo':
      return ownBlock('lzo1x', data, size);
    default:
      return ownBlock(codec, data, size);
  }
}

const fits = (data: Uint8Array, size: number): boolean =>
  data.length <= own().inputSize() && size <= own().outputSize();

function ownBlock(
  name: 'lz4' | 'lzo1x' | 'snappy' | 'zlib' | 'xpress' | 'xpressHuffman',
  data: Uint8Array,
  size: number,
): Uint8Array | string {
  const codecs = own();
  if (!fits(data, size)) return 'it is larger than any block';
  new Uint8Array(codecs.memory.buffer).set(data, codecs.inputAt());
  const made = codecs[name](data.length, size);
  return made < 0
    ? (FAILURES[made] ?? `status ${made}`)
    : new Uint8Array(codecs.memory.buffer, codecs.outputAt(), made);
}

/** CRC-32C of at most 4 MiB. */
export function crc32c(data: Uint8Array): number {
  const codecs = own();
  if (data.length > codecs.outputSize()) throw new RangeError(`${data.length} bytes are too many at once`);
  new Uint8Array(codecs.memory.buffer).set(data, codecs.outputAt());
  return codecs.crc32c(data.length) >>> 0;
}

function guarded(decode: () => Uint8Array): Uint8Array | string {
  try {
    return decode();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
