/** Exit statuses, and errors in the words that the user sees. */
import { PagewalkError, type ErrorKind } from '../../engine/index.js';

/** Exit statuses of every command; scripts rely on them. */
export const EXIT = {
  whole: 0,
  failed: 1,
  usage: 2,
  /** Something that should be there could not be read. */
  partial: 3,
  /** The input is no memory dump, or one of an unknown kind. */
  notRecognised: 4,
  interrupted: 130,
} as const;

const STATUS_OF_KIND: Partial<Record<ErrorKind, number>> = {
  'not-recognised': EXIT.notRecognised,
  unsupported: EXIT.notRecognised,
  malformed: EXIT.notRecognised,
  'too-short': EXIT.notRecognised,
  partial: EXIT.partial,
  'missing-page': EXIT.partial,
  'not-present': EXIT.partial,
  usage: EXIT.usage,
  aborted: EXIT.interrupted,
};

/** The exit status that an error leads to. */
export function exitStatusOf(error: unknown): number {
  return (error instanceof PagewalkError ? STATUS_OF_KIND[error.kind] : undefined) ?? EXIT.failed;
}

/** A mistake in the command line; `hint` says what to write instead. */
export function usageError(message: string, hint?: string): PagewalkError {
  return new PagewalkError('cli', 'usage', message, hint === undefined ? {} : { hint });
}

/** An error in words: what, where, why, and on a second line what to try. Never a stack trace. */
export function describeError(error: unknown): string {
  if (!(error instanceof PagewalkError)) return error instanceof Error ? error.message : String(error);
  return error.facts.hint === undefined ? error.message : `${error.message}\n  try: ${error.facts.hint}`;
}
