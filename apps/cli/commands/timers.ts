/** `timers`: pending timers of every processor. */
import { timerRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'timers',
  about: 'pending timers of every processor',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const os = await session.os();
    const items = session.listing(await os.timers(session.signal));
    await session.print(
      items.map((item) => row(timerRecord(item))),
      [
        { field: 'kind' },
        { field: 'cpu', align: 'right' },
        { field: 'clock' },
        { field: 'expires', align: 'right' },
        { field: 'address', align: 'right' },
        { field: 'function' },
      ],
    );
  },
};
