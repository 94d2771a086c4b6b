/** `workqueues`: work queues with the works that wait or run. */
import { workQueueRecord } from '../../../os/records.js';
import type { QueuedWork } from '../../../os/index.js';
import { listingCommand } from '../listing-command.js';

/** `running psi_avgs_work (pid 42)`. */
const shown = ({ state, function: called, pid }: QueuedWork): string =>
  `${state} ${called ?? '?'}${pid === null ? '' : ` (pid ${pid})`}`;

/** The command. */
export const command = listingCommand({
  name: 'workqueues',
  about: 'work queues, with the works that wait or run and the functions they call',
  list: (os, signal) => os.workQueues(signal),
  record: workQueueRecord,
  columns: [
    { field: 'name' },
    { field: 'maxActive', align: 'right' },
    { field: 'rescuer', align: 'right', show: (value) => (value === null ? '-' : String(value as number)) },
    { field: 'flags', show: (value) => (value as unknown as readonly string[]).join(',') },
    {
      field: 'works',
      show: (value) => (value as unknown as readonly QueuedWork[]).map(shown).join(', '),
    },
  ],
});
