/** `interfaces`: network interfaces of all network namespaces. */
import { interfaceRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'interfaces',
  about: 'network interfaces with their addresses, of all network namespaces',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const os = await session.os();
    const interfaces = session.listing(await os.interfaces(session.signal));
    await session.print(
      interfaces.map((item) => row(interfaceRecord(item))),
      [
        { field: 'namespace', align: 'right' },
        { field: 'index', align: 'right' },
        { field: 'name' },
        { field: 'state' },
        { field: 'mtu', align: 'right' },
        { field: 'mac' },
        { field: 'addresses' },
      ],
    );
  },
};
