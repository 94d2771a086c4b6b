/** `threads`: threads of one process or of all. */
import { threadRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { chosenPid } from '../memory.js';
import { OUTPUT_OPTIONS, PROCESS_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'threads',
  about: 'threads of one process, or of all',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...PROCESS_OPTIONS, ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const pid = await chosenPid(session);
    const os = await session.os();
    const threads = session.listing(await os.threads(pid, session.signal));
    await session.print(
      threads.map((thread) => row(threadRecord(thread))),
      [
        { field: 'pid', align: 'right' },
        { field: 'tid', align: 'right' },
        { field: 'name' },
        { field: 'state' },
        { field: 'address' },
      ],
    );
  },
};
