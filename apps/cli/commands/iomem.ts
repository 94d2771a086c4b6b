/** `iomem`: the physical address map, as /proc/iomem has it. */
import { iomemRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';

/** The command. */
export const command = listingCommand({
  name: 'iomem',
  about: 'the physical address map, as /proc/iomem has it',
  list: (os, signal) => os.iomem(signal),
  record: iomemRecord,
  columns: [
    { field: 'start', align: 'right' },
    { field: 'end', align: 'right' },
    {
      field: 'name',
      show: (value, record) =>
        '  '.repeat(Number(record['depth'])) + (typeof value === 'string' ? value : '?'),
    },
  ],
});
