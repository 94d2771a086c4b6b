/** `cpus`: the processors that may exist, with their features. */
import { cpuRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'cpus',
  about: 'the processors that may exist, with their features',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const os = await session.os();
    const items = session.listing(await os.cpus());
    await session.print(
      items.map((item) => row(cpuRecord(item))),
      [
        { field: 'cpu', align: 'right' },
        { field: 'online' },
        { field: 'vendor' },
        { field: 'model' },
        { field: 'features', show: (value) => (Array.isArray(value) ? value.join(' ') : '') },
      ],
    );
  },
};
