/** A store in the user's cache folder. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../engine/index.js';

/** Entries kept; the oldest go first. */
const KEEP = 200;

/** `$XDG_CACHE_HOME/pagewalk`, or `~/.cache/pagewalk`. */
export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'pagewalk');
}

/** A store of files named by the hash of their key. A folder that cannot be written is no error: nothing is kept then. */
export function diskStore(folder: string = cacheFolder()): Store {
  const fileOf = (key: string): string =>
    join(folder, createHash('sha256').update(key).digest('hex').slice(0, 40));
  return {
    async get(key) {
      try {
        return await readFile(fileOf(key));
      } catch {
        return undefined;
      }
    },
    async put(key, value) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const temporary = join(folder, `.${randomUUID()}`);
        await writeFile(temporary, value, { mode: 0o600 });
        await rename(temporary, fileOf(key));
        await prune(folder);
      } catch {
        // A cache that cannot be written costs time, nothing else.
      }
    },
  };
}

async function prune(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= KEEP) return;
  const entries = await Promise.all(
    names.map(async (name) => ({ name, time: (await stat(join(folder, name))).mtimeMs })),
  );
  entries.sort((a, b) => a.time - b.time);
  for (const { name } of entries.slice(0, names.length - KEEP)) await unlink(join(folder, name));
}
