// The benchmark's chart: how many times faster than memflow and than the floor, on a logarithmic scale, with the goals as marks.
import { ratio } from './figures.js';

const ROW = 20;
const LABEL = 330;
const PANEL = 300;
const GAP = 40;
const TOP = 74;
/** Both panels' range, as powers of ten. */
const LOW = -1;
const HIGH = 3;
const COLOURS = { reached: '#0072b2', missed: '#d55e00', none: '#7f7f7f' };

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const text = (x, y, words, more = '') => `<text x="${x}" y="${y}"${more}>${escape(words)}</text>`;

/** Place of a ratio in a panel. */
function at(value) {
  const power = Math.min(HIGH, Math.max(LOW, Math.log10(value)));
  return ((power - LOW) / (HIGH - LOW)) * PANEL;
}

function bar(row, than, left, y) {
  const value = row.times[than];
  if (value === undefined) return '';
  const goal = row.goals.find((one) => one.kind === 'times' && one.than === than);
  const colour = goal === undefined ? COLOURS.none : goal.reached ? COLOURS.reached : COLOURS.missed;
  const from = Math.min(at(1), at(value));
  const width = Math.max(1, Math.abs(at(value) - at(1)));
  const mark =
    goal === undefined
      ? ''
      : `<line x1="${left + at(goal.factor)}" x2="${left + at(goal.factor)}" y1="${y - 1}" y2="${y + 13}" class="goal"/>`;
  return [
    `<rect x="${left + from}" y="${y + 1}" width="${width}" height="10" fill="${colour}"/>`,
    mark,
    text(left + Math.max(at(value), at(goal?.factor ?? value)) + 5, y + 10, ratio(value)),
  ].join('');
}

function axis(left, height, title) {
  const lines = [text(left, TOP - 26, title, ' class="title"')];
  for (let power = LOW; power <= HIGH; power++) {
    const x = left + at(10 ** power);
    const name = String(10 ** power);
    lines.push(
      `<line x1="${x}" x2="${x}" y1="${TOP - 4}" y2="${height}" class="${power === 0 ? 'one' : 'grid'}"/>`,
    );
    lines.push(text(x, TOP - 10, name, ' text-anchor="middle"'));
  }
  return lines.join('\n');
}

/** The chart as SVG; `caption` says what, where and when. */
export function chart(rows, caption) {
  const shown = rows.filter(({ times }) => times.memflow !== undefined || times.floor !== undefined);
  const groups = [...new Set(shown.map(({ group }) => group))];
  const height = TOP + (shown.length + groups.length) * ROW + 14;
  const lefts = { memflow: LABEL, floor: LABEL + PANEL + GAP };
  const width = lefts.floor + PANEL + GAP;
  const body = [];
  let y = TOP;
  let group = '';
  for (const row of shown) {
    if (row.group !== group) {
      body.push(text(10, y + 12, row.group, ' class="title"'));
      y += ROW;
    }
    group = row.group;
    body.push(text(22, y + 11, row.name));
    body.push(bar(row, 'memflow', lefts.memflow, y), bar(row, 'floor', lefts.floor, y));
    y += ROW;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">
<title>${escape(caption)}</title>
<style>.title{font-weight:bold}.grid{stroke:#ddd}.one{stroke:#666}.goal{stroke:#000;stroke-width:2}</style>
<rect width="${width}" height="${height}" fill="#fff"/>
${text(10, 20, caption)}
${text(10, 36, 'Bars: times as fast, from 1. Black marks: the goal. Blue: reached, orange: missed, grey: no goal of this kind.')}
${axis(lefts.memflow, height - 8, 'times as fast as memflow 0.2.4 at its best')}
${axis(lefts.floor, height - 8, 'times as fast as a plain loop in C')}
${body.join('\n')}
</svg>
`;
}
