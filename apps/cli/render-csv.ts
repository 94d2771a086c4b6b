/** CSV as RFC 4180 has it, safe to open in a spreadsheet. */
import { safeText } from './escape.js';
import type { Json, Renderer, Row } from './row.js';

/** Texts that a spreadsheet would run as a formula; permissions such as `---p` are none. */
const FORMULA = /^[=+@\t\r]|^-(?![-rwxsp]*$)/;

/** One cell. Null is empty; a formula gets an apostrophe before it unless `raw`. */
export function csvCell(value: Json | undefined, raw: boolean): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = raw ? text : safeText(FORMULA.test(text) ? `'${text}` : text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A heading and a line a record; the columns `complete` and `reason` end every line. */
export function csvRenderer(
  write: (text: string) => void,
  fields: readonly string[],
  raw: boolean,
): Renderer {
  const columns = [...fields, ...['complete', 'reason'].filter((field) => !fields.includes(field))];
  write(`${columns.join(',')}\r\n`);
  return {
    row: (record: Row) => {
      const values = columns.map((field) => (field === 'complete' ? record[field] !== false : record[field]));
      write(`${values.map((value) => csvCell(value, raw)).join(',')}\r\n`);
    },
    end: () => undefined,
  };
}
