/** JSON records of the page cache. */
import { completeness, hexAddress, type JsonRecord } from '../records.js';
import type { CachedFile } from '../types.js';

/** Record of `pagecache`. */
export function cachedFileRecord(f: CachedFile): JsonRecord {
  const { path, device, size, cachedPages } = f;
  return {
    path,
    inode: Number(f.inode),
    device,
    size,
    cachedPages,
    address: hexAddress(f.address),
    ...completeness(f),
  };
}
