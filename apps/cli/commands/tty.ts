/** `tty`: drivers of terminals, and the terminals in use with the processes they control. */
import { terminalDriverRecord } from '../../../os/records.js';
import type { Terminal } from '../../../os/index.js';
import type { Command } from '../command.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** `ttyS0 (session 1, foreground 135)`. */
const shown = ({ name, session, foreground }: Terminal): string =>
  `${name} (session ${session ?? '-'}, foreground ${foreground ?? '-'})`;

/** The command. */
export const command: Command = {
  name: 'tty',
  about: 'terminals with their sessions and process groups, by driver',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const os = await session.os();
    const items = session.listing(await os.terminals(session.signal));
    await session.print(
      items.map((item) => row(terminalDriverRecord(item))),
      [
        { field: 'driver' },
        { field: 'device' },
        { field: 'major', align: 'right' },
        { field: 'minor', align: 'right' },
        { field: 'lines', align: 'right' },
        {
          field: 'terminals',
          show: (value) => (value as unknown as readonly Terminal[]).map(shown).join(', '),
        },
      ],
    );
  },
};
