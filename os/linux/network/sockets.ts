/** Sockets of every family, with their owners. Sources: include/net/sock.h, net/ipv4/tcp_ipv4.c, net/unix/af_unix.c, net/netlink/af_netlink.c, net/packet/af_packet.c. */
import type { Listing, Socket } from '../../types.js';
import type { LinuxKernel } from '../kernel.js';
import { StructReader, type Struct } from '../structs.js';
import type { Task } from '../tasks.js';
import { namespaceNumbers, netNamespaces } from './namespaces.js';
import { SMALL_STATES, SOCKET_TYPES } from './protocols.js';
import { SocketNames, type SocketName } from './socket-names.js';
import { SocketOwners, type SocketOwner } from './socket-owners.js';
import { NET_MEMBERS, SocketTables } from './socket-tables.js';

/** What a struct sock says beside its names. */
interface SocketFacts {
  readonly type: string | null;
  readonly inode: number | null;
  readonly uid: number | null;
}

/** Lists sockets. */
export class Sockets {
  private readonly tables: SocketTables;
  private readonly owners: SocketOwners;
  private readonly names: SocketNames;
  private readonly common: StructReader;
  private readonly sock: StructReader;
  private readonly allocated: StructReader;

  constructor(private readonly kernel: LinuxKernel) {
    this.tables = new SocketTables(kernel);
    this.owners = new SocketOwners(kernel);
    this.names = new SocketNames(kernel);
    this.common = new StructReader(kernel, 'sock_common', ['skc_family', 'skc_state', 'skc_net']);
    this.sock = new StructReader(kernel, 'sock', ['sk_socket', 'sk_type', 'sk_protocol', 'sk_uid?']);
    this.allocated = new StructReader(kernel, 'socket_alloc', [
      'socket',
      'vfs_inode.i_ino',
      'vfs_inode.i_uid?',
    ]);
  }

  /** Sockets that these processes hold, then (`all`) those that nobody holds but a table has. */
  async list(tasks: readonly Task[], all: boolean, signal?: AbortSignal): Promise<Listing<Socket>> {
    const { owners, reasons: lost } = await this.owners.of(tasks);
    const { nets, reason } = await netNamespaces(this.kernel, NET_MEMBERS, signal);
    const found = all ? await this.tables.all(nets, signal) : { addresses: [], reasons: [] };
    const reasons = [...lost, ...(reason === undefined ? [] : [reason]), ...found.reasons];
    const items = await this.records([...new Set([...owners.keys(), ...found.addresses])], {
      owners,
      namespaces: namespaceNumbers(nets),
    });
    return reasons.length === 0
      ? { items, complete: true }
      : { items, complete: false, reason: [...new Set(reasons)].join('; ') };
  }

  private async records(
    addresses: readonly bigint[],
    {
      owners,
      namespaces,
    }: { owners: ReadonlyMap<bigint, readonly SocketOwner[]>; namespaces: ReadonlyMap<bigint, number> },
  ): Promise<Socket[]> {
    const commons = await this.common.many(addresses);
    const whole = commons.map((common) =>
      common === undefined || SMALL_STATES.includes(common.number('skc_state')) ? 0n : common.address,
    );
    const socks = await this.sock.many(whole);
    const facts = await this.facts(socks);
    const items: Socket[] = [];
    for (const [i, address] of addresses.entries()) {
      const common = commons[i];
      const name = common === undefined ? undefined : await this.names.of(common, socks[i]);
      const record = socketRecord({
        address,
        name,
        facts: whole[i] === 0n ? { type: null, inode: 0, uid: 0 } : (facts[i] as SocketFacts),
        namespace: namespaces.get(common?.word('skc_net') ?? 0n) ?? null,
      });
      for (const owner of owners.get(address) ?? [{ pid: null, fd: null }])
        items.push({ ...record, ...owner });
    }
    return items;
  }

  /** Type, inode and user; a sock without a struct socket has no inode (net/core/sock.c, sock_i_ino). */
  private async facts(socks: readonly (Struct | undefined)[]): Promise<SocketFacts[]> {
    const offset = BigInt(this.allocated.offset('socket'));
    const sockets = socks.map((sock) => sock?.word('sk_socket') ?? 0n);
    const read = await this.allocated.many(sockets.map((socket) => (socket === 0n ? 0n : socket - offset)));
    return socks.map((sock, i) => ({
      type: sock === undefined ? null : (SOCKET_TYPES[sock.number('sk_type')] ?? null),
      inode: sock === undefined ? null : sockets[i] === 0n ? 0 : (read[i]?.number('vfs_inode.i_ino') ?? null),
      // sk_uid is the inode's owner again (net/core/sock.c, sock_init_data).
      uid: sock?.optional('sk_uid') ?? read[i]?.optional('vfs_inode.i_uid') ?? null,
    }));
  }
}

/** A record without an owner; what is null cannot be read. */
function socketRecord({
  address,
  name,
  facts,
  namespace,
}: {
  address: bigint;
  name: SocketName | undefined;
  facts: SocketFacts;
  namespace: number | null;
}): Socket {
  const values = {
    protocol: name?.protocol ?? null,
    local: name?.local ?? null,
    remote: name?.remote ?? null,
    state: name?.state ?? null,
    pid: null,
    fd: null,
    ...facts,
    namespace,
  };
  const lacks = (['protocol', 'local', 'remote', 'state', 'inode', 'uid', 'namespace'] as const).filter(
    (field) => values[field] === null,
  );
  return {
    ...values,
    ...(name?.groups !== undefined && { groups: name.groups }),
    address,
    complete: lacks.length === 0,
    ...(lacks.length > 0 && {
      reason: `socket at 0x${address.toString(16)}: cannot be read: ${lacks.join(', ')}`,
    }),
  };
}
