/** A table for people: it streams, its widths come from the first records. */
import type { Colors } from 'picocolors/types.js';
import { displayWidth, safeText } from './escape.js';
import type { Column, Json, Renderer, Row } from './row.js';

/** Records that are looked at before the first line is printed. */
const SAMPLE = 512;

/** What a table needs to know of its terminal. */
export interface TableStyle {
  readonly colors: Pick<Colors, 'bold' | 'yellow'>;
  /** Leaves untrusted text as it is. */
  readonly raw: boolean;
}

/** A value in a cell: null (unreadable) as `?`, absent as nothing. */
export function cellText(value: Json | undefined): string {
  if (value === undefined) return '';
  if (value === null) return '?';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Shows null as `none` in records that are whole, where it says that there is nothing; in others it may be what could not be read. */
export function orNone(none: string): (value: Json | undefined, record: Row) => string {
  return (value, record) => (value === null && record['complete'] !== false ? none : cellText(value));
}

/** Renders records in columns. An incomplete record ends with `!` and its reason. */
export function tableRenderer(
  write: (text: string) => void,
  columns: readonly Column[],
  style: TableStyle,
): Renderer {
  const waiting: string[][] = [];
  const tails: string[] = [];
  let widths: number[] | undefined;

  function line(cells: readonly string[], tail: string): string {
    const padded = cells.map((cell, i) => {
      const room = ' '.repeat(Math.max(0, (widths?.[i] ?? 0) - displayWidth(cell)));
      return columns[i]?.align === 'right' ? room + cell : cell + room;
    });
    return (padded.join('  ') + tail).trimEnd();
  }
  function start(): void {
    const heading = columns.map(({ field }) => field.toUpperCase());
    widths = columns.map((_, i) =>
      Math.max(...[heading, ...waiting].map((cells) => displayWidth(cells[i] ?? ''))),
    );
    write(`${style.colors.bold(line(heading, ''))}\n`);
    waiting.forEach((cells, i) => write(`${line(cells, tails[i] ?? '')}\n`));
  }

  return {
    row(record: Row) {
      const safe = style.raw ? (text: string) => text : safeText;
      const cells = columns.map(({ field, show }) => safe((show ?? cellText)(record[field], record)));
      const reason = typeof record['reason'] === 'string' ? record['reason'] : 'not whole';
      const tail = record['complete'] === false ? `  ${style.colors.yellow(safe(`! ${reason}`))}` : '';
      if (widths !== undefined) write(`${line(cells, tail)}\n`);
      else {
        waiting.push(cells);
        tails.push(tail);
        if (waiting.length >= SAMPLE) start();
      }
    },
    end() {
      if (widths === undefined) start();
    },
  };
}
