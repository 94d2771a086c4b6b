/** Sockets of a kernel made by hand: owners, sockets without one, small ones, other families, damage. */
import { describe, expect, test } from 'vitest';
import { Sockets } from '../../../../os/linux/network/sockets.js';
import type { Task } from '../../../../os/linux/tasks.js';
import { FakeMemory, fakeKernel, type Layout } from '../../../kit/fake-kernel.js';

const BASE = 0xffff888000000000n;
/** A page of its own for each thing. */
const page = (n: number) => BASE + BigInt(n) * 0x1000n;
const COMMON: Layout = {
  skc_daddr: [0, 4],
  skc_rcv_saddr: [4, 4],
  skc_dport: [12, 2],
  skc_num: [14, 2],
  skc_family: [16, 2],
  skc_state: [18, 1],
  skc_net: [24, 8],
  skc_v6_daddr: [32, 16],
  skc_v6_rcv_saddr: [48, 16],
  skc_node: [64, 16],
};
const LAYOUTS: Readonly<Record<string, Layout>> = {
  task_struct: { files: [0, 8] },
  files_struct: { fdt: [0, 8] },
  fdtable: { max_fds: [0, 4], fd: [8, 8] },
  file: { private_data: [0, 8] },
  socket: { file: [0, 8], sk: [8, 8] },
  socket_alloc: { socket: [0, 16], 'vfs_inode.i_ino': [16, 8] },
  sock_common: COMMON,
  sock: { sk_socket: [128, 8], sk_type: [136, 2], sk_protocol: [138, 2], sk_uid: [140, 4] },
  unix_sock: { addr: [200, 8], peer: [208, 8] },
  unix_address: { len: [4, 4], name: [8, 0] },
  net: { list: [0, 16], 'ns.inum': [16, 4], 'ipv4.tcp_death_row.hashinfo': [24, 8] },
  inet_hashinfo: { ehash: [0, 8], ehash_mask: [8, 4], lhash2: [16, 8], lhash2_mask: [24, 4] },
  inet_listen_hashbucket: { nulls_head: [0, 8] },
};
const NET = page(1);
const INFO = page(2);
const EHASH = page(3);
const LHASH = page(4);
const NET_LIST = page(5);

interface Sock {
  readonly at: bigint;
  readonly family: number;
  readonly state: number;
  readonly type?: number;
  readonly protocol?: number;
  readonly port?: number;
  readonly far?: number;
  readonly next?: bigint;
  readonly socket?: bigint;
}

function putSock(memory: FakeMemory, s: Sock): void {
  memory.write(s.at, new Uint8Array(256));
  memory.write(s.at + 4n, Uint8Array.of(127, 0, 0, 1)).word(s.at + 14n, BigInt(s.port ?? 0), 2);
  memory.write(s.at + 12n, Uint8Array.of((s.far ?? 0) >> 8, (s.far ?? 0) & 255));
  memory
    .word(s.at + 16n, BigInt(s.family), 2)
    .word(s.at + 18n, BigInt(s.state), 1)
    .word(s.at + 24n, NET);
  memory.write(s.at + 63n, Uint8Array.of(1)).word(s.at + 64n, s.next ?? 1n);
  memory.word(s.at + 128n, s.socket ?? 0n).word(s.at + 136n, BigInt(s.type ?? 1), 2);
  memory.word(s.at + 138n, BigInt(s.protocol ?? 6), 2).word(s.at + 140n, 1000n, 4);
}

