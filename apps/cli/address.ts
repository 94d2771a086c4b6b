/** Address expressions: numbers, symbols and modules joined by `+` and `-`. */
import { PagewalkError } from '../../engine/index.js';
import { usageError } from './exit.js';

const TOP = 1n << 64n;
const TERM = /^(?:(0x[0-9a-f]+)|(\d+)|([a-z_.][\w.$@]*))/i;

/** Looks up the address of a symbol or module; undefined when there is none. */
export type LookUp = (name: string) => Promise<bigint | undefined>;

/**
 * The value of an expression such as `0xffff888000000000`, `4096`, `init_task+0x10`, `ext4+0x1000-8`. Below 2^64.
 * Rejects with kind `usage` for one that is none, `not-found` for an unknown name.
 */
export async function parseAddress(text: string, lookUp: LookUp): Promise<bigint> {
  let rest = text.replaceAll(' ', '');
  let value = 0n;
  let sign = 1n;
  for (;;) {
    const term = TERM.exec(rest);
    if (term === null) {
      throw usageError(`'${text}' is no address`, '0x1000, 4096, init_task+0x10');
    }
    value += sign * ((await termValue(term, lookUp)) ?? missing(text, term[0]));
    rest = rest.slice(term[0].length);
    if (rest === '') break;
    if (rest[0] !== '+' && rest[0] !== '-')
      throw usageError(`'${text}' is no address: '${rest}' is left over`);
    sign = rest[0] === '+' ? 1n : -1n;
    rest = rest.slice(1);
  }
  if (value < 0n || value >= TOP) throw usageError(`'${text}' is outside 64 bits`);
  return value;
}

async function termValue(term: RegExpExecArray, lookUp: LookUp): Promise<bigint | undefined> {
  const number = term[1] ?? term[2];
  return number === undefined ? lookUp(term[0]) : BigInt(number);
}

function missing(text: string, name: string): never {
  throw new PagewalkError('cli', 'not-found', `'${text}': there is no symbol or module '${name}'`, {
    hint: `pagewalk symbols SOURCE '*${name}*'`,
  });
}

/** A count of bytes: `64`, `0x1000`, `4k`, `16M`, `1G`; at most `max`. */
export function parseSize(text: string, max: number): number {
  const match = /^(0x[0-9a-f]+|\d+)([kmg]?)$/i.exec(text);
  const value =
    match === null ? NaN : Number(match[1]) * 1024 ** ' kmg'.indexOf((match[2] || ' ').toLowerCase());
  if (!(value >= 0 && value <= max))
    throw usageError(`'${text}' is no length of 0 to ${max} bytes`, '64, 0x1000, 16M');
  return value;
}
