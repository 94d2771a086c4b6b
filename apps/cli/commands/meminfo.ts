/** `meminfo`: memory statistics, as far as the kernel keeps them ready. */
import { memoryStatisticRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'meminfo',
  about: 'memory statistics, as far as the kernel keeps them ready',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const os = await session.os();
    const items = session.listing(await os.memoryStatistics());
    await session.print(
      items.map((item) => row(memoryStatisticRecord(item))),
      [{ field: 'name' }, { field: 'value', align: 'right' }, { field: 'unit' }],
    );
  },
};
