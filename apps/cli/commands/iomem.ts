/** `iomem`: the physical address map, as /proc/iomem has it. */
import { iomemRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'iomem',
  about: 'the physical address map, as /proc/iomem has it',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const os = await session.os();
    const items = session.listing(await os.iomem(session.signal));
    await session.print(
      items.map((item) => row(iomemRecord(item))),
      [
        { field: 'start', align: 'right' },
        { field: 'end', align: 'right' },
        {
          field: 'name',
          show: (value, record) =>
            '  '.repeat(Number(record['depth'])) + (typeof value === 'string' ? value : '?'),
        },
      ],
    );
  },
};
