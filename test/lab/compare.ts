/** Compares what the OS layer says of a dump with the guest's own account, item by item. */
import type { LinuxOs, Mapping } from '../../os/index.js';
import { compareFindings } from './compare-check.js';
import { compareDetails, compareHistory } from './compare-details.js';
import { compareEnvironments, compareFiles } from './compare-files.js';
import { compareKeys } from './compare-keys.js';
import { STATE_COMPARISONS } from './compare-state.js';
import { compareInterfaces, compareMounts } from './compare-mounts.js';
import { compareSocketOwners, compareSockets } from './compare-sockets.js';
import { compareInputDevices } from './compare-input-devices.js';
import { compareTerminals } from './compare-tty.js';
import { compareWorkQueues } from './compare-work-queues.js';
import type { Truth, TrueProcess } from './truth.js';

/** Items compared and what differed; `wrong` is empty when all are right. */
export interface Verdict {
  readonly of: number;
  readonly wrong: readonly string[];
}

/** How a comparison is told when it fails. */
export const told = ({ of, wrong }: Verdict) =>
  `${of - wrong.length} of ${of}${wrong.length > 0 ? `\n${wrong.slice(0, 20).join('\n')}` : ''}`;

/** Compares values one by one; a missing answer is wrong too. */
export function verdictOf(items: readonly { name: string; want: unknown; got: unknown }[]): Verdict {
  const wrong = items.filter(({ want, got }) => want !== got);
  return {
    of: items.length,
    wrong: wrong.map(({ name, want, got }) => `${name}: want ${String(want)}, got ${String(got)}`),
  };
}

/** Worker threads come and go between the account and the dump, and so do the shell's own children. */
const lasting = (process: TrueProcess) => !process.name.startsWith('kworker/');

/** Names, parents, users, states, thread counts, command lines and executables of all processes. */
export async function compareProcesses(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const found = new Map((await os.processes()).items.map((process) => [process.pid, process]));
  const items = truth.processes.filter(lasting).flatMap((want) => {
    const got = found.get(want.pid);
    const row = (what: string, wanted: unknown, value: unknown) => ({
      name: `pid ${want.pid} ${what}`,
      want: wanted,
      got: value,
    });
    return [
      row('name', want.name, got?.name),
      row('parent', want.ppid, got?.ppid),
      row('user', want.uid, got?.uid),
      row('threads', want.threads.length, got?.threads),
      row('command', want.command, got?.command?.trimEnd()),
      row('executable', want.exe, got?.exe),
      ...(want.ppid === 2 || want.pid === 2 ? [] : [row('state', want.state, got?.state)]),
    ];
  });
  const crowd = truth.crowd.map((pid) => ({
    name: `pid ${pid} command`,
    want: 'sleep 700000',
    got: found.get(pid)?.command,
  }));
  return verdictOf([...items, ...crowd]);
}

/** Processes that the account lacks: none but kernel workers and what the guest's shell started after it. */
export async function compareSurplus(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const known = new Set([...truth.processes.map((process) => process.pid), ...truth.crowd]);
  const { items } = await os.processes();
  const surplus = items.filter(
    ({ pid, ppid, name }) => !known.has(pid) && ppid !== 2 && !(ppid === 1 && name === 'sleep'),
  );
  return {
    of: items.length,
    wrong: surplus.map(({ pid, name }) => `pid ${pid} (${name}) is not in the account`),
  };
}

/** Thread ids and names of all processes. */
export async function compareThreads(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const found = new Map(
    (await os.threads()).items.map((thread) => [`${thread.pid}/${thread.tid}`, thread.name]),
  );
  const items = truth.processes.filter(lasting).flatMap((process) =>
    process.threads.map(({ tid, name }) => ({
      name: `thread ${process.pid}/${tid}`,
      want: name,
      got: found.get(`${process.pid}/${tid}`),
    })),
  );
  return verdictOf(items);
}

/** A mapping as /proc/PID/maps spells it, but for runs of blanks. */
function mapsLine({ start, end, permissions, offset, path, device, inode }: Mapping): string {
  const hex = (value: bigint) => value.toString(16).padStart(8, '0');
  return `${hex(start)}-${hex(end)} ${permissions} ${hex(offset)} ${device ?? '?'} ${inode ?? '?'} ${path ?? '?'}`.trimEnd();
}

