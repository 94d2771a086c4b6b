/** The options of all commands, and strict parsing of a command line. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { usageError } from './exit.js';

/** One option, as parsed and as `--help` shows it. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** What the value is: `FILE`. */
  readonly value?: string;
  readonly about: string;
}

/** Options by long name. */
export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** Options of commands that read a source. */
export const SOURCE_OPTIONS: OptionTable = {
  file: {
    type: 'string',
    short: 'f',
    multiple: true,
    value: 'FILE',
    about: 'the dump; its format is recognised',
  },
  connector: {
    type: 'string',
    short: 'c',
    multiple: true,
    value: 'NAME:TARGET',
    about:
      'the dump, by connector: raw:FILE, raw:FILE:gaps=c0000000-ffffffff, elf:FILE, qcow2:FILE:snapshot=NAME …',
  },
  os: { type: 'string', short: 'o', multiple: true, value: 'NAME', about: 'the operating system: linux' },
  symbols: {
    type: 'string',
    multiple: true,
    value: 'FILE',
    about:
      'symbols and types of a vmlinux, debug file, BTF file, ISF or System.map, if you have one; remembered for the kernel, until none',
  },
  'no-cache': { type: 'boolean', about: 'find everything anew, and keep nothing' },
  stats: { type: 'boolean', about: 'on stderr: bytes read from the source, reads, calls, time' },
};

/** Options of commands that print records. */
export const OUTPUT_OPTIONS: OptionTable = {
  format: { type: 'string', value: 'FORMAT', about: 'table (default), json, jsonl, csv' },
  'raw-text': { type: 'boolean', about: 'do not escape control characters of the dump' },
  color: {
    type: 'string',
    value: 'WHEN',
    about: 'auto (default), always, never; NO_COLOR and FORCE_COLOR count too',
  },
  quiet: { type: 'boolean', short: 'q', about: 'no progress on stderr' },
  verbose: { type: 'boolean', short: 'v', multiple: true, about: 'say more on stderr' },
  help: { type: 'boolean', short: 'h', about: 'this text' },
};

/** Options that choose a process. */
export const PROCESS_OPTIONS: OptionTable = {
  pid: { type: 'string', value: 'N', about: 'the process with this number' },
  name: { type: 'string', value: 'NAME', about: 'the process with this name, if it is the only one' },
};

/** Options that choose a memory. */
export const MEMORY_OPTIONS: OptionTable = {
  ...PROCESS_OPTIONS,
  kernel: { type: 'boolean', about: "the kernel's virtual memory" },
  physical: { type: 'boolean', about: 'physical memory; needs no operating system' },
  root: {
    type: 'string',
    value: 'ADDRESS',
    about: 'the address space of this page-table root; needs no operating system',
  },
  'high-root': {
    type: 'string',
    value: 'ADDRESS',
    about: 'the page-table root of the high half, in modes where it has its own (AArch64, TTBR1)',
  },
  mode: {
    type: 'string',
    value: 'MODE',
    about: 'with --root: x86-64-4level (default), x86-64-5level, x86-pae, aarch64-4k-48, riscv64-sv39 …',
  },
};

/** Option of commands that take names of types. */
export const TYPE_OPTIONS: OptionTable = {
  module: {
    type: 'string',
    value: 'NAME',
    about: "the kernel module whose types go before others' of the same names",
  },
};

/** A `-c`, `-f` or `-o` in the order given. */
export interface ChainStep {
  readonly option: 'file' | 'connector' | 'os';
  readonly value: string;
}

/** A parsed command line. */
export interface Parsed {
  readonly positionals: readonly string[];
  readonly chain: readonly ChainStep[];
  /** Value of a string option, the last one given. */
  text(name: string): string | undefined;
  /** All values of a string option, in the order given. */
  texts(name: string): readonly string[];
  flag(name: string): boolean;
  /** How often a boolean option was given. */
  count(name: string): number;
}

const CHAIN: readonly string[] = ['file', 'connector', 'os'];

/** Parses strictly: an unknown option or a missing value is an error of kind `usage`. */
export function parseOptions(argv: readonly string[], table: OptionTable): Parsed {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, { type, short }] of Object.entries(table)) {
    options[name] = { type, multiple: true, ...(short !== undefined && { short }) };
  }
  let result;
  try {
    result = parseArgs({ args: [...argv], options, strict: true, allowPositionals: true, tokens: true });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw usageError(text.split('. To specify')[0]?.split('\n')[0] ?? text, 'pagewalk COMMAND --help');
  }
  const values = result.values as Readonly<Record<string, readonly (string | boolean)[] | undefined>>;
  const chain: ChainStep[] = [];
  for (const token of result.tokens) {
    if (token.kind !== 'option' || !CHAIN.includes(token.name) || token.value === undefined) continue;
    chain.push({ option: token.name as ChainStep['option'], value: token.value });
  }
  return {
    positionals: result.positionals,
    chain,
    text: (name) => {
      const value = values[name]?.at(-1);
      return typeof value === 'string' ? value : undefined;
    },
    texts: (name) => (values[name] ?? []).filter((value) => typeof value === 'string'),
    flag: (name) => (values[name]?.length ?? 0) > 0,
    count: (name) => values[name]?.length ?? 0,
  };
}

/** A whole number of an option, 0 to 2^53 - 1; undefined when the option is absent. */
export function numberOption(parsed: Parsed, name: string): number | undefined {
  const text = parsed.text(name);
  if (text === undefined) return undefined;
  const value = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value)) throw usageError(`--${name} takes a number, not '${text}'`);
  return value;
}
