/** Calls of a connector shared by jobs under way at once: what they wait for in the same turn is asked for together. */
import type { Connector, PhysicalRead } from './connector.js';
import { runConnector, type ConnectorJob } from './connector-jobs.js';
import { PagewalkError } from './errors.js';

/**
 * Jobs at a time: each holds the pages of its page tables in the core's cache (core-as/layout.ts, LINES), and more jobs
 * than have room there would push out each other's pages for ever.
 */
const JOBS = 96;
/** Microtasks without a new wish after which a trip begins: promises that hang on each other take a few to settle. */
const QUIET = 24;

/** What one job waits for. */
interface Wish {
  readonly reads: readonly PhysicalRead[];
  readonly signal: AbortSignal | undefined;
  readonly done: () => void;
  readonly fail: (error: Error) => void;
}

/** Runs jobs with promises, with as few calls of the connector as they allow when several run side by side. */
export class SharedTrips {
  private wishes: Wish[] = [];
  private gathering = false;
  private running = 0;
  private readonly queue: (() => void)[] = [];

  constructor(private readonly connector: Connector) {}

  /** Runs a job. Rejects with kind `aborted` when the signal fires. */
  async run<T>(job: ConnectorJob<T>, signal?: AbortSignal): Promise<T> {
    if (this.running >= JOBS) await new Promise<void>((resolve) => void this.queue.push(resolve));
    else this.running++;
    const { write } = this.connector;
    try {
      const reached = { read: this.read, ...(write && { write }) };
      return await runConnector(job, reached, signal);
    } finally {
      const next = this.queue.shift();
      // The place is handed on.
      if (next === undefined) this.running--;
      else next();
    }
  }

  private readonly read = (
    reads: readonly PhysicalRead[],
    signal?: AbortSignal,
  ): Promise<void> | undefined => {
    if (reads.length === 0) return undefined;
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(new PagewalkError('engine', 'aborted', 'interrupted'));
      signal?.addEventListener('abort', stop, { once: true });
      const ended = (): void => signal?.removeEventListener('abort', stop);
      this.wishes.push({
        reads,
        signal,
        done: () => {
          ended();
          resolve();
        },
        fail: (error) => {
          ended();
          reject(error);
        },
      });
      if (this.gathering) return;
      this.gathering = true;
      void this.gather();
    });
  };

  /** Waits until nobody wishes any more, then asks for all. */
  private async gather(): Promise<void> {
    for (let quiet = 0, count = 0; quiet < QUIET; quiet++) {
      await Promise.resolve();
      if (this.wishes.length === count) continue;
      count = this.wishes.length;
      quiet = 0;
    }
    const wishes = this.wishes;
    this.wishes = [];
    this.gathering = false;
    await this.ask(wishes);
  }

  /** One call for all; when it fails, one for each, so that none pays for another's. */
  private async ask(wishes: readonly Wish[]): Promise<void> {
    const [first] = wishes;
    const same = wishes.every(({ signal }) => signal === first?.signal);
    try {
      await this.connector.read(
        wishes.flatMap(({ reads }) => reads),
        same ? first?.signal : undefined,
      );
    } catch (error) {
      if (wishes.length === 1) first?.fail(error as Error);
      else for (const wish of wishes) void this.ask([wish]);
      return;
    }
    for (const { done } of wishes) done();
  }
}
