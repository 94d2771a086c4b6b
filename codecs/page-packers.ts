/** Packers of pages for dumps that are written: one interface for all codecs. */
import { zlibSync } from 'fflate';

/** How pages of a dump can be packed. */
export type PackCodec = 'none' | 'zlib';

/** Packs pages one by one. */
export interface PagePacker {
  readonly codec: PackCodec;
  /**
   * Packs a page of at most 64 KiB; undefined when that makes it no smaller. The result may be a view of a buffer that the next
   * call overwrites.
   */
  pack(page: Uint8Array): Uint8Array | undefined;
}

/** The packer of a codec. */
export function pagePacker(codec: PackCodec): PagePacker {
  switch (codec) {
    case 'none':
      return { codec, pack: () => undefined };
    case 'zlib':
      return { codec, pack: (page) => smaller(page, zlibSync(page, { level: 1 })) };
  }
}

function smaller(page: Uint8Array, packed: Uint8Array): Uint8Array | undefined {
  return packed.length < page.length ? packed : undefined;
}
