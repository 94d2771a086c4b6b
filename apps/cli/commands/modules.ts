/** `modules`: kernel modules, or the programs and libraries of a process. */
import { kernelModuleRecord, processModuleRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { chosenPid } from '../memory.js';
import { OUTPUT_OPTIONS, PROCESS_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row, type Column } from '../row.js';

const COLUMNS: readonly Column[] = [
  { field: 'name' },
  { field: 'base' },
  { field: 'size', align: 'right' },
  { field: 'path' },
];

const KERNEL_COLUMNS: readonly Column[] = [
  { field: 'name' },
  { field: 'base' },
  { field: 'size', align: 'right' },
  { field: 'references', align: 'right' },
  { field: 'state' },
  { field: 'taints' },
  { field: 'usedBy', show: (value) => (Array.isArray(value) ? value.join(',') : '?') },
];

/** The command. */
export const command: Command = {
  name: 'modules',
  about: "kernel modules; with --pid a process's programs and libraries",
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...PROCESS_OPTIONS, ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const os = await session.os();
    const pid = await chosenPid(session);
    if (pid !== undefined) {
      const images = await os.images(pid, session.signal);
      const modules = session.listing(await images.list());
      await session.print(
        modules.map((module) => row(processModuleRecord(module))),
        [...COLUMNS, { field: 'buildId' }],
      );
      return;
    }
    const modules = session.listing(await os.modules(session.signal));
    await session.print(
      modules.map((module) => row(kernelModuleRecord(module))),
      KERNEL_COLUMNS,
    );
  },
};
