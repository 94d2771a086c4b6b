/** Reads `SOURCE`, `-f`, `-c` and `-o` into what to open. */
import { CONNECTOR_ENTRIES, CONNECTOR_NAMES } from '../../connectors/inventory.js';
import type { Format } from '../../connectors/index.js';
import type { PhysicalRange } from '../../engine/index.js';
import type { KernelChoice } from '../../os/index.js';
import { usageError } from './exit.js';
import type { Parsed } from './options.js';

/** What a command line asks to open. */
export interface SourceSpec {
  /** Path of the dump. */
  readonly path: string;
  /** Named by `-c`; absent: recognised. */
  readonly format?: Format;
  /** Physical memory that a raw image leaves out, by `-c raw:FILE:gaps=`. */
  readonly gaps?: readonly PhysicalRange[];
  /** The machine of a qcow2 image that `-c qcow2:FILE:snapshot=` chooses. */
  readonly snapshot?: string;
  /** The kernel that `-o linux:kernel=` chooses. */
  readonly kernel?: KernelChoice;
  /** Positional arguments after SOURCE. */
  readonly rest: readonly string[];
}

/** Splits `name[:target[:key=value,...]]`. A target may hold colons: only a tail of `key=value` pairs is arguments. */
export function splitSpec(text: string): {
  readonly name: string;
  readonly target: string;
  readonly args: Readonly<Record<string, string>>;
} {
  const colon = text.indexOf(':');
  const name = colon < 0 ? text : text.slice(0, colon);
  const rest = colon < 0 ? '' : text.slice(colon + 1);
  const tail = /^(?:(.*):)?([A-Za-z][\w-]*=[^,:]*(?:,[A-Za-z][\w-]*=[^,:]*)*)$/s.exec(rest);
  if (tail === null) return { name, target: rest, args: {} };
  const pairs = (tail[2] ?? '').split(',').map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return { name, target: tail[1] ?? '', args: Object.fromEntries(pairs) };
}

/** The source of a command line. Throws kind `usage`. */
export function sourceSpec(parsed: Parsed): SourceSpec {
  const kernels = parsed.chain.filter(({ option }) => option === 'os').map(({ value }) => osChoice(value));
  const kernel = kernels.findLast((choice) => choice !== undefined);
  return { ...fileSpec(parsed), ...(kernel && { kernel }) };
}

function fileSpec(parsed: Parsed): SourceSpec {
  const sources = parsed.chain.filter(({ option }) => option !== 'os');
  const first = sources[0];
  if (sources.length > 1)
    throw usageError('one source at a time: this version opens no machine inside another');
  if (first === undefined) {
    const [path, ...rest] = parsed.positionals;
    if (path === undefined)
      throw usageError('no source given', 'the path of a memory dump after the command, or -f FILE');
    return { path, rest };
  }
  if (parsed.chain[0] !== first)
    throw usageError('-o comes before the source it belongs to', '-f FILE -o linux');
  if (first.option === 'file') return { path: first.value, rest: parsed.positionals };
  const { name, target, args } = splitSpec(first.value);
  const format = CONNECTOR_NAMES.find((known) => known === name);
  if (format === undefined)
    throw usageError(
      `there is no connector '${name}'`,
      CONNECTOR_NAMES.map((c) => `-c ${c}:FILE`).join(', '),
    );
  if (target === '') throw usageError(`-c ${name} needs a file`, `-c ${name}:FILE`);
  const known = CONNECTOR_ENTRIES[format].arguments.map((argument) => argument.name);
  const unknown = Object.keys(args).find((argument) => !known.includes(argument));
  if (unknown !== undefined) throw usageError(`connector '${name}' takes no argument '${unknown}'`);
  const { gaps, snapshot } = args;
  return {
    path: target,
    format,
    ...(gaps !== undefined && { gaps: gapsOf(gaps) }),
    ...(snapshot !== undefined && { snapshot }),
    rest: parsed.positionals,
  };
}

/** `FIRST-LAST+FIRST-LAST…`, hexadecimal and inclusive as /proc/iomem prints ranges. */
function gapsOf(text: string): PhysicalRange[] {
  return text.split('+').map((gap) => {
    const [, first, last] = /^(?:0x)?([0-9a-f]{1,13})-(?:0x)?([0-9a-f]{1,13})$/i.exec(gap) ?? [];
    const start = Number(`0x${first}`);
    const size = Number(`0x${last}`) + 1 - start;
    if (!(size > 0))
      throw usageError(
        `gaps=${text}: '${gap}' is no range`,
        '-c raw:FILE:gaps=c0000000-ffffffff+fd00000000-ffffffffff',
      );
    return { start, size };
  });
}

/** What `-o` asks for: `linux`, or one of several kernels, `linux:kernel=1`, `linux:kernel=0x2912ca40`. */
function osChoice(value: string): KernelChoice | undefined {
  const { name, target, args } = splitSpec(value);
  if (name !== 'linux') throw usageError(`there is no operating system layer '${name}'`, '-o linux');
  const { kernel, ...others } = args;
  const [unknown] = Object.keys(others);
  if (target !== '' || unknown !== undefined)
    throw usageError(
      `operating system layer 'linux' takes no argument '${unknown ?? target}'`,
      '-o linux, -o linux:kernel=N or -o linux:kernel=0xADDRESS',
    );
  if (kernel === undefined) return undefined;
  if (/^\d{1,9}$/.test(kernel)) return { index: Number(kernel) };
  if (/^0x[0-9a-f]{1,16}$/i.test(kernel)) return { address: BigInt(kernel) };
  throw usageError(
    `kernel=${kernel}: neither a number nor an address of the list of kernels`,
    'pagewalk kernels SOURCE lists them',
  );
}
