/** `log`: the kernel log, as dmesg prints it. */
import { logRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'log',
  about: 'the kernel log',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const os = await session.os();
    const lines = session.listing(await os.log());
    await session.print(
      lines.map((line) => row(logRecord(line))),
      [
        {
          field: 'time',
          align: 'right',
          show: (value) => (typeof value === 'number' ? value.toFixed(6) : '?'),
        },
        { field: 'level', align: 'right' },
        { field: 'text' },
      ],
    );
  },
};
