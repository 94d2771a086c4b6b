/** `keys`: keys and keyrings, as /proc/keys has them. */
import { keyRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'keys',
  about: 'keys and keyrings, as /proc/keys has them',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const os = await session.os();
    const items = session.listing(await os.keys(session.signal));
    await session.print(
      items.map((item) => row(keyRecord(item))),
      [
        { field: 'serial' },
        { field: 'flags' },
        { field: 'usage', align: 'right' },
        { field: 'expires', align: 'right' },
        { field: 'permissions' },
        { field: 'uid', align: 'right' },
        { field: 'gid', align: 'right' },
        { field: 'type' },
        { field: 'description' },
        { field: 'detail' },
      ],
    );
  },
};