/** A process with a descriptor 3 that refers to a listening socket; a connection that closed; a namespace. */
function world() {
  const memory = new FakeMemory();
  const [task, files, table, fds, file, socket, listener, closed] = Array.from({ length: 8 }, (_, i) =>
    page(16 + i),
  ) as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
  memory
    .word(task, files)
    .word(files, table)
    .word(table, 4n, 4)
    .word(table + 8n, fds);
  memory.words(fds, [0n, 0n, 0n, file]).word(file, socket);
  memory.words(socket, [file, listener, 77n]);
  putSock(memory, { at: listener, family: 10, state: 10, port: 80, socket });
  putSock(memory, { at: closed, family: 2, state: 6, port: 80, far: 4000 });
  memory.words(NET_LIST, [NET, NET]).words(NET, [NET_LIST, NET_LIST, 4026531840n, INFO]);
  memory
    .words(INFO, [EHASH, 1n, LHASH, 0n])
    .words(EHASH, [1n, closed + 64n])
    .word(LHASH, listener + 64n);
  const kernel = fakeKernel(memory, LAYOUTS, { net_namespace_list: NET_LIST, init_net: NET });
  const list = (all = true) => new Sockets(kernel).list([{ address: task, pid: 9 } as unknown as Task], all);
  return { memory, list, task, fds, file, socket, listener, closed };
}

describe('sockets', () => {
  test('one with an owner, and a closed connection that only a table knows', async () => {
    const { items } = await world().list();
    expect(items).toMatchObject([
      {
        protocol: 'tcp',
        local: '[::1]:80',
        state: 'LISTEN',
        pid: 9,
        fd: 3,
        type: 'stream',
        inode: 77,
        uid: 1000,
        namespace: 4026531840,
        complete: true,
      },
      {
        protocol: 'tcp',
        local: '127.0.0.1:80',
        remote: '0.0.0.0:4000',
        state: 'TIME_WAIT',
        pid: null,
        fd: null,
        inode: 0,
        complete: true,
      },
    ]);
    expect(items).toHaveLength(2);
  });

  test('of one process: its own alone', async () => {
    const { items, complete } = await world().list(false);
    expect(items.map(({ pid }) => pid)).toEqual([9]);
    expect(complete).toBe(true);
  });

  test('tables that the kernel does not name are told', async () => {
    const { complete, reason } = await world().list();
    expect(complete).toBe(false);
    expect(reason).toContain('UDP sockets');
    expect(reason).not.toContain('TCP');
  });

  test('a file whose socket does not point back is no socket', async () => {
    const { memory, list, socket } = world();
    memory.word(socket, 0n);
    expect((await list(false)).items).toEqual([]);
  });

  test('a sock that cannot be read keeps its owner', async () => {
    const { memory, list, listener } = world();
    memory.lose(listener);
    const { items } = await list(false);
    expect(items).toMatchObject([{ protocol: null, local: null, pid: 9, fd: 3, complete: false }]);
    expect(items[0]?.reason).toContain('cannot be read: protocol');
  });

  test('a table of connections that leads nowhere is told, listeners are kept', async () => {
    const { memory, list } = world();
    memory.word(INFO, 0x10n);
    const { items, reason } = await list();
    expect(items).toHaveLength(1);
    expect(reason).toContain("is not in the kernel's memory");
  });

  test('unix sockets: paths, abstract names, a nameless pair', async () => {
    const { memory, list, listener, fds } = world();
    const [name, peer, other, file, socket] = [page(40), page(41), page(42), page(43), page(44)];
    putSock(memory, { at: listener, family: 1, state: 1, type: 1, protocol: 0, socket: page(21) });
    putSock(memory, { at: peer, family: 1, state: 1, type: 1, protocol: 0, socket });
    memory.words(listener + 200n, [name, peer]).words(peer + 200n, [0n, listener]);
    memory
      .word(fds + 16n, file)
      .word(file, socket)
      .words(socket, [file, peer, 78n]);
    memory
      .word(name + 4n, 7n, 4)
      .write(name + 8n, Uint8Array.of(1, 0))
      .text(name + 10n, 'ABCD');
    expect((await list(false)).items).toMatchObject([
      { protocol: 'unix', local: '', remote: 'ABCD', fd: 2, state: 'ESTABLISHED' },
      { protocol: 'unix', local: 'ABCD', remote: 'socket:[78]', fd: 3 },
    ]);
    memory.write(name + 10n, Uint8Array.of(0));
    expect((await list(false)).items[1]).toMatchObject({ local: '@BCD@' });
    memory.word(name + 4n, 5000n, 4).word(other, 0n);
    expect((await list(false)).items[1]).toMatchObject({ local: null, complete: false });
  });
});
