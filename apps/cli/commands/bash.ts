/** `bash`: commands that running bash shells remember. */
import { shellCommandRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { chosenPid } from '../memory.js';
import { OUTPUT_OPTIONS, PROCESS_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'bash',
  about: 'commands that running bash shells remember',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...PROCESS_OPTIONS, ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const pid = await chosenPid(session);
    const os = await session.os();
    const commands = session.listing(await os.bash(pid, session.signal));
    await session.print(
      commands.map((entry) => row(shellCommandRecord(entry))),
      [{ field: 'pid', align: 'right' }, { field: 'time', align: 'right' }, { field: 'command' }],
    );
  },
};
