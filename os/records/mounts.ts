/** JSON records of mounts. */
import { completeness, hexAddress, type JsonRecord } from '../records.js';
import type { Mount } from '../types.js';

/** Record of `mounts`. */
export function mountRecord(m: Mount): JsonRecord {
  const { device, mountpoint, type, options } = m;
  return { device, mountpoint, type, options, address: hexAddress(m.address), ...completeness(m) };
}
