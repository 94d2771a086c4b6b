/** Files that commands write: new ones, piece by piece. */
import { open } from 'node:fs/promises';
import { PagewalkError } from '../../engine/index.js';
import type { Session } from './session.js';

/** Bytes of a file from an offset on; without them they are missing, and stay a hole. */
export interface FilePiece {
  readonly offset: number;
  /** Bytes that the piece is about; absent: those it has. */
  readonly size?: number;
  readonly bytes?: Uint8Array | undefined;
}

/** What is written. */
export interface NewFile {
  /** Bytes of the whole file. */
  readonly size: number;
  readonly pieces: AsyncIterable<FilePiece>;
  /** What to do when there is a file of that name. */
  readonly hint: string;
}

/** Writes a file; what lies between the pieces stays a hole. An existing one is not touched: rejects with kind `io`. */
export async function writeNewFile(
  session: Session,
  path: string,
  { size, pieces, hint }: NewFile,
): Promise<void> {
  const file = await open(path, 'wx').catch((cause: unknown) => {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    throw new PagewalkError('cli', 'io', exists ? `${path} exists` : `${path} cannot be written`, {
      cause,
      ...(exists && { hint }),
    });
  });
  try {
    for await (const { offset, bytes, size: length = bytes?.length ?? 0 } of pieces) {
      session.signal.throwIfAborted();
      if (bytes !== undefined) await file.write(bytes, 0, bytes.length, offset);
      session.progress.update('writing', BigInt(offset + length), BigInt(size));
    }
    await file.truncate(size);
  } finally {
    await file.close();
  }
}
