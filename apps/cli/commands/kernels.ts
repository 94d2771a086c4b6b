/** `kernels`: every kernel in memory, to choose from with `-o linux:kernel=N`. */
import { kernelRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row, type Column } from '../row.js';

const COLUMNS: readonly Column[] = [
  { field: 'index', align: 'right' },
  { field: 'address' },
  { field: 'state' },
  { field: 'release' },
  { field: 'why' },
];

/** The command. */
export const command: Command = {
  name: 'kernels',
  about: 'all kernels in memory: running ones, those of guests, copies; -o linux:kernel=N chooses one',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const engine = await session.engine();
    const { listKernels } = await import('../../../os/index.js');
    const kernels = await listKernels(engine, {
      signal: session.signal,
      onProgress: (step, done, total) => session.progress.update(step, done, total),
    });
    await session.print(
      kernels.map((kernel, index) => row(kernelRecord(kernel, index))),
      COLUMNS,
    );
  },
};
