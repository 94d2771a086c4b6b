/** `symbols`: the kernel's and its modules' symbols, or those of a process's programs and libraries, in address order. */
import { matcher } from '../../../os/pattern.js';
import { symbolRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { MODULE_OPTION } from '../image.js';
import { chosenPid } from '../memory.js';
import { OUTPUT_OPTIONS, PROCESS_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row, type Row } from '../row.js';
import type { Session } from '../session.js';

/** The command. */
export const command: Command = {
  name: 'symbols',
  about: "symbols of the kernel and its modules; with --pid those of a process's programs and libraries",
  positionals: [
    { name: 'SOURCE', about: 'a memory dump' },
    { name: 'PATTERN', about: "the whole name; '*' and '?' match any characters" },
  ],
  options: { ...PROCESS_OPTIONS, ...MODULE_OPTION, ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    const [pattern] = session.arguments(0, 1, 'PATTERN');
    await session.print(rows(session, pattern), [
      { field: 'name' },
      { field: 'address' },
      { field: 'type' },
      { field: 'module' },
    ]);
  },
};

async function* rows(session: Session, pattern: string | undefined): AsyncGenerator<Row> {
  const os = await session.os();
  const module = session.parsed.text('module');
  const pid = await chosenPid(session);
  if (pid !== undefined) {
    const images = await os.images(pid, session.signal);
    const matches = matcher(pattern);
    for (const symbol of session.listing(await images.symbols(module)))
      if (matches(symbol.name)) yield row(symbolRecord(symbol));
    return;
  }
  for await (const symbol of os.symbols(pattern, (reason) => session.partial(reason))) {
    session.signal.throwIfAborted();
    if (module === undefined || (symbol.module || 'kernel') === module) yield row(symbolRecord(symbol));
  }
}
