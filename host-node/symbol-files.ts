/** Files of symbols and types on disk, read where they are looked at: a vmlinux with debug information is large. */
import { resolve } from 'node:path';
import { PagewalkError, type ByteSource, type SourceRead } from '../engine/index.js';
import type { HostFile, SymbolOptions } from '../os/index.js';
import { openFile } from './file-source.js';

/** The word in the place of a path that stands for no file. */
const NONE = 'none';

/** Opens a file for the layer of the operating system. Throws kind `io` when it cannot be opened, and later when it cannot be read. */
export function openSymbolFile(path: string): HostFile {
  const whole = resolve(path);
  const { size, identity = whole } = opened(whole, (source) => source);
  return {
    path: whole,
    identity,
    bytes: {
      length: size,
      subarray: (start, end) => {
        const into = new Uint8Array(Math.max(0, Math.min(end, size) - start));
        const read: SourceRead = { offset: start, into, got: 0 };
        opened(whole, (source) => source.readSync?.([read]));
        if (read.got === into.length) return into;
        throw new PagewalkError(
          'host',
          'io',
          `${whole}: cannot be read: ${read.error ?? 'it became shorter'}`,
          {
            source: whole,
          },
        );
      },
    },
  };
}

/** Does something with a file that is closed afterwards. */
function opened<T>(path: string, use: (source: ByteSource) => T): T {
  const source = openFile(path);
  try {
    return use(source);
  } finally {
    void source.close();
  }
}

/** What `--symbols` says: files, `none`, or nothing. */
export function symbolOptions(paths: readonly string[]): SymbolOptions {
  const given = paths.filter((path) => path !== NONE);
  return { open: openSymbolFile, ...(paths.length > 0 && { given }) };
}
