/**
 * Members of sockets, from those that programs hold, and of network namespaces. Sources for what is invariant:
 * include/linux/net.h (struct socket), include/net/sock.h, include/net/net_namespace.h, include/linux/ns_common.h,
 * include/linux/proc_ns.h, net/core/net_namespace.c.
 */
import { wordsOf } from './dentries.js';
import type { DerivedLayouts } from './layouts.js';
import type { Block, Sampler, Source } from './sample.js';
import { clearOffset, offsetsWhere, Votes } from './votes.js';

const SOCKET_BYTES = 0x80;
const SOCK_BYTES = 0x400;
const NET_BYTES = 0x200;
/** include/net/sock.h, struct sock_common: its first members, the same in all configurations. */
const COMMON = [
  ['skc_daddr', 0, 4],
  ['skc_rcv_saddr', 4, 4],
  ['skc_dport', 12, 2],
  ['skc_num', 14, 2],
  ['skc_family', 16, 2],
  ['skc_state', 18, 1],
] as const;
const FAMILY = 16;
/** include/linux/socket.h, AF_MAX. */
const MAX_FAMILY = 46;
const INTERNET = [2, 10];
const ADDRESS_BYTES = 16;
const STREAM = 1;
const TCP = 6;

interface Held {
  readonly socket: Block;
  readonly sock: Block;
}

/** Derives them from files that programs have open. */
export async function deriveSockets(
  { symbols }: Source,
  sampler: Sampler,
  files: readonly Block[],
  layouts: DerivedLayouts,
): Promise<void> {
  const net = symbols.address('init_net');
  const list = symbols.address('net_namespace_list');
  if (net !== undefined) await deriveNamespace(sampler, net, list, layouts);
  const held = await heldSockets(sampler, files, layouts);
  if (held.length === 0) return;
  deriveInode(files, held, layouts);
  await deriveCommon(sampler, held, net, layouts);
  deriveType(held, layouts);
}

/** A file's own object is a socket when it names the file and behind it a sock that names the object. */
async function heldSockets(
  sampler: Sampler,
  files: readonly Block[],
  layouts: DerivedLayouts,
): Promise<Held[]> {
  const { wordSize: word } = sampler;
  const own = layouts.offset('file', 'private_data');
  if (own === undefined) return [];
  const sockets = await sampler.many(
    files.map((file) => file.word(own) ?? 0n),
    SOCKET_BYTES,
  );
  const places = sockets.flatMap((socket, i) =>
    wordsOf([socket], SOCKET_BYTES, sampler)
      .filter(({ pointer }) => pointer === files[i]?.address)
      .map(({ offset }) => ({ socket, offset, sk: socket.word(offset + word) ?? 0n })),
  );
  const socks = await sampler.many(
    places.map(({ sk }) => sk),
    SOCK_BYTES,
  );
  const votes = new Votes<{ file: number; back: number }>();
  places.forEach(({ socket, offset }, i) => {
    const back = wordsOf([socks[i] as Block], SOCK_BYTES, sampler).find(
      ({ pointer }) => pointer === socket.address,
    );
    if (back !== undefined) votes.add(`${offset} ${back.offset}`, { file: offset, back: back.offset });
  });
  const best = votes.winner();
  if (best === undefined) return [];
  const { witnesses } = best;
  const { file, back } = best.value;
  layouts.set('socket', 'file', { offset: file, witnesses });
  layouts.set('socket', 'sk', { offset: file + word, witnesses });
  layouts.set('socket', 'ops', { offset: file + 2 * word, witnesses });
  // A state of 4 bytes and a type of 2 come first.
  layouts.set('socket', 'type', { offset: 4, size: 2, witnesses });
  layouts.set('sock', 'sk_socket', { offset: back, witnesses });
  return places.flatMap(({ socket, offset }, i) => {
    const sock = socks[i] as Block;
    return offset === file && sock.word(back) === socket.address ? [{ socket, sock }] : [];
  });
}

/** The inode of a socket's file is in one object with the socket. */
function deriveInode(files: readonly Block[], held: readonly Held[], layouts: DerivedLayouts): void {
  const own = layouts.offset('file', 'private_data');
  const inode = layouts.offset('file', 'f_inode');
  const number = layouts.offset('inode', 'i_ino');
  if (own === undefined || inode === undefined || number === undefined) return;
  const votes = new Votes<number>();
  for (const { socket } of held)
    for (const file of files.filter((f) => f.word(own) === socket.address)) {
      const distance = Number((file.word(inode) ?? 0n) - socket.address);
      if (distance > 0 && distance < 4 * SOCKET_BYTES) votes.add(`${distance}`, distance);
    }
  const best = votes.winner();
  if (best === undefined) return;
  const { value, witnesses } = best;
  layouts.set('socket_alloc', 'socket', { offset: 0, size: 0, witnesses });
  layouts.set('socket_alloc', 'vfs_inode', { offset: value, size: 0, witnesses });
  layouts.set('socket_alloc', 'vfs_inode.i_ino', { offset: value + number, witnesses });
  const owner = layouts.offset('inode', 'i_uid');
  if (owner !== undefined)
    layouts.set('socket_alloc', 'vfs_inode.i_uid', { offset: value + owner, size: 4, witnesses });
}

