/** Address expressions: numbers, symbols and modules joined by `+` and `-`, and C's words for what lies in memory. */
import { PagewalkError } from '../../engine/index.js';
import { evaluate, type Meanings, type Surroundings } from '../../os/values/evaluate.js';
import { parseExpression } from '../../os/values/expression.js';
import { usageError } from './exit.js';

const TOP = 1n << 64n;

/** Looks up the address of a symbol or module; undefined when there is none. */
export type LookUp = (name: string) => Promise<bigint | undefined>;

/**
 * The value of an expression such as `0xffff888000000000`, `4096`, `init_task+0x10`, `ext4+0x1000-8`,
 * `init_task.mm->pgd`. Below 2^64. Rejects with kind `usage` for one that is none, `not-found` for an unknown name.
 */
export async function parseAddress(text: string, around: LookUp | Surroundings): Promise<bigint> {
  const { items, list } = await meaningsOf(text, around);
  const [only] = items;
  if (only === undefined || list) throw usageError(`'${text}' is a list, no address`);
  return only.address;
}

/** All that an expression stands for; `open`: the head of a known list is the list. Rejects as {@link parseAddress} does. */
export async function meaningsOf(
  text: string,
  around: LookUp | Surroundings,
  open = false,
): Promise<Meanings> {
  const meanings = await evaluate(
    parseExpression(text),
    typeof around === 'function' ? { lookUp: around, graph: noTypes, view: noTypes } : around,
    open,
  );
  if (meanings.items.some(({ address }) => address < 0n || address >= TOP))
    throw usageError(`'${text}' is outside 64 bits`);
  return meanings;
}

function noTypes(): Promise<never> {
  return Promise.reject(new PagewalkError('cli', 'unsupported', 'no types are known here'));
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
