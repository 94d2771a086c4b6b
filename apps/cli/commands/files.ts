/** `files`: open files of one process, or of all. */
import { openFileRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { chosenPid } from '../memory.js';
import { OUTPUT_OPTIONS, PROCESS_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'files',
  about: 'open files of one process, or of all',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...PROCESS_OPTIONS, ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const pid = await chosenPid(session);
    const os = await session.os();
    const files = session.listing(await os.files(pid, session.signal));
    await session.print(
      files.map((file) => row(openFileRecord(file))),
      [
        { field: 'pid', align: 'right' },
        { field: 'fd', align: 'right' },
        { field: 'type' },
        { field: 'path' },
      ],
    );
  },
};
