/** The one error class: what failed, where, and why. */

/** Which layer an error comes from. */
export type ErrorOrigin = 'core' | 'engine' | 'connector' | 'os' | 'host' | 'cli';

/** What kind of failure it is; the CLI maps `not-recognised` to exit 4, `usage` to 2, `aborted` to 130, `partial` to 3. */
export type ErrorKind =
  | 'not-recognised'
  | 'malformed'
  | 'too-short'
  | 'not-present'
  | 'missing-page'
  | 'partial'
  | 'budget'
  | 'aborted'
  | 'usage'
  | 'not-found'
  | 'unsupported'
  | 'io';

/** Facts that go with an error, as far as they are known. */
export interface ErrorFacts {
  /** Name of the file or target. */
  readonly source?: string;
  /** Offset in the source, in bytes. */
  readonly offset?: number;
  /** The address asked for. */
  readonly address?: bigint;
  /** Page-table level of a not-present entry: 1 (last) to 5. */
  readonly level?: number;
  /** Physical page that the dump lacks. */
  readonly missingPage?: bigint;
  readonly expected?: string;
  readonly got?: string;
  /** What the user can try. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** Every error that pagewalk throws on purpose. */
export class PagewalkError extends Error {
  override readonly name = 'PagewalkError';
  constructor(
    readonly origin: ErrorOrigin,
    readonly kind: ErrorKind,
    message: string,
    readonly facts: ErrorFacts = {},
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
  }
}
