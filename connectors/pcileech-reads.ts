/**
 * Memory reads through a PCILeech board: as many requests under way as tags and the board's buffers allow, answers put together
 * and checked, what got lost asked for again. Source: PCI Express Base Specification 2.2 (transaction ordering, completion rules);
 * ufrisk/LeechCore device_fpga.c (tags, credit, when a board counts as silent).
 */
import { throwIfAborted } from '../engine/index.js';
import { tlpUnits } from './pcileech-frames.js';
import type { BoardLink } from './pcileech-link.js';
import { memoryRead, parseCompletion, type Completion, type CompletionStatus } from './pcileech-tlp.js';

/** Tags that reads use, as LeechCore: 0x00 to 0x6f and 0x80 to 0xef. */
const TAGS = Array.from({ length: 0xf0 }, (_, i) => i).filter((tag) => (tag & 0x7f) < 0x70);
/** Transfers without an answer to any request after which all that are under way count as lost. */
const SILENT_POLLS = 48;
/** The same in milliseconds, where transfers are slow; a few must have been silent then too. */
const SILENT_TIME = 1000;
const FEW_POLLS = 4;
/**
 * A lost request's tag is not used until so many transfers and so much time have passed: an answer that comes late must not meet another
 * request. PCI Express completers answer within 50 ms.
 */
const LATE_POLLS = 256;
const LATE_TIME = 100;
/** How often a request that gets no further is sent. */
const ATTEMPTS = 5;
/** Failures after which no more than so many bytes are asked for. */
const FEW = 2;
const SMALL = 64;
/** Transfers from the board that are under way at once: while one is looked at, the next comes. */
const DEPTH = 2;
/** Largest transfer that is asked of the board. */
const MAX_POLL = 0x40000;
/** Bytes on the wire for a byte of data in 64-byte completions: 19 words for 16, 8 for 7. */
const OVERHEAD = 1.5;

/** Why a request has no bytes. */
const REASONS: Readonly<Record<CompletionStatus | 'poisoned' | 'lost', string>> = {
  ok: 'the answers of the target do not fit together',
  unsupported: 'the target refuses it (unsupported request): no memory is there',
  aborted: 'the target refuses it (completer abort)',
  retry: 'the target asks to try again, again and again',
  unknown: 'the target answers with a reserved status',
  poisoned: 'the target says that these bytes are damaged',
  lost: 'no answer came, and none when it was asked again',
};

/** One request: dwords within 4 KiB. */
export interface BoardRead {
  /** Physical address, a multiple of 4. */
  readonly address: number;
  /** A multiple of 4 bytes long. */
  readonly into: Uint8Array;
  /** Bytes that have come, from the start; all of them when it is served. */
  got: number;
  /** Why the rest is missing. */
  reason?: string | undefined;
}

/** A request and what is happening to it. */
interface Flight {
  readonly read: BoardRead;
  /** Sendings that brought nothing. */
  failures: number;
  /** What was last asked for: bytes of the read from here to there. */
  from: number;
  to: number;
}

/** The reads of one board. */
export class BoardReads {
  /** Requests that were sent again. */
  repeats = 0;
  private readonly flying = new Map<number, Flight>();
  /** Where a tag is not free: the poll and the time when its request was given up. */
  private readonly resting = new Map<number, { readonly poll: number; readonly time: number }>();
  private next = 0;
  private underway = 0;
  private waiting: Flight[] = [];
  private heard = false;

  constructor(
    private readonly link: BoardLink,
    private readonly requester: number,
    private readonly credit: number,
  ) {}

  /**
   * Serves all reads: each has its bytes afterwards, or a reason. Rejects with kind `io` when the board is gone, `aborted` for the signal; what
   * had come until then is there. One call at a time.
   */
  async run(reads: readonly BoardRead[], signal?: AbortSignal): Promise<void> {
    this.waiting = reads.map((read) => ({ read, failures: 0, from: read.got, to: read.got })).reverse();
    const before = this.link.listen({ tlp: (words, count) => this.answer(parseCompletion(words, count)) });
    const polls: Promise<unknown>[] = [];
    try {
      let silent = 0;
      let last = performance.now();
      while (this.waiting.length > 0 || this.flying.size > 0) {
        throwIfAborted(signal);
        const units = this.issue();
        if (units.length > 0 || polls.length === 0) {
          if (this.flying.size === 0) await moment();
          const poll = Promise.all([this.link.pipe.send(units), this.link.poll(this.pollSize())]);
          // Whoever waits for it hears of its failure; it may fail before that.
          poll.catch(() => undefined);
          polls.push(poll);
          if (units.length > 0 && polls.length < DEPTH) continue;
        }
        await polls.shift();
        const now = performance.now();
        if (this.heard || this.flying.size === 0) {
          silent = 0;
          last = now;
        } else if (++silent >= SILENT_POLLS || (silent >= FEW_POLLS && now - last > SILENT_TIME)) {
          for (const tag of [...this.flying.keys()]) this.fail(tag, REASONS.lost);
          silent = 0;
          last = now;
        }
        this.heard = false;
      }
    } finally {
      await Promise.allSettled(polls);
      for (const tag of [...this.flying.keys()]) this.retire(tag, true);
      this.waiting = [];
      this.link.listen(before);
    }
  }

