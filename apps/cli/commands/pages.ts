/** `pages`: what is mapped, as runs of pages that are contiguous on both sides. */
import { describeMissing, type AddressRange } from '../../../engine/index.js';
import { pageRunRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { usageError } from '../exit.js';
import { chosenSpace } from '../memory.js';
import { MEMORY_OPTIONS, OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { row, type Row } from '../row.js';
import type { Session } from '../session.js';

/** The command. */
export const command: Command = {
  name: 'pages',
  about: 'mapped pages as contiguous runs',
  positionals: [
    { name: 'SOURCE', about: 'a memory dump' },
    { name: 'RANGE', about: 'START..END (exclusive); default: the whole half' },
  ],
  options: { ...MEMORY_OPTIONS, ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    const [text] = session.arguments(0, 1, 'RANGE');
    await session.print(rows(session, text), [
      { field: 'virtual', align: 'right' },
      { field: 'physical', align: 'right' },
      { field: 'size', align: 'right' },
      { field: 'permissions' },
      { field: 'pageSize', align: 'right' },
    ]);
  },
};

async function* rows(session: Session, text: string | undefined): AsyncGenerator<Row> {
  const { space, range: whole } = await chosenSpace(session);
  const range = text === undefined ? whole : await parseRange(session, text);
  const runs = space.pages({
    signal: session.signal,
    onMissing: (missing) => session.partial(describeMissing(missing)),
    ...(range && { range }),
  });
  for await (const run of runs) yield row(pageRunRecord(run));
}

/** `START..END`, both address expressions, the end exclusive. */
export async function parseRange(session: Session, text: string): Promise<AddressRange> {
  const [first, last, more] = text.split('..');
  if (first === undefined || last === undefined || more !== undefined) {
    throw usageError(`'${text}' is no range`, 'START..END, the end exclusive');
  }
  const start = await session.address(first);
  const end = await session.address(last);
  if (start >= end) throw usageError(`range '${text}' is empty`);
  return { start, end };
}
