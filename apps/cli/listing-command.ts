/** Commands that print one listing of the operating system: most commands differ in what they list and how it is shown. */
import type { Completeness, JsonRecord, LinuxOs } from '../../os/index.js';
import type { Command } from './command.js';
import { chosenPid, requiredPid } from './memory.js';
import { OUTPUT_OPTIONS, PROCESS_OPTIONS, SOURCE_OPTIONS } from './options.js';
import { row, type Column } from './row.js';

/** What is the same for listings with and without a process. */
interface Described<T> {
  readonly name: string;
  readonly about: string;
  readonly record: (item: T) => JsonRecord;
  readonly columns: readonly Column[];
}

/** What `list` gives. */
type Listed<T> = Promise<Completeness & { readonly items: readonly T[] }>;

/** A listing of the machine as a whole. */
interface OfMachine<T> extends Described<T> {
  readonly process?: undefined;
  readonly list: (os: LinuxOs, signal: AbortSignal) => Listed<T>;
}

/** A listing that a process may be chosen for. */
interface OfAny<T> extends Described<T> {
  readonly process: 'optional';
  readonly list: (os: LinuxOs, signal: AbortSignal, pid: number | undefined) => Listed<T>;
}

/** A listing that needs a process. */
interface OfOne<T> extends Described<T> {
  readonly process: 'required';
  readonly list: (os: LinuxOs, signal: AbortSignal, pid: number) => Listed<T>;
}

/** The command that prints a listing: no arguments behind SOURCE; `--pid` and `--name` where it is about processes. */
export function listingCommand<T>(listing: OfMachine<T> | OfAny<T> | OfOne<T>): Command {
  return {
    name: listing.name,
    about: listing.about,
    positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
    options: {
      ...(listing.process !== undefined && PROCESS_OPTIONS),
      ...SOURCE_OPTIONS,
      ...OUTPUT_OPTIONS,
    },
    async run(session) {
      session.arguments(0, 0, '');
      const { signal } = session;
      const listed =
        listing.process === undefined
          ? await listing.list(await session.os(), signal)
          : listing.process === 'optional'
            ? await optional(listing)
            : await required(listing);
      await session.print(
        session.listing(listed).map((item) => row(listing.record(item))),
        listing.columns,
      );

      // The process is told before the operating system is asked for: a wrong pid is an error of use.
      async function optional({ list }: OfAny<T>): Listed<T> {
        const pid = await chosenPid(session);
        return list(await session.os(), signal, pid);
      }
      async function required({ list }: OfOne<T>): Listed<T> {
        const pid = await requiredPid(session);
        return list(await session.os(), signal, pid);
      }
    },
  };
}
