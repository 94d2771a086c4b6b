/** A file whose bytes lie in pieces, in one source or in several, as one source. */
import { PagewalkError, type ByteSource, type SourceRead } from '../engine/index.js';

/** Where the bytes from an offset of the file on lie. */
export interface SourcePiece {
  readonly source: ByteSource;
  /** Offset in that source. */
  readonly offset: number;
  /** Bytes that follow each other there. */
  readonly size: number;
}

/** What is known of the file. */
export interface PiecedFile extends Pick<ByteSource, 'name' | 'size' | 'identity' | 'cost'> {
  /** All sources that have pieces; closing the file closes them. */
  readonly sources: readonly ByteSource[];
  /** The piece that an offset lies in; undefined at the end of the file, a text says why it is in none. */
  pieceAt(offset: number): SourcePiece | string | undefined;
  /** Why a piece is not whole when its source does not say it. */
  readonly shortage?: string;
}

interface Part {
  readonly source: ByteSource;
  readonly owner: SourceRead;
  readonly read: SourceRead;
}

/** The file. A read stops where a piece is missing or not whole. */
export function piecedSource(file: PiecedFile): ByteSource {
  const { name, size, identity, cost, sources, shortage } = file;

  /** Cuts reads at the pieces' borders. */
  const plan = (reads: readonly SourceRead[]): Part[] => {
    const parts: Part[] = [];
    for (const owner of reads) {
      owner.got = 0;
      owner.error = undefined;
      const { into, offset } = owner;
      for (let at = 0; at < into.length;) {
        const piece = file.pieceAt(offset + at);
        if (typeof piece === 'string') owner.error = piece;
        if (piece === undefined || typeof piece === 'string') break;
        const read = { offset: piece.offset, into: into.subarray(at, at + piece.size), got: 0 };
        parts.push({ source: piece.source, owner, read });
        at += read.into.length;
      }
    }
    return parts;
  };
  const readsOf = (parts: readonly Part[], source: ByteSource): SourceRead[] =>
    parts.filter((part) => part.source === source).map(({ read }) => read);
  /** Adds up what the sources gave; what lies behind a part that is not whole does not count. */
  const finish = (parts: readonly Part[]): void => {
    let stopped: SourceRead | undefined;
    for (const { owner, read } of parts) {
      if (owner === stopped) continue;
      owner.got += read.got;
      if (read.got === read.into.length) continue;
      stopped = owner;
      owner.error = read.error ?? shortage;
    }
  };

  const syncs = sources.map(({ readSync }) => readSync);
  /** Writes piece by piece. Rejects at the first one that has no place or fails. */
  const write = async (offset: number, bytes: Uint8Array): Promise<void> => {
    for (let at = 0; at < bytes.length;) {
      const piece = file.pieceAt(offset + at);
      if (piece === undefined || typeof piece === 'string')
        throw new PagewalkError('connector', 'io', piece ?? `${name} ends before offset ${offset + at}`, {
          source: name,
        });
      const part = bytes.subarray(at, at + piece.size);
      await piece.source.write?.(piece.offset, part);
      at += part.length;
    }
  };
  return {
    name,
    size,
    identity,
    cost,
    ...(sources.every((source) => source.write !== undefined) && { write }),
    read: async (reads, signal) => {
      const parts = plan(reads);
      for (const source of sources) {
        const own = readsOf(parts, source);
        if (own.length > 0) await source.read(own, signal);
      }
      finish(parts);
    },
    ...(syncs.every((sync) => sync !== undefined) && {
      readSync: (reads: readonly SourceRead[]) => {
        const parts = plan(reads);
        for (const [i, source] of sources.entries()) {
          const own = readsOf(parts, source);
          if (own.length > 0) syncs[i]?.(own);
        }
        finish(parts);
      },
    }),
    close: async () => {
      for (const source of sources) await source.close();
    },
  };
}
