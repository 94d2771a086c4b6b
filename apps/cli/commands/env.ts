/** `env`: the environment of a process. */
import { environmentRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { requiredPid } from '../memory.js';
import { OUTPUT_OPTIONS, PROCESS_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'env',
  about: 'the environment of a process',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...PROCESS_OPTIONS, ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const pid = await requiredPid(session);
    const os = await session.os();
    const variables = session.listing(await os.environment(pid, session.signal));
    await session.print(
      variables.map((variable) => row(environmentRecord(variable))),
      [{ field: 'name' }, { field: 'value' }],
    );
  },
};
