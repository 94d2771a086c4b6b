/**
 * A client of QEMU's machine protocol: one command at a time, events skipped, limits on size and time. Source: qemu
 * docs/interop/qmp-spec.txt.
 */
import { PagewalkError, type Duplex } from '../engine/index.js';
import { inTime, StreamReader, type Waiting } from './stream-reader.js';

/** All commands that are ever sent: a peer cannot be made to do anything else through this client. */
export type QmpCommand =
  | 'qmp_capabilities'
  | 'query-status'
  | 'query-target'
  | 'query-memory-size-summary'
  | 'query-cpus-fast'
  | 'query-name'
  | 'query-uuid'
  | 'qom-list'
  | 'qom-get'
  | 'human-monitor-command'
  | 'stop'
  | 'cont'
  | 'pmemsave'
  | 'dump-guest-memory'
  | 'chardev-add'
  | 'chardev-remove'
  | 'object-add'
  | 'object-del'
  | 'nbd-server-start'
  | 'nbd-server-stop'
  | 'blockdev-add'
  | 'blockdev-del'
  | 'block-export-add'
  | 'block-export-del'
  | 'query-block-exports'
  | 'query-yank'
  | 'query-chardev';

/** Longest answer in bytes. `info mtree -f` of a large machine is a few hundred KiB. */
const MAX_ANSWER = 16 << 20;
const NEWLINE = 10;
/** A greeting comes at once, unless another client has the socket: QEMU serves one at a time. */
const GREETING_MS = 5000;

/** What QEMU says when it cannot do a command. */
export class QmpError extends PagewalkError {
  constructor(
    source: string,
    command: string,
    /** Its class: `GenericError`, `CommandNotFound`. */
    readonly errorClass: string,
    readonly description: string,
  ) {
    super('connector', 'io', `${source}: ${command}: ${description}`, { source });
  }
}

/** How a command is waited for. */
export type CommandOptions = Pick<Waiting, 'patience' | 'signal'>;

interface Message {
  readonly QMP?: { readonly version?: { readonly qemu?: Record<string, unknown> } };
  readonly id?: unknown;
  readonly return?: unknown;
  readonly error?: { readonly class?: unknown; readonly desc?: unknown };
  readonly event?: unknown;
}

