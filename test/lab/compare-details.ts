/** Compares what `ps` adds to the tree of processes: group, capabilities, start, control group, namespaces. */
import type { LinuxOs } from '../../os/index.js';
import { verdictOf, type Verdict } from './compare.js';
import type { Truth } from './truth.js';

/** All details that the account prints. */
export async function compareDetails(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const found = new Map((await os.processes()).items.map((process) => [process.pid, process]));
  const rows: { name: string; want: unknown; got: unknown }[] = [];
  for (const process of truth.processes) {
    const got = found.get(process.pid);
    if (process.name.startsWith('kworker/') && got === undefined) continue;
    const row = (what: string, want: unknown, value: unknown): void =>
      void rows.push({ name: `pid ${process.pid} ${what}`, want, got: value });
    row('start', process.start, Math.floor((got?.started ?? -1) * 100 + 1e-6));
    const capabilities = process.status('CapEff');
    if (capabilities === undefined) continue;
    row('group', process.gid, got?.gid);
    row('capabilities', capabilities, got?.capabilities);
    if (process.cgroup !== '') row('control group', process.cgroup, `0::${got?.cgroup ?? '?'}`);
    for (const [name, inode] of process.namespaces)
      if (!name.endsWith('for_children')) row(`${name} namespace`, inode, got?.namespaces?.[name]);
  }
  return verdictOf(rows);
}

/** What bash itself printed of its history, with the times that its format adds. */
export async function compareHistory(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const got = (await os.bash()).items.map(({ time, command }) => `${time} ${command}`);
  return verdictOf(
    truth.section('history').map((line, i) => ({
      name: `history ${i}`,
      want: line.replace(/^ *\d+ +/, ''),
      got: got[i],
    })),
  );
}
