/** Saves records as the command line prints them. */
import type { JsonRecord } from '../../os/index.js';

/** A record indented, or an array with a record a line: the command line's `--format json`. */
export function jsonText(records: JsonRecord | readonly JsonRecord[]): string {
  if (!Array.isArray(records)) return `${JSON.stringify(records, null, 2)}\n`;
  if (records.length === 0) return '[]\n';
  return `[\n${records.map((record) => JSON.stringify(record)).join(',\n')}\n]\n`;
}

/** Hands the browser a file `NAME.json` to save: the same text as `--format json`. Nothing is sent anywhere. */
export function saveJson(name: string, records: JsonRecord | readonly JsonRecord[]): void {
  const url = URL.createObjectURL(new Blob([jsonText(records)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
