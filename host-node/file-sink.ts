/** A new file as a byte sink. */
import { access, link, open, rename, unlink } from 'node:fs/promises';
import { PagewalkError, type ByteSink } from '../engine/index.js';

/**
 * Makes a file, or opens one that `again` says is there already. Rejects with kind `io` when it cannot be made, or exists
 * although it should not: no file is ever overwritten.
 */
export async function createFile(path: string, again = false): Promise<ByteSink> {
  const file = await open(path, again ? 'r+' : 'wx', 0o600).catch((cause: unknown) => {
    throw failed(path, cause);
  });
  const orFail = <T>(work: Promise<T>): Promise<T> =>
    work.catch((cause: unknown) => {
      throw failed(path, cause);
    });
  let closed = false;
  return {
    name: path,
    write: async (offset, bytes) => {
      for (let at = 0; at < bytes.length;)
        at += (await orFail(file.write(bytes, at, bytes.length - at, offset + at))).bytesWritten;
    },
    flush: () => orFail(file.datasync()),
    resize: (size) => orFail(file.truncate(size)),
    close: async () => {
      if (!closed) await orFail(file.close());
      closed = true;
    },
  };
}

/** Gives a file its final name, in the same folder. Rejects with kind `io` when that name is taken: no file is ever overwritten. */
export async function moveIntoPlace(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
    await unlink(from);
  } catch (cause) {
    // File systems without second names, FAT among them: there the look before the renaming has to do.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes((cause as NodeJS.ErrnoException).code ?? ''))
      throw failed(to, cause);
    if (await exists(to)) throw new PagewalkError('host', 'io', `${to} exists`, { source: to });
    await rename(from, to);
  }
}

/** Whether there is a file of that name. */
export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function failed(path: string, cause: unknown): PagewalkError {
  const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
  const why = cause instanceof Error ? cause.message : String(cause);
  return new PagewalkError('host', 'io', exists ? `${path} exists` : `${path} cannot be written: ${why}`, {
    source: path,
    cause,
    ...(exists && { hint: 'another name, or remove it: nothing is overwritten' }),
  });
}
