/** `modules`: kernel modules. */
import { moduleRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'modules',
  about: 'kernel modules',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const os = await session.os();
    const modules = session.listing(await os.modules(session.signal));
    await session.print(
      modules.map((module) => row(moduleRecord(module))),
      [{ field: 'name' }, { field: 'base' }, { field: 'size', align: 'right' }, { field: 'path' }],
    );
  },
};
