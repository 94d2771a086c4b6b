/** `bash`: commands that running bash shells remember. */
import { shellCommandRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';

/** The command. */
export const command = listingCommand({
  name: 'bash',
  about: 'commands that running bash shells remember',
  process: 'optional',
  list: (os, signal, pid) => os.bash(pid, signal),
  record: shellCommandRecord,
  columns: [{ field: 'pid', align: 'right' }, { field: 'time', align: 'right' }, { field: 'command' }],
});
