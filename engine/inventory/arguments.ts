/** Arguments of connectors and operating systems: declared by kind, and read from text and checked here alone. */
import type { PhysicalRange } from '../connector.js';
import { PagewalkError } from '../errors.js';

/** What a value of each kind is. */
export interface ArgumentValues {
  readonly text: string;
  /** A whole number, 0 to 2^53 - 1. */
  readonly number: number;
  readonly flag: boolean;
  /** One of the declared choices. */
  readonly choice: string;
  /** Ranges of physical memory. */
  readonly ranges: readonly PhysicalRange[];
  /** One of a list, by its number or by its address. */
  readonly 'number-or-address': { readonly index: number } | { readonly address: bigint };
}

/** Name of a kind. */
export type ArgumentKind = keyof ArgumentValues;

/** What is declared of an argument. */
export interface ArgumentSpec {
  readonly kind: ArgumentKind;
  /** What its text looks like: `NAME`, `FIRST-LAST+…`. */
  readonly value: string;
  readonly about: string;
  /** The values of a `choice`. */
  readonly choices?: readonly string[];
  /** True when there is no default. */
  readonly required?: boolean;
}

/** Arguments by name. */
export type ArgumentTable = Readonly<Record<string, ArgumentSpec>>;

type ValueOf<S extends ArgumentSpec> = S extends { kind: 'choice'; choices: readonly (infer C)[] }
  ? C
  : ArgumentValues[S['kind']];

/** The values that a table of arguments takes. */
export type ArgumentsOf<T extends ArgumentTable> = {
  readonly [N in keyof T as T[N] extends { required: true } ? N : never]: ValueOf<T[N]>;
} & {
  readonly [N in keyof T as T[N] extends { required: true } ? never : N]?: ValueOf<T[N]>;
};

/** Values as they are handed on where the table is not known. */
export type ArgumentRecord = Readonly<Record<string, ArgumentValues[ArgumentKind] | undefined>>;

interface Kind<V> {
  /** The value of a text; undefined when it is none. */
  readonly parse: (text: string, spec: ArgumentSpec) => V | undefined;
  readonly check: (value: unknown, spec: ArgumentSpec) => boolean;
  readonly expected: (spec: ArgumentSpec) => string;
}

const KINDS: { readonly [K in ArgumentKind]: Kind<ArgumentValues[K]> } = {
  text: {
    parse: (text) => (text === '' ? undefined : text),
    check: (value) => typeof value === 'string' && value !== '',
    expected: () => 'a text',
  },
  number: {
    parse: wholeNumber,
    check: isWholeNumber,
    expected: () => 'a whole number, decimal or 0x hexadecimal',
  },
  flag: {
    parse: (text) => ({ yes: true, no: false })[text],
    check: (value) => typeof value === 'boolean',
    expected: () => 'yes or no',
  },
  choice: {
    parse: (text, { choices }) => choices?.find((choice) => choice === text),
    check: (value, { choices }) => choices?.some((choice) => choice === value) === true,
    expected: ({ choices = [] }) => `one of ${choices.join(', ')}`,
  },
  ranges: {
    parse: rangesOf,
    check: (value) => Array.isArray(value) && value.every(isRange),
    expected: () => 'hexadecimal ranges as /proc/iomem prints them, joined by +: c0000000-ffffffff+…',
  },
  'number-or-address': {
    parse: numberOrAddress,
    check: (value) =>
      typeof value === 'object' &&
      value !== null &&
      ('address' in value
        ? typeof value.address === 'bigint'
        : 'index' in value && isWholeNumber(value.index)),
    expected: () => 'a number of the list, or an address in 0x hexadecimal',
  },
};

/** Values of texts. `owner` is what takes them, for errors: "connector 'raw'". Throws kind `usage`. */
export function parseArguments<T extends ArgumentTable>(
  owner: string,
  table: T,
  texts: Readonly<Record<string, string>>,
): ArgumentsOf<T> {
  const values = Object.entries(texts).map(([name, text]) => {
    const spec = specOf(owner, table, name);
    const value = KINDS[spec.kind].parse(text, spec);
    if (value === undefined) throw wrong(owner, name, spec, `'${text}'`);
    return [name, value];
  });
  return checkArguments(owner, table, Object.fromEntries(values) as Record<string, unknown>);
}

/** The same values, once each is known and of its kind, and all that are required are there. Throws kind `usage`. */
export function checkArguments<T extends ArgumentTable>(
  owner: string,
  table: T,
  values: Readonly<Record<string, unknown>>,
): ArgumentsOf<T> {
  for (const [name, value] of Object.entries(values)) {
    const spec = specOf(owner, table, name);
    if (value !== undefined && !KINDS[spec.kind].check(value, spec))
      throw wrong(owner, name, spec, typeof value === 'string' ? `'${value}'` : typeof value);
  }
  for (const [name, spec] of Object.entries(table))
    if (spec.required === true && values[name] === undefined)
      throw new PagewalkError('engine', 'usage', `${owner} needs ${name}=${spec.value}: ${spec.about}`);
  return values as ArgumentsOf<T>;
}

function specOf(owner: string, table: ArgumentTable, name: string): ArgumentSpec {
  const spec = Object.hasOwn(table, name) ? table[name] : undefined;
  if (spec !== undefined) return spec;
  const known = Object.entries(table).map(([other, { value }]) => `${other}=${value}`);
  throw new PagewalkError('engine', 'usage', `${owner} takes no argument '${name}'`, {
    hint: known.length === 0 ? 'it takes none' : known.join(', '),
  });
}

function wrong(owner: string, name: string, spec: ArgumentSpec, got: string): PagewalkError {
  const expected = KINDS[spec.kind].expected(spec);
  return new PagewalkError(
    'engine',
    'usage',
    `${owner}: ${name}=${spec.value} takes ${expected}, not ${got}`,
    {
      expected,
      got,
    },
  );
}

function wholeNumber(text: string): number | undefined {
  const value = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** `FIRST-LAST+FIRST-LAST…`, hexadecimal and inclusive as /proc/iomem prints ranges. */
function rangesOf(text: string): PhysicalRange[] | undefined {
  const ranges = text.split('+').map((range) => {
    const [, first, last] = /^(?:0x)?([0-9a-f]{1,13})-(?:0x)?([0-9a-f]{1,13})$/i.exec(range) ?? [];
    const start = Number(`0x${first}`);
    return { start, size: Number(`0x${last}`) + 1 - start };
  });
  return ranges.every(isRange) ? ranges : undefined;
}

function isRange(value: unknown): value is PhysicalRange {
  const { start, size } = (value ?? {}) as Partial<PhysicalRange>;
  return isWholeNumber(start) && isWholeNumber(size) && size > 0;
}

function numberOrAddress(text: string): ArgumentValues['number-or-address'] | undefined {
  if (/^\d{1,9}$/.test(text)) return { index: Number(text) };
  return /^0x[0-9a-f]{1,16}$/i.test(text) ? { address: BigInt(text) } : undefined;
}
