/** `keys`: keys and keyrings, as /proc/keys has them. */
import { keyRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';
import { orNone } from '../render-table.js';

/** The command. */
export const command = listingCommand({
  name: 'keys',
  about: 'keys and keyrings, as /proc/keys has them',
  list: (os, signal) => os.keys(signal),
  record: keyRecord,
  columns: [
    { field: 'serial' },
    { field: 'flags' },
    { field: 'usage', align: 'right' },
    { field: 'expires', align: 'right', show: orNone('perm') },
    { field: 'permissions' },
    { field: 'uid', align: 'right', show: orNone('-') },
    { field: 'gid', align: 'right', show: orNone('-') },
    { field: 'type' },
    { field: 'description' },
    { field: 'detail', show: orNone('') },
  ],
});
