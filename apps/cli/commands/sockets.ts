/** `sockets`: sockets of one process, or all of the system. */
import { socketRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';

/** The command. */
export const command = listingCommand({
  name: 'sockets',
  about: 'sockets of one process, or of all processes and network namespaces',
  process: 'optional',
  list: (os, signal, pid) => os.sockets(pid, signal),
  record: socketRecord,
  columns: [
    { field: 'protocol' },
    { field: 'local' },
    { field: 'remote' },
    { field: 'state' },
    { field: 'pid', align: 'right' },
    { field: 'fd', align: 'right' },
    { field: 'inode', align: 'right' },
    { field: 'uid', align: 'right' },
  ],
});
