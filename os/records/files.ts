/** JSON records of open files and environments. */
import { completeness, hexAddress, type JsonRecord } from '../records.js';
import type { EnvironmentVariable, OpenFile } from '../types.js';

/** Record of `files`. */
export function openFileRecord(f: OpenFile): JsonRecord {
  const { pid, fd, path, type, position, flags } = f;
  return {
    pid,
    fd,
    path,
    type,
    inode: f.inode === null ? null : Number(f.inode),
    position,
    flags,
    address: hexAddress(f.address),
    ...completeness(f),
  };
}

/** Record of `env`. */
export function environmentRecord({ name, value }: EnvironmentVariable): JsonRecord {
  return { name, value };
}
