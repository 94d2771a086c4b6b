/** Compares mounts and network interfaces with the guest's own account: /proc/PID/mounts and `ip addr`. */
import type { LinuxOs, Mount } from '../../os/index.js';
import { verdictOf, type Verdict } from './compare.js';
import type { Truth } from './truth.js';

/** Blanks and backslashes as /proc/PID/mounts spells them. */
const escaped = (text: string | null): string =>
  String(text).replace(/[ \t\n\\#]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);

const line = ({ device, mountpoint, type, options }: Mount): string =>
  `${escaped(device)} ${escaped(mountpoint)} ${escaped(type)} ${options}`;

/** Mounts of the first process and of those with mount namespaces of their own. Options that are told to be unknown are not compared. */
export async function compareMounts(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const rows: { name: string; want: unknown; got: unknown }[] = [];
  const whose = truth.processes.map(({ pid }) => ({ pid, heading: pid === 1 ? 'mounts' : `mounts ${pid}` }));
  for (const { pid, heading } of whose) {
    const want = truth.section(heading).map((text) => text.replace(/ 0 0$/, ''));
    if (want.length === 0) continue;
    const { items, reason } = await os.mounts(pid);
    rows.push({ name: `${heading} reason`, want: undefined, got: reason });
    for (let i = 0; i < Math.max(want.length, items.length); i++) {
      const mount = items[i];
      const got = mount && line(mount);
      const partial = mount?.complete === false && want[i]?.startsWith(`${got},`) === true;
      rows.push({ name: `${heading} ${i}`, want: partial ? got : want[i], got });
    }
  }
  return verdictOf(rows);
}

/** Names, flags, MTU, link-layer and network addresses; machines whose account has none are not looked at. */
export async function compareInterfaces(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const home = truth.processes.find(({ pid }) => pid === 1)?.namespaces.get('net');
  const { items, complete } = await os.interfaces();
  const want = truth.section('addresses').flatMap((text) => {
    const head = /^(\d+): (\S+): <(\S*)> mtu (\d+)/.exec(text);
    const rest = /^ +(link|inet6?)\S* (\S+)/.exec(text);
    return head !== null ? [head.slice(1).join(' ')] : rest !== null ? [rest[2]] : [];
  });
  const got = items
    .filter(({ namespace }) => home === undefined || namespace === home)
    .flatMap(({ index, name, flags, mtu, mac, addresses }) => [
      `${index} ${name} ${flags?.join(',')} ${mtu}`,
      mac,
      ...(addresses ?? []),
    ]);
  const rows =
    want.length === 0 ? [] : Array.from({ length: Math.max(want.length, got.length) }, (_, i) => i);
  return verdictOf([
    { name: 'whole', want: true, got: complete },
    {
      name: 'lo',
      want: true,
      got: items.some(({ name, mac }) => name === 'lo' && mac === '00:00:00:00:00:00'),
    },
    ...rows.map((i) => ({ name: `address line ${i}`, want: want[i], got: got[i] })),
  ]);
}