/** Addresses and ports come first; the namespace, IPv6 addresses, and the place in a table behind them. */
async function deriveCommon(
  sampler: Sampler,
  held: readonly Held[],
  net: bigint | undefined,
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const socks = held.map(({ sock }) => sock);
  const families = clearOffset(socks, { from: FAMILY, to: FAMILY + 2, step: 2 }, (sock, at) => {
    const family = sock.u16(at) ?? 0;
    return family > 0 && family < MAX_FAMILY;
  });
  if (families === undefined) return;
  for (const [name, offset, size] of COMMON)
    layouts.set('sock_common', name, { offset, size, witnesses: families.witnesses });
  const range = { from: 20, to: 0x80, step: 4 };
  const [place] = offsetsWhere(
    socks,
    range,
    (sock, at) => at % word === 0 && net !== undefined && sock.word(at) === net,
  );
  if (place === undefined) return;
  const { offset, witnesses } = place;
  layouts.set('sock_common', 'skc_prot', { offset: offset - word, witnesses });
  layouts.set('sock_common', 'skc_net', { offset, size: word, witnesses });
  const remote = offset + word;
  const local = remote + ADDRESS_BYTES;
  layouts.set('sock_common', 'skc_v6_daddr', { offset: remote, size: ADDRESS_BYTES, witnesses });
  layouts.set('sock_common', 'skc_v6_rcv_saddr', { offset: local, size: ADDRESS_BYTES, witnesses });
  // In a table: what the second word of the node names holds the node's address.
  const internet = socks.filter((sock) => INTERNET.includes(sock.u16(FAMILY) ?? 0));
  const from = Math.ceil((local + ADDRESS_BYTES) / word) * word;
  // What points into the sock itself is the head of an empty list of its own.
  const links = wordsOf(internet, from + 0x40, sampler).filter(({ block, offset: at, pointer }) => {
    const inside = pointer >= block.address && pointer < block.address + BigInt(SOCK_BYTES);
    return at >= from + word && !inside;
  });
  const named = await sampler.many(
    links.map(({ pointer }) => pointer),
    word,
  );
  const votes = new Votes<number>();
  links.forEach(({ block, offset: at }, i) => {
    const node = at - word;
    if (named[i]?.word(0) === block.address + BigInt(node)) votes.add(`${node}`, node);
  });
  const node = votes.winner();
  if (node !== undefined)
    layouts.set('sock_common', 'skc_node', { offset: node.value, size: 2 * word, witnesses: node.witnesses });
}

/** Type and protocol are next to each other, in one order or the other: a stream of the internet is TCP. */
function deriveType(held: readonly Held[], layouts: DerivedLayouts): void {
  const streams = held.filter(
    ({ socket, sock }) => socket.u16(4) === STREAM && INTERNET.includes(sock.u16(FAMILY) ?? 0),
  );
  const from = layouts.offset('sock_common', 'skc_node');
  if (from === undefined) return;
  const pairs = offsetsWhere(
    streams.map(({ sock }) => sock),
    { from, to: SOCK_BYTES, step: 2 },
    (sock, at) => {
      const pair = [sock.u16(at), sock.u16(at + 2)];
      return pair.includes(STREAM) && pair.includes(TCP);
    },
  );
  const [pair] = pairs;
  const [first] = streams;
  if (pair === undefined || first === undefined || pairs.length > 1) return;
  const { offset, witnesses } = pair;
  const typeFirst = first.sock.u16(offset) === STREAM;
  layouts.set('sock', 'sk_type', { offset: typeFirst ? offset : offset + 2, size: 2, witnesses });
  layouts.set('sock', 'sk_protocol', { offset: typeFirst ? offset + 2 : offset, size: 2, witnesses });
}

/** The first namespace is on the list of all; its number follows the operations that are named "net". */
async function deriveNamespace(
  sampler: Sampler,
  net: bigint,
  list: bigint | undefined,
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const block = await sampler.one(net, NET_BYTES);
  const head = list === undefined ? undefined : await sampler.one(list, 2 * word);
  const nodes = [head?.word(0), head?.word(word)].map((node) => Number((node ?? 0n) - net));
  const place = nodes.find((node) => node >= 0 && node < NET_BYTES);
  if (place !== undefined) layouts.set('net', 'list', { offset: place, size: 2 * word, witnesses: 1 });
  const operations = wordsOf([block], NET_BYTES, sampler);
  const tables = await sampler.many(
    operations.map(({ pointer }) => pointer),
    word,
  );
  const texts = await sampler.many(
    tables.map((table) => table.word(0) ?? 0n),
    word,
  );
  const named = operations.filter((_, i) => texts[i]?.text(0, word) === 'net');
  const [only] = named;
  if (only !== undefined && named.length === 1)
    layouts.set('net', 'ns.inum', { offset: only.offset + word, size: 4, witnesses: 1 });
}
