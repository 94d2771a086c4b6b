/** Records of the page cache. */
import type { Completeness } from '../types.js';

/** A file of which pages are in the page cache. */
export interface CachedFile extends Completeness {
  /** Null where no name of the file is in memory (block devices, evicted names) or where it cannot be read. */
  readonly path: string | null;
  readonly inode: bigint;
  /** Device of the file system, `08:01`. */
  readonly device: string;
  /** Bytes. */
  readonly size: number | null;
  /** Pages of the kernel's size. */
  readonly cachedPages: number | null;
  /** Virtual address of the struct inode. */
  readonly address: bigint;
}

/** A run of a file's bytes: those, or why they are missing. */
export interface CachedPiece {
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly size: number;
  readonly bytes?: Uint8Array;
  readonly reason?: string;
}

/** A file as the page cache has it. */
export interface CachedContent {
  readonly file: CachedFile;
  /** Bytes of the whole file. */
  readonly size: number;
  /** All of the file, in order, without overlaps. */
  readonly pieces: () => AsyncIterable<CachedPiece>;
}
