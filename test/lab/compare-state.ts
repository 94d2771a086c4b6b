/** Compares the kernel's own state with the guest's account: modules, kallsyms. */
import { createHash } from 'node:crypto';
import type { LinuxOs } from '../../os/index.js';
import type { Verdict } from './compare.js';
import { verdictOf } from './compare.js';
import type { Truth } from './truth.js';

/** Lines side by side. */
export function compareLines(what: string, want: readonly string[], got: readonly string[]): Verdict {
  return verdictOf(
    Array.from({ length: Math.max(want.length, got.length) }, (_, i) => ({
      name: `${what} ${i}`,
      want: want[i]?.trimEnd(),
      got: got[i]?.trimEnd(),
    })),
  );
}

/** Whole lines of /proc/modules. */
export async function compareModuleLines(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const lines = (await os.modules()).items.map(({ name, size, references, usedBy, state, base, taints }) => {
    const users = usedBy === null || usedBy.length === 0 ? '-' : `${usedBy.join(',')},`;
    const place = `0x${base.toString(16).padStart(2 * (base >> 32n === 0n ? 4 : 8), '0')}`;
    const mark = taints === '' ? '' : ` (${taints})`;
    return `${name} ${size} ${references ?? '-'} ${users} ${state} ${place}${mark}`;
  });
  return compareLines('module', truth.section('modules'), lines);
}

/** All of /proc/kallsyms, byte for byte: by its digest, and its lines by their number. */
export async function compareKallsyms(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const hash = createHash('md5');
  let lines = 0;
  const width = os.architecture === 'arm' || os.architecture === 'x86-32' ? 8 : 16;
  for await (const { name, address, type, module } of os.symbols()) {
    const place = address.toString(16).padStart(width, '0');
    hash.update(`${place} ${type} ${name}${module === '' ? '' : `\t[${module}]`}\n`, 'latin1');
    lines++;
  }
  const [count, digest] = truth.section('kallsyms-count');
  return verdictOf([
    { name: 'lines', want: Number(count), got: lines },
    { name: 'digest', want: digest?.split(' ')[0], got: hash.digest('hex') },
  ]);
}

/** Every comparison of this file. */
export const STATE_COMPARISONS = {
  'modules as /proc/modules has them': compareModuleLines,
  'all of /proc/kallsyms': compareKallsyms,
} as const;
