/** `sockets`: sockets of one process, or all of the system. */
import { socketRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { chosenPid } from '../memory.js';
import { OUTPUT_OPTIONS, PROCESS_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'sockets',
  about: 'sockets of one process, or of all processes and network namespaces',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...PROCESS_OPTIONS, ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const pid = await chosenPid(session);
    const os = await session.os();
    const sockets = session.listing(await os.sockets(pid, session.signal));
    await session.print(
      sockets.map((socket) => row(socketRecord(socket))),
      [
        { field: 'protocol' },
        { field: 'local' },
        { field: 'remote' },
        { field: 'state' },
        { field: 'pid', align: 'right' },
        { field: 'fd', align: 'right' },
        { field: 'inode', align: 'right' },
        { field: 'uid', align: 'right' },
      ],
    );
  },
};
