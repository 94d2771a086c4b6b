/** `maps`: a process's mappings, as /proc/PID/maps names them. */
import { mappingRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';

/** The command. */
export const command = listingCommand({
  name: 'maps',
  about: "a process's mappings",
  process: 'required',
  list: (os, signal, pid) => os.mappings(pid, signal),
  record: mappingRecord,
  columns: [
    { field: 'start', align: 'right' },
    { field: 'end', align: 'right' },
    { field: 'permissions' },
    { field: 'offset', align: 'right' },
    { field: 'path' },
  ],
});
