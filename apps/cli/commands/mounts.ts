/** `mounts`: mounts as a process sees them; without --pid, as the first one does. */
import { mountRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';

/** The command. */
export const command = listingCommand({
  name: 'mounts',
  about: 'mounts as a process sees them; without --pid, as process 1 does',
  process: 'optional',
  list: (os, signal, pid) => os.mounts(pid ?? 1, signal),
  record: mountRecord,
  columns: [{ field: 'device' }, { field: 'mountpoint' }, { field: 'type' }, { field: 'options' }],
});
