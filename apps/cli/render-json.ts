/** JSON, one document or one record a line. */
import { safeJson } from './escape.js';
import type { Renderer, Row } from './row.js';

/** One record as JSON on one line. `raw` leaves control characters above 0x7f as they are. */
export function jsonLine(record: Row, raw: boolean): string {
  const text = JSON.stringify(record);
  return raw ? text : safeJson(text);
}

/** A document: an array with a record a line, or the only record, indented, when `single`. */
export function jsonRenderer(write: (text: string) => void, single: boolean, raw: boolean): Renderer {
  let count = 0;
  return {
    row(record) {
      if (single) {
        const text = JSON.stringify(record, null, 2);
        write(`${raw ? text : safeJson(text)}\n`);
      } else write(`${count++ === 0 ? '[\n' : ',\n'}${jsonLine(record, raw)}`);
    },
    end() {
      if (!single) write(count === 0 ? '[]\n' : '\n]\n');
    },
  };
}

/** A record a line, each written at once. */
export function jsonLinesRenderer(write: (text: string) => void, raw: boolean): Renderer {
  return { row: (record) => write(`${jsonLine(record, raw)}\n`), end: () => undefined };
}
