/** `cpus`: the processors that may exist, with their features. */
import { cpuRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';

/** The command. */
export const command = listingCommand({
  name: 'cpus',
  about: 'the processors that may exist, with their features',
  list: (os) => os.cpus(),
  record: cpuRecord,
  columns: [
    { field: 'cpu', align: 'right' },
    { field: 'online' },
    { field: 'vendor' },
    { field: 'model' },
    { field: 'features', show: (value) => (Array.isArray(value) ? value.join(' ') : '') },
  ],
});
