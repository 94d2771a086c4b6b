/** Compressors of zram and zswap by the names that the kernel gives them. Sources: drivers/block/zram/backend_*.c, crypto/. */
import { decodeBlock, prepareZstd, type Codec } from '../../../codecs/page-codec.js';

const CODECS: Readonly<Record<string, Codec>> = {
  lzo: 'lzo',
  'lzo-rle': 'lzo',
  lz4: 'lz4',
  lz4hc: 'lz4',
  zstd: 'zstd',
  deflate: 'deflate',
};

/** Whether a text names a compressor whose pages can be unpacked. */
export function isCompressor(name: string): boolean {
  return Object.hasOwn(CODECS, name);
}

/** Makes a compressor ready where that takes a wait; needed before pages of it are unpacked. */
export async function prepareCompressor(name: string): Promise<void> {
  if (CODECS[name] === 'zstd') await prepareZstd();
}

/** A page of `size` bytes out of what a compressor made of it; a text says why that cannot be. */
export function unpackedPage(name: string, data: Uint8Array, size: number): Uint8Array | string {
  const codec = CODECS[name];
  if (codec === undefined) return `compressor ${name} is not known here`;
  const page = decodeBlock(codec, data, size);
  return typeof page === 'string' ? page : page.slice();
}
