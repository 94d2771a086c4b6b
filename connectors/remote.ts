/** Memory that another pagewalk serves (`pagewalk serve`): a connector over message links, which comes back after a dropped connection. */
import {
  PagewalkError,
  throwIfAborted,
  type Connector,
  type MessageLink,
  type PhysicalRead,
  type PhysicalWrite,
} from '../engine/index.js';
import {
  hello,
  idOf,
  KIND,
  kindOf,
  MAX_BYTES,
  MAX_PLACES,
  readAnswer,
  readRefusal,
  readRequest,
  readWelcome,
  writeRequest,
  type Served,
} from './remote-protocol.js';

/** Bytes that one request asks for. */
const REQUEST = 1 << 20;
/** Requests on their way at once. */
const UNDER_WAY = 4;
/** A call over the loopback interface, milliseconds. */
const LATENCY = 1;

/** How to reach a server, and for how long to try. */
export interface RemoteOptions {
  readonly signal?: AbortSignal;
  /** How often a dropped connection is made anew before an answer is given up; default 5. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt, doubled before each further one; default 100. */
  readonly pause?: number;
  /** Milliseconds that an answer may take; default 60 seconds. */
  readonly timeout?: number;
}

/** Makes a connection to the server. */
export type ConnectMessages = (signal?: AbortSignal) => Promise<MessageLink>;

/** A request on its way. */
interface Pending {
  readonly message: (id: number) => Uint8Array;
  readonly resolve: (answer: Uint8Array) => void;
  readonly reject: (error: Error) => void;
  /** A write: it is not known whether one that was not answered was carried out. */
  readonly once: boolean;
}

/**
 * Opens what a server serves; `name` is for messages. Rejects with kind `io` where there is none, or it refuses the token.
 * Reads that were not answered when a connection drops are asked again over the next one, writes are not. A server that serves something else
 * when it is back is an error.
 */
export async function openRemote(
  connect: ConnectMessages,
  name: string,
  token: string,
  options: RemoteOptions = {},
): Promise<Connector> {
  const client = new Client(connect, name, token, options);
  const served = await client.open();
  const { writable, format, identity, ranges, cost, live, facts, notes } = served;
  return {
    format,
    name: served.name,
    identity,
    ranges,
    cost: { ...cost, parallel: REQUEST / 4096, latency: LATENCY },
    live,
    ...(facts && { facts }),
    notes: [...notes, `served by ${name}${writable ? '' : ', for reading only'}`],
    read: (reads, signal) => client.read(reads, signal),
    ...(writable && {
      write: (writes: readonly PhysicalWrite[], signal?: AbortSignal) => client.write(writes, signal),
    }),
    close: () => client.close(),
  };
}

class Client {
  private link: MessageLink | undefined;
  private opening: Promise<Served> | undefined;
  private session: string | undefined;
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private closed = false;

  constructor(
    private readonly connect: ConnectMessages,
    private readonly name: string,
    private readonly token: string,
    private readonly options: RemoteOptions,
  ) {}

  /** Connects where there is no connection; all that was not answered is asked again. */
  open(): Promise<Served> {
    this.opening ??= this.greet();
    return this.opening;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.link?.close();
    this.giveUp(new PagewalkError('connector', 'aborted', `${this.name}: closed`));
    await Promise.resolve();
  }

  async read(reads: readonly PhysicalRead[], signal?: AbortSignal): Promise<void> {
    const pieces = reads.flatMap((read) =>
      cut(read.phys, read.into.length).map((piece) => ({ read, ...piece })),
    );
    const done = new Map<PhysicalRead, { at: number; got: number; reason?: string | undefined }[]>();
    for (const read of reads) done.set(read, []);
    await Promise.all(
      batches(pieces, ({ length }) => length).map(async (batch) => {
        const message = await this.ask((id) => readRequest(id, batch), KIND.bytes, false, signal);
        const { outcomes, data } = readAnswer(message, batch);
        let from = 0;
        batch.forEach(({ read, phys }, i) => {
          const { done: got, reason } = outcomes[i] as { done: number; reason?: string };
          read.into.set(data.subarray(from, from + got), phys - read.phys);
          from += got;
          done.get(read)?.push({ at: phys - read.phys, got, reason });
        });
      }),
    );
    for (const [read, parts] of done)
      for (const { at, got, reason } of parts.sort((a, b) => a.at - b.at)) {
        read.got = at + got;
        read.reason = reason;
        if (reason !== undefined) break;
      }
  }

  /** In order: each request waits for the one before. */
  async write(writes: readonly PhysicalWrite[], signal?: AbortSignal): Promise<void> {
    const pieces = writes.flatMap((write) =>
      cut(write.phys, write.from.length).map(({ phys, length }) => ({
        write,
        phys,
        length,
        from: write.from.subarray(phys - write.phys, phys - write.phys + length),
      })),
    );
    for (const batch of batches(pieces, ({ length }) => length)) {
      const wanted = batch.filter(({ write }) => write.reason === undefined);
      if (wanted.length === 0) continue;
      const message = await this.ask((id) => writeRequest(id, wanted), KIND.written, true, signal);
      const { outcomes } = readAnswer(message, wanted);
      wanted.forEach(({ write, phys }, i) => {
        const { done, reason } = outcomes[i] as { done: number; reason?: string };
        if (write.reason !== undefined) return;
        write.put = phys - write.phys + done;
        write.reason = reason;
      });
    }
  }

