/** Where records go: the renderer that `--format` asks for, stdout, and what was incomplete. */
import pc from 'picocolors';
import { usageError } from './exit.js';
import type { Parsed } from './options.js';
import { csvRenderer } from './render-csv.js';
import { jsonLinesRenderer, jsonRenderer } from './render-json.js';
import { tableRenderer } from './render-table.js';
import type { Column, Renderer, Row } from './row.js';

/** Formats of `--format`. */
export const FORMATS = ['table', 'json', 'jsonl', 'csv'] as const;
/** One of them. */
export type OutputFormat = (typeof FORMATS)[number];

/** Text is gathered up to this many characters before it is written. */
const CHUNK = 1 << 15;

/** How a command's output is to look. */
export interface OutputStyle {
  readonly format: OutputFormat;
  readonly raw: boolean;
  readonly color: boolean;
}

/** The style that the options, the environment and the terminal ask for. Throws kind `usage`. */
export function outputStyle(parsed: Parsed, terminal: boolean): OutputStyle {
  const format = parsed.text('format') ?? 'table';
  const known = FORMATS.find((name) => name === format);
  if (known === undefined) throw usageError(`--format ${format} is unknown`, FORMATS.join(', '));
  const when = parsed.text('color') ?? 'auto';
  if (!['auto', 'always', 'never'].includes(when))
    throw usageError(`--color ${when} is unknown`, 'auto, always, never');
  const set = (name: string): boolean => (process.env[name] ?? '') !== '';
  const auto = set('NO_COLOR')
    ? false
    : set('FORCE_COLOR')
      ? process.env['FORCE_COLOR'] !== '0'
      : terminal && process.env['TERM'] !== 'dumb';
  return { format: known, raw: parsed.flag('raw-text'), color: when === 'auto' ? auto : when === 'always' };
}

/** Buffered text to a stream; `flush` waits while the reader is slow. */
export class TextSink {
  private waiting: (string | Uint8Array)[] = [];
  private size = 0;

  constructor(private readonly stream: NodeJS.WritableStream) {}

  readonly write = (text: string | Uint8Array): void => {
    this.waiting.push(text);
    this.size += text.length;
  };

  /** Writes what has gathered, when it is much or `all` is set. */
  async flush(all = false): Promise<void> {
    if (this.size === 0 || (!all && this.size < CHUNK)) return;
    const parts = this.waiting;
    this.waiting = [];
    this.size = 0;
    const texts = parts.every((part) => typeof part === 'string');
    const chunk = texts
      ? parts.join('')
      : Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array)));
    await new Promise<void>((resolve, reject) => {
      this.stream.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** The renderer of a style. `single`: the command prints one object. */
export function rendererOf(
  style: OutputStyle,
  columns: readonly Column[],
  single: boolean,
  write: (text: string) => void,
): Renderer {
  switch (style.format) {
    case 'json':
      return jsonRenderer(write, single, style.raw);
    case 'jsonl':
      return jsonLinesRenderer(write, style.raw);
    case 'csv':
      return csvRenderer(
        write,
        columns.map(({ field }) => field),
        style.raw,
      );
    case 'table':
      return tableRenderer(write, columns, { colors: pc.createColors(style.color), raw: style.raw });
  }
}

/** Rows of a list or a stream. */
export type Rows = Iterable<Row> | AsyncIterable<Row>;
