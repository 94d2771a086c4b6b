/** `interfaces`: network interfaces of all network namespaces. */
import { interfaceRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';

/** The command. */
export const command = listingCommand({
  name: 'interfaces',
  about: 'network interfaces with their addresses, of all network namespaces',
  list: (os, signal) => os.interfaces(signal),
  record: interfaceRecord,
  columns: [
    { field: 'namespace', align: 'right' },
    { field: 'index', align: 'right' },
    { field: 'name' },
    { field: 'state' },
    { field: 'mtu', align: 'right' },
    { field: 'mac' },
    { field: 'addresses' },
  ],
});
