/** Compares keys with the lines of /proc/keys, which holds those that its reader may view. */
import type { KernelKey, LinuxOs } from '../../os/index.js';
import { verdictOf, type Verdict } from './compare.js';
import type { Truth } from './truth.js';

/** What /proc/keys shows where a key has no user or no group (kernel/sys.c: DEFAULT_OVERFLOWUID). */
const OVERFLOW = 65534;

/** A key that does not expire, as /proc/keys spells it but for runs of blanks. */
function keysLine({ serial, flags, usage, expires, permissions, uid, gid, ...rest }: KernelKey): string {
  const hex = (value: number) => value.toString(16).padStart(8, '0');
  const { type, description, detail } = rest;
  const text = `${description ?? '?'}${detail === null ? '' : `: ${detail}`}`;
  const time = expires === null ? 'perm' : String(expires);
  return `${hex(serial)} ${flags} ${usage} ${time} ${hex(permissions)} ${uid ?? OVERFLOW} ${gid ?? OVERFLOW} ${type?.slice(0, 9) ?? '?'} ${text}`;
}

/** All columns of every key of the account. */
export async function compareKeys(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const found = new Map((await os.keys()).items.map((key) => [key.serial, keysLine(key)]));
  return verdictOf(
    truth.section('keys').map((line) => ({
      name: `key ${line.slice(0, 8)}`,
      want: line.replace(/ +/g, ' ').trim(),
      got: found.get(Number.parseInt(line, 16)),
    })),
  );
}
