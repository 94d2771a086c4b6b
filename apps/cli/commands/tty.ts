/** `tty`: drivers of terminals, and the terminals in use with the processes they control. */
import { terminalDriverRecord } from '../../../os/records.js';
import type { Terminal } from '../../../os/index.js';
import { listingCommand } from '../listing-command.js';
import { orNone } from '../render-table.js';

/** `ttyS0 (session 1, foreground 135)`. */
const shown = ({ name, session, foreground }: Terminal): string =>
  `${name} (session ${session ?? '-'}, foreground ${foreground ?? '-'})`;

/** The command. */
export const command = listingCommand({
  name: 'tty',
  about: 'terminals with their sessions and process groups, by driver',
  list: (os, signal) => os.terminals(signal),
  record: terminalDriverRecord,
  columns: [
    { field: 'driver', show: orNone('unknown') },
    { field: 'device' },
    { field: 'major', align: 'right' },
    { field: 'minor', align: 'right' },
    { field: 'lines', align: 'right' },
    {
      field: 'terminals',
      show: (value) => (value as unknown as readonly Terminal[]).map(shown).join(', '),
    },
  ],
});