  /** One request and its answer. */
  private async ask(
    message: (id: number) => Uint8Array,
    kind: number,
    once: boolean,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    throwIfAborted(signal);
    if (this.running >= UNDER_WAY) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running++;
    const { timeout = 60_000 } = this.options;
    const id = this.nextId++;
    let stop: (() => void) | undefined;
    let timer: unknown;
    try {
      const answer = await new Promise<Uint8Array>((resolve, reject) => {
        stop = () => reject(new PagewalkError('connector', 'aborted', 'interrupted'));
        signal?.addEventListener('abort', stop, { once: true });
        timer = setTimeout(() => reject(this.failed(`no answer for ${timeout / 1000} s`)), timeout);
        const pending = { message, resolve, reject, once };
        this.pending.set(id, pending);
        this.open().then(() => this.sendOne(id, pending), reject);
      });
      if (kindOf(answer) !== kind) throw this.failed('the server answers with something else');
      return answer;
    } finally {
      clearTimeout(timer);
      if (stop) signal?.removeEventListener('abort', stop);
      this.pending.delete(id);
      this.running--;
      this.waiting.shift()?.();
    }
  }

  private readonly sent = new Set<number>();

  /** Sends a request that is still wanted and was not sent over this connection. */
  private sendOne(id: number, { message }: Pending): void {
    if (this.sent.has(id) || !this.pending.has(id)) return;
    this.sent.add(id);
    // A connection that drops is noticed where answers are received.
    this.link?.send(message(id)).catch(() => undefined);
  }

  private async greet(): Promise<Served> {
    const { attempts = 5, pause = 100, signal } = this.options;
    for (let attempt = 1; ; attempt++) {
      if (this.closed) throw this.failed('closed');
      throwIfAborted(signal);
      try {
        return await this.once();
      } catch (error) {
        // What the server says of itself does not get better by asking again.
        if (error instanceof PagewalkError || attempt >= attempts) {
          const final = error instanceof PagewalkError ? error : this.failed(reasonOf(error));
          this.giveUp(final);
          throw final;
        }
        await new Promise<void>((resolve) => void setTimeout(resolve, pause * 2 ** (attempt - 1)));
      }
    }
  }

  private async once(): Promise<Served> {
    const link = await this.connect(this.options.signal);
    let greeted = false;
    const { timeout = 60_000 } = this.options;
    const timer = setTimeout(() => link.close(), timeout);
    try {
      await link.send(hello(this.token));
      const first = await link.receive();
      if (first === undefined) throw new Error('the server closes the connection');
      if (kindOf(first) === KIND.refused) throw this.failed(readRefusal(first));
      if (kindOf(first) !== KIND.welcome) throw this.failed('this is no server of pagewalk');
      const served = readWelcome(first);
      if (this.session !== undefined && this.session !== served.session)
        throw this.failed('the server was started anew: what it serves may be another memory');
      this.session = served.session;
      this.link = link;
      this.sent.clear();
      for (const [id, pending] of this.pending) this.sendOne(id, pending);
      void this.receive(link);
      greeted = true;
      return served;
    } finally {
      clearTimeout(timer);
      if (!greeted) link.close();
    }
  }

  /** Hands answers out until the connection ends, then makes it anew when something is still wanted. */
  private async receive(link: MessageLink): Promise<void> {
    for (;;) {
      const message = await link.receive().catch(() => undefined);
      if (message === undefined) break;
      try {
        if (kindOf(message) === KIND.refused) throw this.failed(readRefusal(message));
        const pending = this.pending.get(idOf(message));
        pending?.resolve(message);
      } catch (error) {
        this.giveUp(error instanceof Error ? error : new Error(String(error)));
        link.close();
        break;
      }
    }
    if (this.link !== link) return;
    this.link = undefined;
    this.opening = undefined;
    for (const [id, { once, reject }] of this.pending)
      if (once && this.sent.has(id))
        reject(
          this.failed('the connection was lost during a write: it may or may not have been carried out'),
        );
    if (this.pending.size > 0 && !this.closed) await this.open().catch(() => undefined);
  }

  private giveUp(error: Error): void {
    this.opening = undefined;
    for (const { reject } of this.pending.values()) reject(error);
  }

  private failed(why: string): PagewalkError {
    return new PagewalkError('connector', 'io', `${this.name}: ${why.replace(/^remote: /, '')}`, {
      source: this.name,
    });
  }
}

/** A range in pieces that fit into a request. */
function cut(phys: number, length: number): { readonly phys: number; readonly length: number }[] {
  const pieces = [];
  for (let at = 0; at < length; at += REQUEST)
    pieces.push({ phys: phys + at, length: Math.min(REQUEST, length - at) });
  return pieces;
}

/** Lists of pieces that each fit into one request. */
function batches<T>(pieces: readonly T[], sizeOf: (piece: T) => number): T[][] {
  const made: T[][] = [];
  let room = 0;
  for (const piece of pieces) {
    const size = sizeOf(piece);
    const last = made.at(-1);
    if (last === undefined || size > room || last.length === MAX_PLACES) {
      made.push([piece]);
      room = Math.min(MAX_BYTES, REQUEST) - size;
    } else {
      last.push(piece);
      room -= size;
    }
  }
  return made;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
