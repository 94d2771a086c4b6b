/** Commands about one image of a process: which process and which image. */
import type { ProcessModules } from '../../os/index.js';
import type { Completeness, Listing } from '../../os/types.js';
import type { Command } from './command.js';
import { usageError } from './exit.js';
import { requiredPid } from './memory.js';
import { OUTPUT_OPTIONS, PROCESS_OPTIONS, SOURCE_OPTIONS, type OptionTable } from './options.js';
import { row, type Column } from './row.js';

/** The option that names an image. */
export const MODULE_OPTION: OptionTable = {
  module: { type: 'string', value: 'NAME', about: 'the program or library: its name, path or base address' },
};

/** A command that lists something of the image that --pid and --module name. */
export function imageCommand<T extends Completeness>(
  name: string,
  about: string,
  columns: readonly Column[],
  list: (images: ProcessModules, module: string) => Promise<Listing<T>>,
  record: (item: T) => object,
): Command {
  return {
    name,
    about,
    positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
    options: { ...PROCESS_OPTIONS, ...MODULE_OPTION, ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
    async run(session, parsed) {
      session.arguments(0, 0, '');
      const module = parsed.text('module');
      if (module === undefined)
        throw usageError('which module?', '--module NAME; pagewalk modules --pid N lists them');
      const pid = await requiredPid(session);
      const images = await (await session.os()).images(pid, session.signal);
      const items = session.listing(await list(images, module));
      await session.print(
        items.map((item) => row(record(item))),
        columns,
      );
    },
  };
}
