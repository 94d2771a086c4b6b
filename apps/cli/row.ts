/** A record on its way to a renderer. */

/** A JSON value. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/** One record: fields in the order they are printed. `complete: false` comes with a `reason`. */
export type Row = { readonly [field: string]: Json | undefined };

/** A record builder's result as a row: the builders give plain JSON objects. */
export function row(record: object): Row {
  return record as Row;
}

/** What a renderer does with records. Text goes to `write`; `end` finishes the document. */
export interface Renderer {
  row(record: Row): void;
  end(): void;
}

/** How tables show a column. */
export interface Column {
  readonly field: string;
  readonly align?: 'right';
  /** Text of a value in tables; default: the value itself, null as `?`. */
  readonly show?: (value: Json | undefined, record: Row) => string;
}
