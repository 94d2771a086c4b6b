/** A file as a byte source, with 64-bit offsets. */
import { closeSync, fstatSync, openSync, read as readCallback, readSync as readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { PagewalkError, type ByteSource, type SourceRead } from '../engine/index.js';

const readFile = promisify(readCallback);
/** Reads in flight at once: libuv has four threads. */
const PARALLEL = 4;

/** Opens a file read-only. Throws kind `io` with the system's reason when it cannot be opened. */
export function openFile(path: string): ByteSource {
  const failed = (cause: unknown): PagewalkError =>
    new PagewalkError('host', 'io', `${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      source: path,
      cause,
    });
  let handle: number;
  try {
    handle = openSync(path, 'r');
  } catch (cause) {
    throw failed(cause);
  }
  const stat = fstatSync(handle, { bigint: true });
  if (!stat.isFile()) {
    closeSync(handle);
    throw new PagewalkError('host', 'io', `${path}: not a regular file`, {
      source: path,
      expected: 'a regular file',
    });
  }
  let open = true;
  const readSync = (reads: readonly SourceRead[]): void => {
    for (const read of reads) {
      try {
        while (read.got < read.into.length) {
          const got = readFileSync(
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
        read.error = cause instanceof Error ? cause.message : String(cause);
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
      read.error = cause instanceof Error ? cause.message : String(cause);
    }
  };
  return {
    name: path,
    size: Number(stat.size),
    identity: [path, stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':'),
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
