/** `timers`: pending timers of every processor. */
import { timerRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';

/** The command. */
export const command = listingCommand({
  name: 'timers',
  about: 'pending timers of every processor',
  list: (os, signal) => os.timers(signal),
  record: timerRecord,
  columns: [
    { field: 'kind' },
    { field: 'cpu', align: 'right' },
    { field: 'clock' },
    { field: 'expires', align: 'right' },
    { field: 'address', align: 'right' },
    { field: 'function' },
  ],
});