/** All mappings with their paths; init's heap may have grown since its line was printed. */
export async function compareMappings(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const all: { name: string; want: unknown; got: unknown }[] = [];
  const free = (line: string | undefined, pid: number) =>
    pid === 1 && line?.endsWith('[heap]') === true ? line.replace(/^(\w+)-\w+/, '$1') : line;
  for (const { pid, maps } of truth.processes) {
    if (maps.length === 0) continue;
    const got = (await os.mappings(pid)).items.map(mapsLine);
    const length = Math.max(maps.length, got.length);
    for (let i = 0; i < length; i++)
      all.push({ name: `pid ${pid} mapping ${i}`, want: free(maps[i], pid), got: free(got[i], pid) });
  }
  return verdictOf(all);
}

/** Kernel modules with sizes and bases. */
export async function compareModules(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const found = (await os.modules()).items.map(
    ({ name, size, base }) => `${name} ${size} 0x${base.toString(16)}`,
  );
  const length = Math.max(found.length, truth.modules.length);
  return verdictOf(
    Array.from({ length }, (_, i) => ({ name: `module ${i}`, want: truth.modules[i], got: found[i] })),
  );
}

/** The kernel log against dmesg; lines after the account's last are the guest's later life. */
export async function compareLog(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const found = (await os.log()).items.flatMap(({ time, text }) =>
    text.split('\n').map((line) => `[${time.toFixed(6).padStart(12)}] ${line}`.trimEnd()),
  );
  return verdictOf(
    truth.log.map((line, i) => ({ name: `log line ${i}`, want: line.trimEnd(), got: found[i] })),
  );
}

/** The victim's translations, `none` included; a PROT_NONE page has a frame, but the CPU would not walk to it. */
export async function compareTranslations(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const memory = await os.memory(truth.victim.pid);
  const got = await memory.translate(truth.translations.map(({ virtual }) => virtual));
  return verdictOf(
    truth.translations.map(({ what, virtual, physical }, i) => {
      const answer = got[i];
      return {
        name: `${what} 0x${virtual.toString(16)}`,
        want: what === 'protnone' ? undefined : physical,
        got: answer?.ok === true ? answer.physical : undefined,
      };
    }),
  );
}

/** The victim's 100 linked nodes, read through its page tables: magic, health and name of each. */
export async function compareNodes(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const memory = await os.memory(truth.victim.pid);
  const items: { name: string; want: unknown; got: unknown }[] = [];
  let node = truth.victim.address('head');
  for (let i = 99; i >= 0; i--) {
    const view = new DataView((await memory.read(node, 40)).slice().buffer);
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, 24, 16)).split('\0')[0];
    const magic = view.getBigUint64(0, true).toString(16);
    items.push({
      name: `node ${i}`,
      want: `6d656d666c6f7721 ${1000 + i} node-${i}`,
      got: `${magic} ${view.getUint32(16, true)} ${name}`,
    });
    node = view.getBigUint64(8, true);
    if (node === 0n) break;
  }
  items.push({ name: 'length', want: 100, got: items.length });
  return verdictOf(items);
}

/** QEMU's own translations of kernel addresses, as qemu.json keeps them: name, virtual, physical or null, in hex. */
export async function compareKernel(
  os: LinuxOs,
  rows: readonly (readonly [string, string, string | null])[],
): Promise<Verdict> {
  const got = await os.kernel.translate(rows.map(([, virtual]) => BigInt(`0x${virtual}`)));
  return verdictOf(
    rows.map(([name, virtual, physical], i) => {
      const answer = got[i];
      return {
        name: `${name} ${virtual}`,
        want: physical,
        got: answer?.ok === true ? answer.physical.toString(16) : null,
      };
    }),
  );
}

/** Every comparison that needs nothing but the account. */
export const COMPARISONS = {
  processes: compareProcesses,
  'no process too many': compareSurplus,
  threads: compareThreads,
  'mappings with paths': compareMappings,
  modules: compareModules,
  'kernel log': compareLog,
  translations: compareTranslations,
  'linked nodes': compareNodes,
  'open files': compareFiles,
  environments: compareEnvironments,
  sockets: compareSockets,
  'owners of sockets': compareSocketOwners,
  mounts: compareMounts,
  interfaces: compareInterfaces,
  'details of processes': compareDetails,
  'no findings': compareFindings,
  'work queues': compareWorkQueues,
  'input devices': compareInputDevices,
  ...STATE_COMPARISONS,
} as const;

/** Comparisons that only the account of a rich machine allows. */
export const RICH_COMPARISONS = {
  'history of bash': compareHistory,
  keys: compareKeys,
  'drivers of terminals': compareTerminals,
} as const;