/** A connection to a monitor. */
export class Qmp {
  private readonly reader: StreamReader;
  private next = 1;
  /** Sets this connection's commands apart: QEMU sends what a client before did not wait for to the next one. */
  private readonly mark = `pagewalk-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  /** Ends when the command before has its answer or was given up. */
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly stream: Duplex,
    /** QEMU's version, as `7.2.22`. */
    public version = '',
  ) {
    this.reader = new StreamReader(stream);
  }

  /**
   * Begins to talk. Rejects with kind `not-recognised` when the other end is no QEMU, `io` when it says nothing or goes away. The stream is
   * closed then.
   */
  static async open(stream: Duplex, signal?: AbortSignal): Promise<Qmp> {
    const qmp = new Qmp(stream);
    try {
      qmp.version = await qmp.greeting(signal);
      await qmp.execute('qmp_capabilities', {}, { signal });
      return qmp;
    } catch (error) {
      stream.close();
      throw error;
    }
  }

  /** Name of the stream. */
  get name(): string {
    return this.stream.name;
  }

  /** Runs a command. Rejects with a {@link QmpError} when QEMU refuses it, kind `malformed` for an answer that is none. */
  execute(
    command: QmpCommand,
    args: Readonly<Record<string, unknown>> = {},
    options: CommandOptions = {},
  ): Promise<unknown> {
    const run = this.turn.then(() => this.command(command, args, options));
    this.turn = run.catch(() => undefined);
    return run;
  }

  /** Runs a line of the human monitor, as seen by a processor, and gives its text. */
  async monitor(line: string, processor?: number, options: CommandOptions = {}): Promise<string> {
    const answer = await this.execute(
      'human-monitor-command',
      { 'command-line': line, ...(processor !== undefined && { 'cpu-index': processor }) },
      options,
    );
    return this.text(answer, line);
  }

  /** An answer, or a member of one, that must be a text. Throws kind `malformed` when it is none. */
  text(value: unknown, what: string): string {
    if (typeof value === 'string') return value;
    throw this.malformed(what, 'a text', value);
  }

  /** The error of an answer that is not what the protocol says. */
  malformed(what: string, expected: string, got: unknown): PagewalkError {
    const seen = (JSON.stringify(got) ?? String(got)).slice(0, 80);
    return new PagewalkError(
      'connector',
      'malformed',
      `${this.name}: ${what}: expected ${expected}, got ${seen}`,
      {
        source: this.name,
        expected,
        got: seen,
      },
    );
  }

  /** Ends the connection. QEMU takes the next one then. */
  close(): void {
    this.stream.close();
  }

  private async greeting(signal: AbortSignal | undefined): Promise<string> {
    const waiting = { what: "QEMU's greeting", patience: GREETING_MS, signal };
    let message: Message;
    try {
      const end = performance.now() + GREETING_MS;
      do message = await this.message({ ...waiting, patience: Math.max(0, end - performance.now()) });
      while (message.id !== undefined || message.event !== undefined);
    } catch (error) {
      if (!(error instanceof PagewalkError) || error.kind === 'aborted') throw error;
      throw new PagewalkError('connector', error.kind === 'io' ? 'io' : 'not-recognised', error.message, {
        source: this.name,
        hint: 'the socket of -qmp …,server=on,wait=off, while no other client is connected to it: QEMU serves one at a time',
        cause: error,
      });
    }
    const numbers = message.QMP?.version?.qemu;
    if (typeof numbers !== 'object' || numbers === null)
      throw new PagewalkError(
        'connector',
        'not-recognised',
        `${this.name}: no QEMU monitor: it does not greet as one`,
        {
          source: this.name,
          expected: '{"QMP": {"version": …}}',
          got: JSON.stringify(message).slice(0, 80),
        },
      );
    return ['major', 'minor', 'micro'].map((part) => String(Number(numbers[part]))).join('.');
  }

  private async command(
    command: QmpCommand,
    args: Readonly<Record<string, unknown>>,
    options: CommandOptions,
  ): Promise<unknown> {
    const id = `${this.mark}-${this.next++}`;
    const waiting = { what: `an answer to ${command}`, ...options };
    const line = `${JSON.stringify({ execute: command, arguments: args, id })}\n`;
    await inTime(this.stream.write(new TextEncoder().encode(line)), this.name, waiting);
    const end = performance.now() + (options.patience ?? 10_000);
    for (;;) {
      const patience = Math.max(0, end - performance.now());
      const message = await this.message({ ...waiting, patience });
      if (message.event !== undefined) continue;
      // The answer to a command that was given up, here or by a client before.
      if (message.id !== undefined && message.id !== id) continue;
      if (message.id === undefined) throw this.malformed(waiting.what, 'an id', message);
      if (message.error !== undefined) {
        const { class: kind, desc } = message.error ?? {};
        throw new QmpError(this.name, command, String(kind), String(desc).slice(0, 500));
      }
      if (!('return' in message)) throw this.malformed(waiting.what, 'return or error', message);
      return message.return;
    }
  }

  private async message(waiting: Waiting): Promise<Message> {
    const bytes = await this.reader.upTo(NEWLINE, MAX_ANSWER, waiting);
    const text = new TextDecoder().decode(bytes);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      const seen = text.slice(0, 80);
      throw new PagewalkError('connector', 'malformed', `${this.name}: ${waiting.what} is no JSON: ${seen}`, {
        source: this.name,
        expected: 'a line of JSON',
        got: seen,
        cause,
      });
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    throw this.malformed(waiting.what, 'an object', value);
  }
}
