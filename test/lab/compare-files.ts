/** Compares open files and environments with the guest's own account. */
import type { LinuxOs } from '../../os/index.js';
import type { Verdict } from './compare.js';
import { verdictOf } from './compare.js';
import type { Truth } from './truth.js';

/** The account's own shell and its children open and close files while it prints. */
const passing = (path: string | undefined): boolean => path?.startsWith('/proc/') === true;

/** Every descriptor's link; those of pid 1 are the account's own doing. */
export async function compareFiles(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const { items } = await os.files();
  const found = new Map(items.map(({ pid, fd, path }) => [`${pid}/${fd}`, path]));
  const rows = truth.processes
    .filter(({ pid }) => pid !== 1)
    .flatMap(({ pid, descriptors }) => {
      const numbers = new Set([
        ...descriptors.keys(),
        ...items.filter((file) => file.pid === pid).map(({ fd }) => fd),
      ]);
      return Array.from(numbers, (fd) => ({
        name: `pid ${pid} descriptor ${fd}`,
        want: descriptors.get(fd),
        got: found.get(`${pid}/${fd}`),
      }));
    });
  return verdictOf(rows.filter(({ want }) => !passing(want)));
}

/** Environments; the account joins variables by blanks. */
export async function compareEnvironments(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const rows: { name: string; want: unknown; got: unknown }[] = [];
  for (const { pid, environment } of truth.processes) {
    const { items } = await os.environment(pid);
    const got = items.map(({ name, value }) => `${name}=${value}`).join(' ');
    rows.push({
      name: `pid ${pid} environment`,
      want: environment.join(' '),
      got: got.replace(/ +/g, ' ').trim(),
    });
  }
  return verdictOf(rows);
}
