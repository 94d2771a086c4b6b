/** `find`: where a text, bytes or a number occur in memory. */
import { describeMissing, type MemoryView } from '../../../engine/index.js';
import { hexAddress } from '../../../os/records.js';
import type { Command } from '../command.js';
import { chosenMemory, type ChosenMemory } from '../memory.js';
import { numberOption, MEMORY_OPTIONS, OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { hexText } from '../hex-dump.js';
import { parsePattern, type SearchPattern } from '../pattern.js';
import type { Row } from '../row.js';
import type { Session } from '../session.js';
import { parseRange } from './pages.js';

/** The command. */
export const command: Command = {
  name: 'find',
  about: 'occurrences of a text, bytes or a number',
  positionals: [
    { name: 'SOURCE', about: 'a memory dump' },
    { name: 'PATTERN', about: 'text, or hex pairs with ?? for any byte: "7f 45 4c 46 ??"' },
  ],
  options: {
    utf16: { type: 'boolean', about: 'PATTERN is text, kept as UTF-16 little endian' },
    hex: { type: 'boolean', about: 'PATTERN is hex even without spaces' },
    text: { type: 'boolean', about: 'PATTERN is text even if it looks like hex pairs' },
    u32: { type: 'string', value: 'N', about: 'a 32-bit number, little endian, instead of PATTERN' },
    range: { type: 'string', value: 'START..END', about: 'only there, the end exclusive' },
    limit: { type: 'string', value: 'N', about: 'stop after so many' },
    ...MEMORY_OPTIONS,
    ...SOURCE_OPTIONS,
    ...OUTPUT_OPTIONS,
  },
  async run(session, parsed) {
    const number = parsed.text('u32');
    const [text] = session.arguments(number === undefined ? 1 : 0, number === undefined ? 1 : 0, 'PATTERN');
    const pattern = parsePattern(text, number, {
      utf16: parsed.flag('utf16'),
      hex: parsed.flag('hex'),
      text: parsed.flag('text'),
    });
    const limit = numberOption(parsed, 'limit') ?? Infinity;
    const memory = await chosenMemory(session, 'physical');
    await session.print(hits(session, memory, pattern, limit), [
      { field: 'address', align: 'right' },
      { field: 'size', align: 'right' },
      { field: 'match' },
    ]);
  },
};

async function* hits(
  session: Session,
  memory: ChosenMemory,
  pattern: SearchPattern,
  limit: number,
): AsyncGenerator<Row> {
  const wanted = session.parsed.text('range');
  const range = wanted === undefined ? memory.range : await parseRange(session, wanted);
  const found = memory.view.search([pattern], {
    signal: session.signal,
    onProgress: (done, total) => session.progress.update('searching', done, total),
    onMissing: (missing) => {
      if (missing.reason.kind === 'missing-page') session.partial(describeMissing(missing));
    },
    ...(range && { range }),
  });
  let count = 0;
  if (limit === 0) return;
  for await (const { address } of found) {
    yield {
      address: hexAddress(address),
      size: pattern.bytes.length,
      match: await matchText(memory.view, address, pattern),
    };
    if (++count >= limit) return;
  }
}

async function matchText(view: MemoryView, address: bigint, pattern: SearchPattern): Promise<string> {
  if (pattern.shown !== undefined) return pattern.shown;
  return hexText((await view.readPartial(address, pattern.bytes.length)).data);
}
