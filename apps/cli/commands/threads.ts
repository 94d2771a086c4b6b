/** `threads`: threads of one process or of all. */
import { threadRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';

/** The command. */
export const command = listingCommand({
  name: 'threads',
  about: 'threads of one process, or of all',
  process: 'optional',
  list: (os, signal, pid) => os.threads(pid, signal),
  record: threadRecord,
  columns: [
    { field: 'pid', align: 'right' },
    { field: 'tid', align: 'right' },
    { field: 'name' },
    { field: 'state' },
    { field: 'address' },
  ],
});
