/** Protocol, both ends and state of a socket, family by family. Sources: include/net/sock.h, include/net/af_unix.h, net/netlink/af_netlink.h, net/packet/internal.h. */
import { readWord, type LinuxKernel } from '../kernel.js';
import { StructReader, type Struct } from '../structs.js';
import { endpointText } from './addresses.js';
import { AF, FAMILIES, INTERNET_PROTOCOLS, NETLINK_NAMES, STATES } from './protocols.js';

/** include/uapi/linux/un.h: sun_path of sockaddr_un; sun_family in front. */
const MAX_UNIX_PATH = 108;
const FAMILY_BYTES = 2;
const LISTEN = 10;
const ESTABLISHED = 1;
const SOCK_RAW = 3;
const decoder = new TextDecoder();

/** How a socket is called; null for what cannot be read. */
export interface SocketName {
  readonly protocol: string;
  readonly local: string | null;
  readonly remote: string | null;
  readonly state: string;
  readonly groups?: number;
}

/** Reads the names of sockets. What a kernel's types lack of a family makes its ends null. */
export class SocketNames {
  private readonly internet: StructReader;
  private readonly names: Partial<Record<number, (sock: Struct, common: Struct) => Promise<SocketName>>> = {};

  constructor(private readonly kernel: LinuxKernel) {
    this.internet = new StructReader(kernel, 'sock_common', [
      'skc_daddr',
      'skc_rcv_saddr',
      'skc_dport',
      'skc_num',
      'skc_v6_daddr?',
      'skc_v6_rcv_saddr?',
    ]);
    if (kernel.types.struct('unix_sock') !== undefined) this.names[AF.UNIX] = this.unix();
    if (kernel.types.struct('netlink_sock') !== undefined) this.names[AF.NETLINK] = this.netlink();
    if (kernel.types.struct('packet_sock') !== undefined) this.names[AF.PACKET] = this.packet();
  }

  /** The name of a socket whose sock_common was read; `sock` is undefined for those that are no full struct sock. */
  async of(common: Struct, sock: Struct | undefined): Promise<SocketName | undefined> {
    const family = common.number('skc_family');
    if (family === AF.INET || family === AF.INET6) return this.internetName(common, sock, family);
    const name = sock === undefined ? undefined : await this.names[family]?.(sock, common);
    if (name !== undefined) return name;
    const protocol = FAMILIES[family] ?? KNOWN[family];
    return protocol === undefined
      ? undefined
      : { protocol, local: null, remote: null, state: stateText(common.number('skc_state'), false) };
  }

  private async internetName(
    common: Struct,
    sock: Struct | undefined,
    family: number,
  ): Promise<SocketName | undefined> {
    const read = await this.internet.at(common.address);
    if (read === undefined) return undefined;
    const state = common.number('skc_state');
    // Connections that are opening or have closed are TCP's alone.
    const protocol = protocolOf(sock);
    const address = (four: string, six: string): Uint8Array | undefined =>
      family === AF.INET ? read.raw(four) : read.has(six) ? read.raw(six) : undefined;
    const [local, remote] = [
      address('skc_rcv_saddr', 'skc_v6_rcv_saddr'),
      address('skc_daddr', 'skc_v6_daddr'),
    ];
    const far = swapped(read.number('skc_dport'));
    return {
      protocol,
      local: local === undefined ? null : endpointText(local, read.number('skc_num')),
      remote: remote === undefined ? null : endpointText(remote, far),
      state: stateText(state, protocol === 'tcp' || protocol === 'mptcp'),
    };
  }

