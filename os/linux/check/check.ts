/** What a check is: a question to the kernel's memory that reports findings. */
import type { Facts } from './facts.js';
import type { Report } from './report.js';

/** One subject. What cannot be read is reported as unchecked and is never a finding. */
export interface Check {
  /** Subject, for messages. */
  readonly name: string;
  /** Throws kind `unsupported` where the kernel's types lack what it needs, `aborted` with the signal. */
  run(facts: Facts, report: Report, signal?: AbortSignal): Promise<void>;
}
