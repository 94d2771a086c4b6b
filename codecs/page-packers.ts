/** Packers of pages for dumps that are written, one interface for all codecs: zstd and snappy of our own, zlib of a library. */
import { zlibSync } from 'fflate';
import { carriedModule } from './carried-module.js';
import { PAGE_PACKER } from './page-packer-bytes.js';

/** How pages of a dump can be packed. */
export type PackCodec = 'none' | 'zlib' | 'zstd' | 'snappy';

/** Packs pages one by one. */
export interface PagePacker {
  readonly codec: PackCodec;
  /**
   * Packs a page of at most 64 KiB; undefined when that makes it no smaller. The result may be a view of a buffer that the next
   * call overwrites.
   */
  pack(page: Uint8Array): Uint8Array | undefined;
}

/** Exports of core-as/packer. */
interface Packers {
  readonly memory: WebAssembly.Memory;
  inputAt(): number;
  inputSize(): number;
  outputAt(): number;
  zstd(length: number): number;
  snappy(length: number): number;
}

/** The packer of a codec. */
export function pagePacker(codec: PackCodec): PagePacker {
  switch (codec) {
    case 'none':
      return { codec, pack: () => undefined };
    case 'zlib':
      return { codec, pack: (page) => smaller(page, zlibSync(page, { level: 1 })) };
    case 'zstd':
    case 'snappy':
      return ownPacker(codec);
  }
}

function smaller(page: Uint8Array, packed: Uint8Array): Uint8Array | undefined {
  return packed.length < page.length ? packed : undefined;
}

function ownPacker(codec: 'zstd' | 'snappy'): PagePacker {
  const packers = carriedModule<Packers>(PAGE_PACKER);
  const memory = new Uint8Array(packers.memory.buffer);
  const [input, output, most] = [packers.inputAt(), packers.outputAt(), packers.inputSize()];
  return {
    codec,
    pack: (page) => {
      if (page.length > most) return undefined;
      memory.set(page, input);
      const size = packers[codec](page.length);
      return size === 0 ? undefined : memory.subarray(output, output + size);
    },
  };
}
