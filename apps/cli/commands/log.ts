/** `log`: the kernel log, as dmesg prints it. */
import { logRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';

/** The command. */
export const command = listingCommand({
  name: 'log',
  about: 'the kernel log',
  list: (os) => os.log(),
  record: logRecord,
  columns: [
    {
      field: 'time',
      align: 'right',
      show: (value) => (typeof value === 'number' ? value.toFixed(6) : '?'),
    },
    { field: 'level', align: 'right' },
    { field: 'text' },
  ],
});