  /** Takes requests as long as tags and credit last, for one transfer, and makes units of them. */
  private issue(): Uint8Array[] {
    const packets: Uint8Array[] = [];
    for (let issued = 0; issued < this.credit / DEPTH;) {
      const flight = this.waiting.at(-1);
      if (flight === undefined) break;
      const { read } = flight;
      const left = Math.min(read.into.length - read.got, largest(flight));
      if (this.flying.size > 0 && this.underway + left > this.credit) break;
      const tag = this.freeTag();
      if (tag === undefined) break;
      this.waiting.pop();
      flight.from = read.got;
      flight.to = read.got + left;
      this.flying.set(tag, flight);
      this.underway += left;
      issued += left;
      packets.push(tlpUnits(memoryRead(read.address + read.got, left, this.requester, tag)));
    }
    return packets;
  }

  private freeTag(): number | undefined {
    for (let i = 0; i < TAGS.length; i++) {
      const tag = TAGS[this.next] as number;
      this.next = (this.next + 1) % TAGS.length;
      if (this.flying.has(tag)) continue;
      const rested = this.resting.get(tag);
      if (rested === undefined) return tag;
      if (this.link.polls - rested.poll < LATE_POLLS || performance.now() - rested.time < LATE_TIME) continue;
      this.resting.delete(tag);
      return tag;
    }
    return undefined;
  }

  private pollSize(): number {
    const expected = Math.ceil((this.underway * OVERHEAD) / 1024) * 1024;
    return Math.min(MAX_POLL, Math.max(0x1000, expected));
  }

  /** Takes a completion, if it is one of ours and what must come next. */
  private answer(completion: Completion | undefined): void {
    if (completion === undefined || completion.requester !== this.requester) return;
    const { tag, status, poisoned, data, byteCount, lowerAddress } = completion;
    const flight = this.flying.get(tag);
    if (flight === undefined) return;
    this.heard = true;
    const { read } = flight;
    const left = flight.to - read.got;
    if (status === 'unsupported' || status === 'aborted') {
      // Such an answer is the last one to its request.
      read.reason = REASONS[status];
      this.retire(tag, false);
    } else if (status !== 'ok' || poisoned) {
      this.fail(tag, REASONS[poisoned ? 'poisoned' : status]);
    } else if (
      data.length === 0 ||
      data.length > left ||
      byteCount !== left ||
      lowerAddress !== ((read.address + read.got) & 0x7f)
    ) {
      // A piece before this one was lost: what has come so far is good, the rest is asked for again.
      this.fail(tag, REASONS.ok);
    } else {
      read.into.set(data, read.got);
      read.got += data.length;
      this.underway -= data.length;
      if (data.length < left) return;
      this.retire(tag, false);
      if (read.got === read.into.length) return;
      flight.failures = 0;
      this.waiting.push(flight);
    }
  }

  /** A sending failed: the rest is asked for again, unless that led nowhere too often. */
  private fail(tag: number, reason: string): void {
    const flight = this.flying.get(tag) as Flight;
    this.retire(tag, true);
    flight.failures = flight.read.got > flight.from ? 0 : flight.failures + 1;
    if (flight.failures >= ATTEMPTS) flight.read.reason = reason;
    else {
      this.repeats++;
      this.waiting.push(flight);
    }
  }

  private retire(tag: number, answersMayCome: boolean): void {
    const { read, to } = this.flying.get(tag) as Flight;
    this.flying.delete(tag);
    this.underway -= to - read.got;
    if (answersMayCome) this.resting.set(tag, { poll: this.link.polls, time: performance.now() });
  }
}

/**
 * How much is asked for at once of what was lost before: at last little, so that the answer lies differently in the transfers. Memory that
 * is full of fillers looks like a board's own in one place and not in another.
 */
function largest({ read, failures }: Flight): number {
  return failures < FEW ? Infinity : SMALL - ((read.address + read.got) % SMALL);
}

/** All tags rest: a moment, after which the loop reads on. */
function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}
