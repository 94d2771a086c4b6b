/** `meminfo`: memory statistics, as far as the kernel keeps them ready. */
import { memoryStatisticRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';

/** The command. */
export const command = listingCommand({
  name: 'meminfo',
  about: 'memory statistics, as far as the kernel keeps them ready',
  list: (os) => os.memoryStatistics(),
  record: memoryStatisticRecord,
  columns: [{ field: 'name' }, { field: 'value', align: 'right' }, { field: 'unit' }],
});
