/** `boot`: when and how the kernel was started, and what it is called. */
import { bootRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'boot',
  about: 'when and how the kernel was started, and what it is called',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const os = await session.os();
    const record = await os.boot();
    await session.print(
      [row(bootRecord(record))],
      [
        { field: 'bootTime' },
        { field: 'uptime' },
        { field: 'hostname' },
        { field: 'release' },
        { field: 'machine' },
        { field: 'commandLine' },
      ],
    );
  },
};
