/** A dump that is being written to a file: under another name until it is whole, with a journal from which a later run goes on. */
import { createHash } from 'node:crypto';
import { open, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import type { CopyPoint } from '../connectors/index.js';
import { PagewalkError, type ByteSink } from '../engine/index.js';
import { createFile, exists, moveIntoPlace } from './file-sink.js';

const VERSION = 1;

/** A file that gets its name when it is whole. */
export interface DumpFile {
  readonly sink: ByteSink;
  /** Where it lies until then. */
  readonly partial: string;
  /** Where an earlier run stopped, when this one goes on. */
  readonly from: CopyPoint | undefined;
  /** Keeps a point from which a later run can go on. */
  keep(point: CopyPoint): Promise<void>;
  /** Closes the file and gives it its name. */
  complete(): Promise<void>;
}

/**
 * Begins a file, or goes on with one that an earlier run left. `about` says of what and how it is made: a run goes on only with
 * the same. Rejects with kind `io` when there is a file of that name, or an unfinished one and `resume` is not set; with kind
 * `not-found` when there is nothing to resume, `usage` when the unfinished one was made of something else.
 */
export async function beginDumpFile(
  path: string,
  about: Readonly<Record<string, unknown>>,
  resume: boolean,
): Promise<DumpFile> {
  const partial = `${path}.partial`;
  const journal = `${partial}.json`;
  if (await exists(path)) throw taken(path, 'another name, or remove it: nothing is overwritten');
  const key = createHash('sha256').update(JSON.stringify(about)).digest('hex');
  const from = resume ? await pointOf(journal, partial, key) : undefined;
  if (!resume && (await exists(partial)))
    throw taken(partial, 'an unfinished dump: --resume goes on with it; or remove it and its journal');
  const sink = await createFile(partial, resume);
  return {
    sink,
    partial,
    from,
    keep: async (point) => {
      await sink.flush();
      await writeFile(`${journal}.new`, JSON.stringify({ version: VERSION, key, point }), { mode: 0o600 });
      await rename(`${journal}.new`, journal);
    },
    complete: async () => {
      await sink.close();
      await moveIntoPlace(partial, path);
      await unlink(journal).catch(() => undefined);
    },
  };
}

/** SHA-256 of a file in hex. */
export async function sha256Of(path: string, onProgress?: (bytes: number) => void): Promise<string> {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(1 << 20);
  const file = await open(path, 'r');
  try {
    for (let at = 0; ;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
      at += bytesRead;
      onProgress?.(at);
    }
  } finally {
    await file.close();
  }
}

async function pointOf(journal: string, partial: string, key: string): Promise<CopyPoint> {
  const nothing = (why: string): PagewalkError =>
    new PagewalkError('host', 'not-found', `${partial} cannot be resumed: ${why}`, {
      source: partial,
      hint: 'without --resume, after removing it',
    });
  if (!(await exists(partial))) throw nothing('it is not there');
  const text = await readFile(journal, 'utf8').catch(() => {
    throw nothing(`${journal} cannot be read: it was interrupted before its first checkpoint`);
  });
  let kept: { readonly version?: unknown; readonly key?: unknown; readonly point?: unknown };
  try {
    kept = JSON.parse(text) as typeof kept;
  } catch {
    throw nothing(`${journal} is damaged`);
  }
  if (kept.version !== VERSION || typeof kept.point !== 'object' || kept.point === null)
    throw nothing(`${journal} was written by another version`);
  if (kept.key !== key)
    throw new PagewalkError(
      'host',
      'usage',
      `${partial} was begun from another source, or with other options: it cannot be gone on with`,
      { source: partial },
    );
  return kept.point as CopyPoint;
}

function taken(path: string, hint: string): PagewalkError {
  return new PagewalkError('host', 'io', `${path} exists`, { source: path, hint });
}
