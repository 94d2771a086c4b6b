/** Bounds for walks and parsers over untrusted memory: steps, bytes, time, and the user's signal. */
import { throwIfAborted } from './core/drain.js';
import { PagewalkError } from './errors.js';

/** What a budget allows; what is absent is not bounded. */
export interface Allowance {
  /** Name of the work, for the message: `the task list`. */
  readonly what: string;
  /** Steps: entries followed, records parsed. */
  readonly steps?: number;
  /** Bytes read or made. */
  readonly bytes?: number;
  /** Milliseconds from now on. */
  readonly milliseconds?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Steps between two looks at the clock. */
const CLOCK_EVERY = 64;

/** Counts what a piece of work uses and ends it when that is too much. */
export class Budget {
  private steps = 0;
  private bytes = 0;
  private readonly until: number;

  constructor(private readonly allowance: Allowance) {
    this.until = performance.now() + (allowance.milliseconds ?? Infinity);
  }

  /**
   * Accounts for one step that took `bytes` bytes. Throws kind `budget` when a bound is passed and kind `aborted` when
   * the signal has fired; the clock is looked at in the first and then every 64th step.
   */
  step(bytes = 0): void {
    const { what, signal } = this.allowance;
    throwIfAborted(signal);
    const over = this.passed(bytes);
    if (over === undefined) return;
    throw new PagewalkError('engine', 'budget', `${what}: more than ${over}`, {
      expected: `at most ${over}`,
    });
  }

  private passed(bytes: number): string | undefined {
    const { steps = Infinity, bytes: most = Infinity, milliseconds = Infinity } = this.allowance;
    this.bytes += bytes;
    if (++this.steps > steps) return `${steps} steps`;
    if (this.bytes > most) return `${most} bytes`;
    if (this.steps % CLOCK_EVERY === 1 && performance.now() > this.until) return `${milliseconds} ms`;
    return undefined;
  }
}
