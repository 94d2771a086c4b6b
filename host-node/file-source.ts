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
  write as writeCallback,
} from 'node:fs';
import { promisify } from 'node:util';
import { PagewalkError, type ByteSource, type SourceRead } from '../engine/index.js';
import { systemReason } from './system-reason.js';

const readFile = promisify(readCallback);
const writeFile = promisify(writeCallback);
/** Reads in flight at once: libuv has four threads. */
const PARALLEL = 4;
/** The file system of /proc. Source: include/uapi/linux/magic.h, PROC_SUPER_MAGIC. */
const PROC = 0x9fa0;

/** Sectors of /sys/dev/block are counted in these, whatever the device's own. Source: Documentation/ABI/stable/sysfs-block. */
const SECTOR = 512;

/** How to open a file. */
export interface FileOptions {
  /** Also for writing; default: for reading only. */
  readonly write?: boolean;
  /** Its size in bytes where the system has none to say: /proc/PID/mem. */
  readonly size?: number;
}

/** Opens a file or block device, read-only by default. Throws kind `io` with the system's reason when it cannot be opened. */
export function openFile(path: string, options: FileOptions = {}): ByteSource {
  const failed = (why: string, cause?: unknown): PagewalkError =>
    new PagewalkError('host', 'io', `${path}: ${why}`, {
      source: path,
      ...(cause !== undefined && { cause }),
    });
  let handle: number;
  try {
    handle = openSync(path, options.write === true ? 'r+' : 'r');
  } catch (cause) {
    throw failed(`cannot be opened: ${systemReason(cause)}`, cause);
  }
  const stat = fstatSync(handle, { bigint: true });
  const size =
    options.size ??
    (stat.isFile() ? Number(stat.size) : stat.isBlockDevice() ? blockDeviceSize(stat.rdev) : undefined);
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
    ...(options.write === true && {
      write: async (offset: number, bytes: Uint8Array) => {
        try {
          for (let at = 0; at < bytes.length;)
            at += (await writeFile(handle, bytes, at, bytes.length - at, offset + at)).bytesWritten;
        } catch (cause) {
          throw failed(`cannot be written at offset 0x${offset.toString(16)}: ${systemReason(cause)}`, cause);
        }
      },
    }),
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
