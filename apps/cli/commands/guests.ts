/** `guests`: virtual machines that processes of the machine run. */
import { guestRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';

/** The command. */
export const command = listingCommand({
  name: 'guests',
  about: 'virtual machines that processes run, and where their memory lies',
  list: (os, signal) => os.guests(signal),
  record: guestRecord,
  columns: [
    { field: 'pid', align: 'right' },
    { field: 'name' },
    { field: 'size', align: 'right' },
    { field: 'foundBy' },
    { field: 'ranges', show: (value) => (Array.isArray(value) ? String(value.length) : '?'), align: 'right' },
  ],
});
