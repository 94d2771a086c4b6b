/** `symbols`: the kernel's and its modules' symbols, in address order. */
import { symbolRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row, type Row } from '../row.js';
import type { Session } from '../session.js';

/** The command. */
export const command: Command = {
  name: 'symbols',
  about: 'kernel symbols',
  positionals: [
    { name: 'SOURCE', about: 'a memory dump' },
    { name: 'PATTERN', about: "the whole name; '*' and '?' match any characters" },
  ],
  options: { ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
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
  for await (const symbol of os.symbols(pattern)) {
    session.signal.throwIfAborted();
    yield row(symbolRecord(symbol));
  }
}
