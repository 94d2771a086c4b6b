/** A source whose calls wait for each other: a connection answers one call at a time. */
import {
  PagewalkError,
  throwIfAborted,
  type ByteSource,
  type SourceCost,
  type SourceRead,
} from '../../engine/index.js';

/** What serves calls. Reads have `got` and `error` set; what throws breaks the source for good. */
export interface Served {
  readonly name: string;
  readonly size: number;
  readonly cost: SourceCost;
  readonly read: (reads: readonly SourceRead[]) => Promise<void>;
  /** Gives why the bytes were not written, or nothing. */
  readonly write?: (offset: number, bytes: Uint8Array) => Promise<string | undefined>;
  readonly close: () => Promise<void> | void;
}

/** The source. A call that fails says so in all its reads that are not whole: a connection that broke gives no bytes later either. */
export function inTurn(served: Served): ByteSource {
  let turn: Promise<unknown> = Promise.resolve();
  let broken: string | undefined;
  const { write } = served;
  const next = <T>(work: () => Promise<T>): Promise<T> => {
    const run = turn.then(() => {
      if (broken !== undefined) throw new Error(broken);
      return work().catch((error: unknown) => {
        broken = error instanceof Error ? error.message : String(error);
        throw error;
      });
    });
    turn = run.catch(() => undefined);
    return run;
  };
  return {
    name: served.name,
    size: served.size,
    identity: undefined,
    live: true,
    cost: served.cost,
    read: async (reads, signal) => {
      for (const read of reads) {
        read.got = 0;
        read.error = undefined;
      }
      throwIfAborted(signal);
      try {
        // No signal: a call that was sent has to be received, or the next one would get its bytes. Closing ends it.
        await next(() => served.read(reads));
      } catch {
        for (const read of reads) if (read.got < read.into.length) read.error = broken;
      }
      throwIfAborted(signal);
    },
    ...(write && {
      write: async (offset: number, bytes: Uint8Array) => {
        const why = await next(() => write(offset, bytes));
        if (why !== undefined) throw new PagewalkError('connector', 'io', why, { source: served.name });
      },
    }),
    close: async () => {
      broken ??= `${served.name} was closed`;
      await served.close();
    },
  };
}
