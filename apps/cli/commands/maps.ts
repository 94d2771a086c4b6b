/** `maps`: a process's mappings, as /proc/PID/maps names them. */
import { mappingRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { requiredPid } from '../memory.js';
import { OUTPUT_OPTIONS, PROCESS_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'maps',
  about: "a process's mappings",
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...PROCESS_OPTIONS, ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const pid = await requiredPid(session);
    const os = await session.os();
    const mappings = session.listing(await os.mappings(pid, session.signal));
    await session.print(
      mappings.map((mapping) => row(mappingRecord(mapping))),
      [
        { field: 'start', align: 'right' },
        { field: 'end', align: 'right' },
        { field: 'permissions' },
        { field: 'offset', align: 'right' },
        { field: 'path' },
      ],
    );
  },
};
