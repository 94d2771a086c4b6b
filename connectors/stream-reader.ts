/** Reads lines and counted bytes from a stream whose other end may stall, lie or never stop: each wait and each size has a limit. */
import { PagewalkError, type Duplex } from '../engine/index.js';

/** How long a peer may take for one answer, in milliseconds. */
export const PATIENCE_MS = 10_000;

/** One wait: how long, for what, and what ends it early. */
export interface Waiting {
  /** What is waited for, for messages: `an answer to query-status`. */
  readonly what: string;
  /** Milliseconds for all of it; default {@link PATIENCE_MS}. */
  readonly patience?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Resolves with the promise, or rejects with kind `io` when it takes too long, `aborted` when the signal fires. */
export function inTime<T>(
  promise: Promise<T>,
  name: string,
  { what, patience = PATIENCE_MS, signal }: Waiting,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      done();
      reject(new PagewalkError('connector', 'aborted', 'interrupted', { source: name }));
    };
    const timer = setTimeout(() => {
      done();
      const text = `${name}: ${what} did not come within ${(patience / 1000).toFixed(1)} s`;
      reject(new PagewalkError('connector', 'io', text, { source: name }));
    }, patience);
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    if (signal?.aborted === true) {
      abort();
      return;
    }
    signal?.addEventListener('abort', abort, { once: true });
    promise.then(
      (value) => {
        done();
        resolve(value);
      },
      (error: unknown) => {
        done();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}

/** The bytes of a stream in order. A wait that was given up loses no bytes: the next one gets them. */
export class StreamReader {
  private pieces: Uint8Array[] = [];
  /** Bytes of the first piece that were taken. */
  private taken = 0;
  private held = 0;
  private coming: Promise<Uint8Array | undefined> | undefined;

  constructor(private readonly stream: Duplex) {}

  /** Fills `into`. Rejects with kind `io` when the stream ends before, or takes too long. */
  async fill(into: Uint8Array, waiting: Waiting): Promise<void> {
    const until = this.until(waiting);
    for (let at = 0; at < into.length;) {
      if (this.held === 0) await this.more(until);
      const first = this.pieces[0] as Uint8Array;
      const part = first.subarray(this.taken, this.taken + into.length - at);
      into.set(part, at);
      at += part.length;
      this.take(part.length);
    }
  }

  /** The bytes up to the next one of a value, without it; at most `most` of them. Rejects with kind `malformed` when there are more. */
  async upTo(end: number, most: number, waiting: Waiting): Promise<Uint8Array> {
    const until = this.until(waiting);
    let seen = 0;
    for (let index = 0; ; index++) {
      while (index === this.pieces.length) {
        if (this.held > most) throw this.tooMuch(most, waiting);
        await this.more(until);
      }
      const from = index === 0 ? this.taken : 0;
      const piece = this.pieces[index] as Uint8Array;
      const found = piece.indexOf(end, from);
      seen += (found < 0 ? piece.length : found) - from;
      if (seen > most) throw this.tooMuch(most, waiting);
      if (found < 0) continue;
      const text = new Uint8Array(seen);
      await this.fill(text, waiting);
      this.take(1);
      return text;
    }
  }

  private tooMuch(most: number, { what }: Waiting): PagewalkError {
    const { name } = this.stream;
    return new PagewalkError('connector', 'malformed', `${name}: ${what} is longer than ${most} bytes`, {
      source: name,
      expected: `at most ${most} bytes`,
    });
  }

  /** The same wait, with its end fixed. */
  private until(waiting: Waiting): { readonly waiting: Waiting; readonly end: number } {
    return { waiting, end: performance.now() + (waiting.patience ?? PATIENCE_MS) };
  }

  private take(bytes: number): void {
    this.taken += bytes;
    this.held -= bytes;
    if (this.taken < (this.pieces[0]?.length ?? 0)) return;
    this.pieces.shift();
    this.taken = 0;
  }

  private async more({ waiting, end }: { readonly waiting: Waiting; readonly end: number }): Promise<void> {
    this.coming ??= this.stream.read();
    const patience = Math.max(0, end - performance.now());
    const piece = await inTime(this.coming, this.stream.name, { ...waiting, patience });
    this.coming = undefined;
    if (piece === undefined) {
      const { name } = this.stream;
      const text = `${name}: the other end closed the connection before ${waiting.what}`;
      throw new PagewalkError('connector', 'io', text, { source: name });
    }
    this.pieces.push(piece);
    this.held += piece.length;
  }
}
