/** Compares drivers of terminals with /proc/tty/drivers, whose first lines are no drivers of the list. */
import type { LinuxOs } from '../../os/index.js';
import { verdictOf, type Verdict } from './compare.js';
import type { Truth } from './truth.js';

/** Devices that the kernel prints by itself (fs/proc/proc_tty.c). */
const PSEUDO = /^\/dev\//;

/** Names and numbers of all drivers, in order. */
export async function compareTerminals(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const got = (await os.terminals()).items.map(({ driver, device, major, minor, lines }) => {
    const minors = lines > 1 ? `${minor}-${minor + lines - 1}` : `${minor}`;
    return `${driver ?? 'unknown'} /dev/${device ?? '?'} ${major} ${minors}`;
  });
  const want = truth
    .section('tty-drivers')
    .filter((line) => !PSEUDO.test(line))
    .map((line) => line.split(/ +/).slice(0, 4).join(' '));
  const length = Math.max(want.length, got.length);
  return verdictOf(Array.from({ length }, (_, i) => ({ name: `driver ${i}`, want: want[i], got: got[i] })));
}