  /** A path or an abstract name; the other end of a pair without names is told by its inode. */
  private unix(): (sock: Struct, common: Struct) => Promise<SocketName> {
    const sockets = new StructReader(this.kernel, 'unix_sock', ['addr', 'peer']);
    const addresses = new StructReader(this.kernel, 'unix_address', ['len', 'name']);
    const allocated = new StructReader(this.kernel, 'socket_alloc', ['socket', 'vfs_inode.i_ino']);
    const socks = new StructReader(this.kernel, 'sock', ['sk_socket']);
    const nameOf = async (unix: Struct): Promise<string | null> => {
      const at = unix.word('addr');
      if (at === 0n) return '';
      const address = await addresses.at(at);
      const length = (address?.number('len') ?? 0) - FAMILY_BYTES;
      if (address === undefined || length < 0 || length > MAX_UNIX_PATH) return null;
      const place = address.addressOf('name') + BigInt(FAMILY_BYTES);
      const { data, missing } = await this.kernel.space.readPartial(place, length);
      return missing.length > 0 ? null : unixText(data);
    };
    const farName = async (at: bigint): Promise<string | null> => {
      if (at === 0n) return '';
      const peer = await sockets.at(at);
      const name = peer === undefined ? null : await nameOf(peer);
      if (name !== '') return name;
      const socket = (await socks.at(at))?.word('sk_socket') ?? 0n;
      const inode = await allocated.at(socket - BigInt(allocated.offset('socket')));
      return inode === undefined ? '' : `socket:[${inode.number('vfs_inode.i_ino')}]`;
    };
    return async ({ address }, common) => {
      const unix = await sockets.at(address);
      return {
        protocol: 'unix',
        local: unix === undefined ? null : await nameOf(unix),
        remote: unix === undefined ? null : await farName(unix.word('peer')),
        state: stateText(common.number('skc_state'), false),
      };
    };
  }

  /** The netlink family and the port, which is the process id of the family's first socket of a process; 0 is the kernel. */
  private netlink(): (sock: Struct, common: Struct) => Promise<SocketName> {
    const sockets = new StructReader(this.kernel, 'netlink_sock', ['portid', 'dst_portid', 'groups']);
    return async (sock) => {
      const netlink = await sockets.at(sock.address);
      const number = sock.number('sk_protocol');
      const family = NETLINK_NAMES[number] ?? String(number);
      const place = netlink?.word('groups') ?? 0n;
      const groups = place === 0n ? 0n : await readWord(this.kernel, place);
      const far = netlink?.number('dst_portid') ?? 0;
      return {
        protocol: 'netlink',
        local: netlink === undefined ? null : `${family}:${netlink.number('portid')}`,
        remote: netlink === undefined ? null : far === 0 ? '' : `${family}:${far}`,
        state: far === 0 ? 'UNCONNECTED' : 'CONNECTED',
        ...(groups !== undefined && { groups: Number(BigInt.asUintN(32, groups)) }),
      };
    };
  }

  /** The protocol that is received, and the number of the interface; 0 is any. */
  private packet(): (sock: Struct, common: Struct) => Promise<SocketName> {
    const sockets = new StructReader(this.kernel, 'packet_sock', ['num', 'ifindex']);
    return async ({ address }) => {
      const packet = await sockets.at(address);
      const number = swapped(packet?.number('num') ?? 0)
        .toString(16)
        .padStart(4, '0');
      return {
        protocol: 'packet',
        local: packet === undefined ? null : `0x${number}:${packet.number('ifindex')}`,
        remote: '',
        state: 'UNCONNECTED',
      };
    };
  }
}

/** Names of the families that have records of their own, for when their types are missing. */
const KNOWN: Readonly<Record<number, string>> = {
  [AF.UNIX]: 'unix',
  [AF.NETLINK]: 'netlink',
  [AF.PACKET]: 'packet',
};

function protocolOf(sock: Struct | undefined): string {
  if (sock === undefined) return 'tcp';
  const number = sock.number('sk_protocol');
  return sock.number('sk_type') === SOCK_RAW ? 'raw' : (INTERNET_PROTOCOLS[number] ?? `ip:${number}`);
}

/** A 16-bit number of network byte order. */
const swapped = (value: number): number => ((value & 0xff) << 8) | (value >> 8);

/** Sockets that know no connection, and unix sockets, use three of TCP's states: listening, connected, neither. */
function stateText(state: number, tcp: boolean): string {
  if (tcp) return STATES[state] ?? `state ${state}`;
  return state === LISTEN || state === ESTABLISHED ? (STATES[state] as string) : 'UNCONNECTED';
}

/** A path ends at its NUL; an abstract name starts with one, shown as `@`, as are those inside. */
function unixText(bytes: Uint8Array): string {
  if (bytes[0] === 0) return decoder.decode(bytes).replaceAll('\0', '@');
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}
