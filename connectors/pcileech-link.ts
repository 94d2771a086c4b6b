/** A PCILeech board's pipes and frames together: what the registers and the memory reads both talk through. */
import { PagewalkError, throwIfAborted } from '../engine/index.js';
import type { Ft601 } from './ft601.js';
import { FrameReader, resynchronise, type FrameListener } from './pcileech-frames.js';

const DRAIN_SIZE = 0x10000;
/** Transfers that an earlier session may have left in the board's queues. */
const MAX_DRAIN = 64;
/** Longest answer of a board that has nothing to say: its five fillers, twice. */
const QUIET = 40;

/** Sends units, and hands what comes back to whoever listens. */
export class BoardLink {
  /** Transfers read so far. */
  polls = 0;
  readonly reader: FrameReader;
  private listener: Partial<FrameListener> = {};
  /** The transfer before has been looked at: pieces of a TLP must come in order. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(readonly pipe: Ft601) {
    this.reader = new FrameReader({
      tlp: (words, count) => this.listener.tlp?.(words, count),
      register: (source, word) => this.listener.register?.(source, word),
    });
  }

  /** Says who gets what comes from now on; returns who got it before. */
  listen(listener: Partial<FrameListener>): Partial<FrameListener> {
    const before = this.listener;
    this.listener = listener;
    return before;
  }

  /** One transfer from the board; several may be under way. Resolves with its size once it was looked at. Rejects with kind `io`. */
  poll(length: number): Promise<number> {
    this.polls++;
    const received = this.pipe.receive(length);
    const looked = this.turn.then(async () => {
      const bytes = await received;
      if (bytes === undefined) this.reader.interrupted();
      else this.reader.push(bytes);
      return bytes?.length ?? 0;
    });
    received.catch(() => undefined);
    this.turn = looked.catch(() => undefined);
    return looked;
  }

  /** Brings a board into step that may have been left in the middle of something. Rejects with kind `io` when it never falls silent. */
  async settle(signal?: AbortSignal): Promise<void> {
    await this.pipe.send([resynchronise()]);
    for (let i = 0; i < MAX_DRAIN; i++) {
      throwIfAborted(signal);
      if ((await this.poll(DRAIN_SIZE)) <= QUIET) return;
    }
    throw new PagewalkError(
      'connector',
      'io',
      `${this.pipe.name}: it sends without end though nothing was asked`,
      {
        source: this.pipe.name,
        hint: 'unplug the board, or switch the target off and on, and try again',
      },
    );
  }
}
