/** JSON records of keys and keyrings. */
import { completeness, hexAddress, type JsonRecord } from '../records.js';
import type { KernelKey } from '../types.js';

/** Eight hexadecimal digits, as /proc/keys has them. */
const digits = (value: number): string => value.toString(16).padStart(8, '0');

/** Record of `keys`. */
export function keyRecord(key: KernelKey): JsonRecord {
  return {
    serial: digits(key.serial),
    flags: key.flags,
    usage: key.usage,
    expires: key.expires,
    permissions: digits(key.permissions),
    uid: key.uid,
    gid: key.gid,
    type: key.type,
    description: key.description,
    detail: key.detail,
    address: hexAddress(key.address),
    ...completeness(key),
  };
}
