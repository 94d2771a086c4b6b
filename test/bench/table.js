// The benchmark's table, for the terminal and for Markdown.
import { ratio, reachedText, show } from './figures.js';

const HEAD = ['work', 'ours', 'C floor', 'memflow', 'to floor', 'to memflow', 'to reach', 'reached'];

/** Cells of one row. */
function cells(row) {
  const unit = row.unit === 'calls' ? '' : ` ${row.unit}`;
  const of = (value) => (value === undefined ? '–' : `${show(value, row.unit)}${unit}`);
  const notes = [
    ...(row.memflowFound !== undefined && row.memflowFound !== row.found
      ? [`${row.memflowFound.toLocaleString('en-US')} of ${row.found.toLocaleString('en-US')} found`]
      : []),
    ...(row.memflowAside === undefined ? [] : [`page cache: ${show(row.memflowAside, row.unit)}`]),
  ];
  return [
    row.name,
    of(row.ours),
    of(row.floor),
    `${of(row.memflow)}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`,
    ratio(row.times.floor),
    ratio(row.times.memflow),
    row.goals.map(({ text }) => text).join(', '),
    reachedText(row.goals),
  ];
}

const WIDTHS = [44, 12, 12, 40, 9, 10, 26, 7];
const line = (texts) =>
  texts
    .map((text, i) => text.padEnd(WIDTHS[i]))
    .join(' ')
    .trimEnd();

/** The head of the table in the terminal. */
export const terminalHead = () => line(HEAD);

/** A row in the terminal, under its group's name when that is new. */
export function terminalRow(row, before) {
  const group = row.group === before ? '' : `\n${row.group}\n`;
  const [name, ...rest] = cells(row);
  return `${group}${line([`  ${name}`, ...rest])}${row.wrong.map((text) => `\n  WRONG: ${text}`).join('')}`;
}

/** The table in Markdown; groups are bold rows. */
export function markdownTable(rows) {
  const lines = [HEAD, HEAD.map(() => '---')];
  let group = '';
  for (const row of rows) {
    if (row.group !== group) lines.push([`**${row.group}**`, ...HEAD.slice(1).map(() => '')]);
    group = row.group;
    lines.push(cells(row));
  }
  return lines.map((texts) => `| ${texts.join(' | ')} |`).join('\n');
}
