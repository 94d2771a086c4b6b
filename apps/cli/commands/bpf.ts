/** `bpf`: loaded BPF programs and maps. */
import { bpfRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'bpf',
  about: 'loaded BPF programs and maps',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const os = await session.os();
    const items = session.listing(await os.bpf(session.signal));
    await session.print(
      items.map((item) => row(bpfRecord(item))),
      [
        { field: 'kind' },
        { field: 'id', align: 'right' },
        { field: 'type' },
        { field: 'name' },
        { field: 'tag' },
        { field: 'uid', align: 'right' },
        { field: 'code', align: 'right' },
        { field: 'codeSize', align: 'right' },
        { field: 'keySize', align: 'right' },
        { field: 'valueSize', align: 'right' },
        { field: 'maxEntries', align: 'right' },
      ],
    );
  },
};
