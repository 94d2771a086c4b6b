/** Compares sockets with the guest's own account: /proc/net/{tcp,udp,raw}, their IPv6 forms, unix, netlink and packet. */
import { endpointText } from '../../os/linux/network/addresses.js';
import { NETLINK_NAMES, SOCKET_TYPES, STATES } from '../../os/linux/network/protocols.js';
import type { LinuxOs, Socket } from '../../os/index.js';
import { verdictOf, type Verdict } from './compare.js';
import type { Truth } from './truth.js';

/** Rows of the account's tables, without the line of headings. */
const rowsOf = (truth: Truth, heading: string): string[][] =>
  truth
    .section(heading)
    .slice(1)
    .map((line) => line.trim().split(/\s+/));

/** An end as /proc/net/tcp spells it: words of four bytes as little-endian numbers, and the port, in hex. */
function endpoint(text: string | undefined): string {
  const [address = '', port = ''] = text?.split(':') ?? [];
  const words = address.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) =>
    [6, 4, 2, 0].map((at) => Number.parseInt(word.slice(at, at + 2), 16)),
  );
  return endpointText(Uint8Array.from(bytes), Number.parseInt(port, 16));
}

/** `local remote state uid inode`, sorted. */
function internet(truth: Truth, heading: string, tcp: boolean): string[] {
  const rows = rowsOf(truth, heading).map(([, local, remote, state, , , , uid, , inode]) => {
    const number = Number.parseInt(state ?? '', 16);
    const told = tcp || number === 1 ? STATES[number] : 'UNCONNECTED';
    return `${endpoint(local)} ${endpoint(remote)} ${told} ${uid} ${inode}`;
  });
  return rows.sort();
}

const internetRow = ({ local, remote, state, uid, inode }: Socket): string =>
  `${local} ${remote} ${state} ${uid} ${inode}`;

/** Each socket once, whoever holds it. */
const distinct = (sockets: readonly Socket[]): Socket[] => [
  ...new Map(sockets.map((socket) => [socket.address, socket])).values(),
];

function unixRows(truth: Truth): string[] {
  const now = rowsOf(truth, 'unix-now');
  return (now.length > 0 ? now : rowsOf(truth, 'unix'))
    .map(([, , , flags, type, state, inode, ...path]) => {
      const connected = state === '03' ? 'ESTABLISHED' : 'UNCONNECTED';
      const told = flags === '00010000' ? 'LISTEN' : connected;
      return `${SOCKET_TYPES[Number.parseInt(type ?? '', 16)]} ${told} ${inode} ${path.join(' ')}`;
    })
    .sort();
}

/** Every table of the account, line by line, for the first process's network namespace and those of containers. */
export async function compareSockets(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const { items, reason } = await os.sockets();
  const all = distinct(items);
  const home = truth.processes.find(({ pid }) => pid === 1)?.namespaces.get('net');
  const here = all.filter(({ namespace }) => home === undefined || namespace === home);
  const pick = (sockets: readonly Socket[], protocol: string, six?: boolean): Socket[] =>
    sockets.filter(
      (socket) =>
        socket.protocol === protocol &&
        (six === undefined || socket.local?.startsWith('[') === six) &&
        socket.state !== 'CLOSE',
    );
  const table = (heading: string, protocol: string, six: boolean, sockets = here) => ({
    heading,
    want: internet(truth, heading, protocol === 'tcp'),
    got: pick(sockets, protocol, six).map(internetRow).sort(),
  });
  const given = (heading: string): boolean => truth.section(heading).length > 0;
  const tables = [
    table('sockets', 'tcp', false),
    table('tcp6', 'tcp', true),
    table('udp', 'udp', false),
    table('udp6', 'udp', true),
    table('raw', 'raw', false),
    table('raw6', 'raw', true),
    {
      heading: given('unix-now') ? 'unix-now' : 'unix',
      want: unixRows(truth),
      got: pick(here, 'unix')
        .map(({ type, state, inode, local }) => `${type} ${state} ${inode} ${local}`)
        .sort(),
    },
    {
      heading: 'netlink',
      want: rowsOf(truth, 'netlink')
        .map(
          ([, family, pid, groups, , , , , , inode]) =>
            `${NETLINK_NAMES[Number(family)] ?? family}:${pid} ${Number.parseInt(groups ?? '', 16)} ${inode}`,
        )
        .sort(),
      got: pick(here, 'netlink')
        .map(({ local, groups, inode }) => `${local} ${groups} ${inode}`)
        .sort(),
    },
    {
      heading: 'packet',
      want: rowsOf(truth, 'packet')
        .map(
          ([, , type, number, at, , , uid, inode]) =>
            `${SOCKET_TYPES[Number(type)]} 0x${number}:${at} ${uid} ${inode}`,
        )
        .sort(),
      got: pick(here, 'packet')
        .map(({ type, local, uid, inode }) => `${type} ${local} ${uid} ${inode}`)
        .sort(),
    },
    ...truth.processes
      .filter(({ pid }) => given(`tcp ${pid}`))
      .map(({ pid, namespaces }) =>
        table(
          `tcp ${pid}`,
          'tcp',
          false,
          all.filter(({ namespace }) => namespace === namespaces.get('net')),
        ),
      ),
  ].filter(({ heading }) => given(heading));
  return verdictOf([
    { name: 'reason', want: undefined, got: reason },
    ...tables.flatMap(({ heading, want, got }) =>
      Array.from({ length: Math.max(want.length, got.length) }, (_, i) => ({
        name: `${heading} ${i}`,
        want: want[i],
        got: got[i],
      })),
    ),
  ]);
}

/** Every descriptor whose link is `socket:[number]` has a record with that number, and no other has one. */
export async function compareSocketOwners(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const { items } = await os.sockets();
  const known = new Set(truth.processes.map(({ pid }) => pid));
  const want = truth.processes.flatMap(({ pid, descriptors }) =>
    [...descriptors].flatMap(([fd, link]) => (link.startsWith('socket:') ? [`${pid}/${fd} ${link}`] : [])),
  );
  const got = items.flatMap(({ pid, fd, inode }) =>
    pid !== null && known.has(pid) ? [`${pid}/${fd} socket:[${inode}]`] : [],
  );
  return verdictOf(
    [...new Set([...want, ...got])].map((name) => ({
      name,
      want: want.includes(name),
      got: got.includes(name),
    })),
  );
}

/** Users of the internet sockets that a process holds, by the inode; those of the account's tables without one are not looked at. */
export async function compareSocketUsers(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const users = new Map((await os.sockets()).items.map(({ inode, uid }) => [inode, uid]));
  const rows = ['sockets', 'tcp6', 'udp', 'udp6', 'raw', 'raw6'].flatMap((heading) => rowsOf(truth, heading));
  return verdictOf(
    rows
      .filter((row) => Number(row[9]) !== 0)
      .map((row) => ({ name: `socket ${row[9]}`, want: Number(row[7]), got: users.get(Number(row[9])) })),
  );
}
