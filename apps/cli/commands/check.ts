/** `check`: signs of manipulation in the operating system. */
import { findingRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'check',
  about: 'signs of manipulation: hidden processes and modules, hooks, injected code; JSON has the evidence',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const os = await session.os();
    const findings = session.listing(await os.check(session.signal));
    await session.print(
      findings.map((finding) => row(findingRecord(finding))),
      [{ field: 'kind' }, { field: 'what' }, { field: 'address' }, { field: 'detail' }],
    );
  },
};
