/** `files`: open files of one process, or of all. */
import { openFileRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';

/** The command. */
export const command = listingCommand({
  name: 'files',
  about: 'open files of one process, or of all',
  process: 'optional',
  list: (os, signal, pid) => os.files(pid, signal),
  record: openFileRecord,
  columns: [
    { field: 'pid', align: 'right' },
    { field: 'fd', align: 'right' },
    { field: 'type' },
    { field: 'path' },
  ],
});
