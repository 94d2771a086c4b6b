/** `types`: the layout of a kernel type. */
import { PagewalkError } from '../../../engine/index.js';
import { typeRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row, type Row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'types',
  about: 'a kernel type: its size, and where its members lie',
  positionals: [
    { name: 'SOURCE', about: 'a memory dump' },
    { name: 'NAME', about: 'task_struct, or "struct task_struct"' },
  ],
  options: { ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    const [name = ''] = session.arguments(1, 1, 'NAME');
    const os = await session.os();
    const type = os.type(name);
    if (type === undefined) throw new PagewalkError('cli', 'not-found', `the kernel has no type '${name}'`);
    const record = row(typeRecord(type));
    if (session.style.format !== 'table') {
      await session.print(
        [record],
        ['name', 'kind', 'size', 'members'].map((field) => ({ field })),
      );
      return;
    }
    session.sink.write(`${type.kind} ${type.name}, ${type.size} bytes\n`);
    await session.print((record['members'] ?? []) as readonly Row[], [
      { field: 'offset', align: 'right' },
      { field: 'bits', align: 'right' },
      { field: 'name' },
      { field: 'type' },
    ]);
  },
};
