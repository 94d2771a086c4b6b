/** `info`: what the dump is, and how that was found. */
import { infoRecord } from '../../../os/records.js';
import { PagewalkError } from '../../../engine/index.js';
import type { Command } from '../command.js';
import { safeText } from '../escape.js';
import { formatBytes } from '../progress.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { cellText } from '../render-table.js';
import { row, type Json, type Row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'info',
  about: 'what the dump is: format, machine, operating system, with the evidence',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: { ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    session.arguments(0, 0, '');
    const connector = await session.connector();
    const os = await session.os();
    const guests = await os.guests(session.signal);
    const record = row(infoRecord(os.engine.connector, await session.sourceSize(), os, guests.items));
    if (record['complete'] === false) connector.notes.forEach((note) => session.partial(note));
    if (session.style.format !== 'table') {
      const fields = ['source', 'architecture', 'paging', 'os', 'evidence', 'guests', 'complete'];
      await session.print(
        [record],
        fields.map((field) => ({ field })),
        true,
      );
      return;
    }
    const safe = session.style.raw ? (text: string) => text : safeText;
    for (const line of summary(record)) session.sink.write(`${safe(line)}\n`);
    await session.flush(true);
  },
};

function part(record: Row, field: string): Row {
  const value = record[field];
  if (value === null || typeof value !== 'object')
    throw new PagewalkError('cli', 'malformed', `info lacks ${field}`);
  return value as Row;
}

function summary(record: Row): string[] {
  const source = part(record, 'source');
  const paging = part(record, 'paging');
  const os = part(record, 'os');
  const ranges = (source['ranges'] ?? []) as readonly Row[];
  const evidence = (record['evidence'] ?? []) as readonly Row[];
  const what = Math.max(...evidence.map((e) => cellText(e['what']).length));
  const line = (name: string, ...values: (Json | undefined)[]): string =>
    `${name.padEnd(14)}${values.map(cellText).join(' ')}`;
  return [
    line('format', source['format'], `(${formatBytes(Number(source['size']))})`),
    ...ranges
      .slice(0, 16)
      .map((range, i) => line(i === 0 ? 'memory' : '', range['start'], `+ ${cellText(range['size'])}`)),
    ...(ranges.length > 16 ? [line('', `and ${ranges.length - 16} more ranges`)] : []),
    line('architecture', record['architecture']),
    line('paging', paging['mode'], `root ${cellText(paging['root'])}`),
    line('system', os['family'], os['release']),
    line('banner', os['banner'] ?? os['build']),
    ...evidence.map((e, i) =>
      line(
        i === 0 ? 'evidence' : '',
        cellText(e['what']).padEnd(what),
        `${cellText(e['value'])} (${cellText(e['where'])})`,
      ),
    ),
    ...((record['guests'] ?? []) as readonly Row[]).map((guest, i) =>
      line(
        i === 0 ? 'guests' : '',
        `pid ${cellText(guest['pid'])} ${cellText(guest['name'])}: ${formatBytes(Number(guest['size']))}, found by ${cellText(guest['foundBy'])}`,
      ),
    ),
    ...(record['complete'] === false ? [line('complete', 'no')] : []),
  ];
}
