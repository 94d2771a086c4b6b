/** `mounts`: mounts as a process sees them; without --pid, as the first one does. */
import { mountRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { chosenPid } from '../memory.js';
import { OUTPUT_OPTIONS, PROCESS_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'mounts',
  about: 'mounts as a process sees them; without --pid, as process 1 does',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...PROCESS_OPTIONS, ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const pid = await chosenPid(session);
    const os = await session.os();
    const mounts = session.listing(await os.mounts(pid ?? 1, session.signal));
    await session.print(
      mounts.map((mount) => row(mountRecord(mount))),
      [{ field: 'device' }, { field: 'mountpoint' }, { field: 'type' }, { field: 'options' }],
    );
  },
};
