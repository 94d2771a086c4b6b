/** A file as a byte source, with 64-bit offsets. */
import {
  closeSync,
  fstatSync,
  openSync,
  read as readCallback,
  readFileSync,
  readSync as readAt,
  statfsSync,
  statSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { PagewalkError, type ByteSource, type SourceRead } from '../engine/index.js';

const readFile = promisify(readCallback);
/** Reads in flight at once: libuv has four threads. */
const PARALLEL = 4;
/** The file system of /proc. Source: include/uapi/linux/magic.h, PROC_SUPER_MAGIC. */
const PROC = 0x9fa0;

/** Sectors of /sys/dev/block are counted in these, whatever the device's own. Source: Documentation/ABI/stable/sysfs-block. */
const SECTOR = 512;

/** Opens a file or block device read-only. Throws kind `io` with the system's reason when it cannot be opened. */
export function openFile(path: string): ByteSource {
  const failed = (why: string, cause?: unknown): PagewalkError =>
    new PagewalkError('host', 'io', `${path}: ${why}`, {
      source: path,
      ...(cause !== undefined && { cause }),
    });
  let handle: number;
  try {
    handle = openSync(path, 'r');
  } catch (cause) {
    throw failed(`cannot be opened: ${systemReason(cause)}`, cause);
  }
  const stat = fstatSync(handle, { bigint: true });
  const size = stat.isFile()
    ? Number(stat.size)
    : stat.isBlockDevice()
      ? blockDeviceSize(stat.rdev)
      : undefined;
  if (size === undefined) {
    closeSync(handle);
    throw failed(
      stat.isDirectory()
        ? 'is a folder, not a file'
        : 'neither a regular file nor a block device of known size',
    );
  }
  // What the kernel makes up as it is read: /proc/kcore.
  const live = statfsSync(path).type === PROC;
  let open = true;
  const readSync = (reads: readonly SourceRead[]): void => {
    for (const read of reads) {
      try {
        while (read.got < read.into.length) {
          const got = readAt(
            handle,
            read.into,
            read.got,
            read.into.length - read.got,
            read.offset + read.got,
          );
          if (got === 0) break;
          read.got += got;
        }
      } catch (cause) {
        read.error = systemReason(cause);
      }
    }
  };
  const readOne = async (read: SourceRead): Promise<void> => {
    try {
      while (read.got < read.into.length) {
        const { bytesRead } = await readFile(
          handle,
          read.into,
          read.got,
          read.into.length - read.got,
          read.offset + read.got,
        );
        if (bytesRead === 0) break;
        read.got += bytesRead;
      }
    } catch (cause) {
      read.error = systemReason(cause);
    }
  };
  return {
    name: path,
    size,
    ...(live && { live }),
    identity: live ? undefined : [path, stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':'),
    cost: { block: 4096, parallel: PARALLEL },
    readSync,
    read: async (reads, signal) => {
      for (let i = 0; i < reads.length; i += PARALLEL) {
        if (signal?.aborted === true) throw new PagewalkError('host', 'aborted', 'interrupted');
        await Promise.all(reads.slice(i, i + PARALLEL).map(readOne));
      }
    },
    close: () => {
      if (open) closeSync(handle);
      open = false;
      return Promise.resolve();
    },
  };
}

/** Opens a file that may not be there: undefined then, and for what is no file. */
export function openBeside(path: string): ByteSource | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? openFile(path) : undefined;
}

/** The system's words without the call: "no such file or directory (ENOENT)". */
function systemReason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const match = /^([A-Z0-9]+): (.*?)(?:, \w+(?: '.*')?)?$/s.exec(text);
  return match === null ? text : `${match[2]} (${match[1]})`;
}

/** Size in bytes of the block device of a device number; undefined where the system does not say. */
function blockDeviceSize(device: bigint): number | undefined {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn);
  const minor = (device & 0xffn) | ((device >> 12n) & ~0xffn);
  try {
    return Number(readFileSync(`/sys/dev/block/${major}:${minor}/size`, 'utf8')) * SECTOR;
  } catch {
    return undefined;
  }
}
