/** `env`: the environment of a process. */
import { environmentRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';

/** The command. */
export const command = listingCommand({
  name: 'env',
  about: 'the environment of a process',
  process: 'required',
  list: (os, signal, pid) => os.environment(pid, signal),
  record: environmentRecord,
  columns: [{ field: 'name' }, { field: 'value' }],
});
