/** Where the kernel keeps sockets, whoever holds them. Sources: include/net/{inet_hashtables,udp,raw}.h, include/net/netns/*.h, include/net/af_unix.h, net/netlink/af_netlink.h, lib/rhashtable.c. */
import { PagewalkError } from '../../../engine/index.js';
import { structsInTable, type HashTable } from '../hlist.js';
import { readWord, type LinuxKernel } from '../kernel.js';
import type { StructList } from '../lists.js';
import { StructReader, type Struct } from '../structs.js';

/** include/linux/netlink.h, MAX_LINKS. */
const NETLINK_FAMILIES = 32;
/** include/net/raw.h, RAW_HTABLE_SIZE; include/net/af_unix.h, UNIX_HASH_SIZE (twice 256 before 5.16 too). */
const RAW_CHAINS = 256;
const UNIX_CHAINS = 512;
/** Members of struct net that lead to sockets; each kernel has some. */
export const NET_MEMBERS = [
  'ipv4.tcp_death_row.hashinfo?',
  'ipv4.udp_table?',
  'unx.table.buckets?',
  'packet.sklist?',
] as const;
/** Symbols that lead to sockets. */
const SYMBOLS = [
  'tcp_hashinfo',
  'udp_table',
  'raw_v4_hashinfo',
  'raw_v6_hashinfo',
  'unix_socket_table',
  'nl_table',
];

/** Addresses of sockets, in the order of the tables, and why some may be missing. */
export interface FoundSockets {
  readonly addresses: readonly bigint[];
  readonly reasons: readonly string[];
}

/** Reads the tables of sockets. */
export class SocketTables {
  private readonly common: StructReader;

  constructor(private readonly kernel: LinuxKernel) {
    this.common = new StructReader(kernel, 'sock_common', ['skc_node|skc_nulls_node', 'skc_portaddr_node?']);
  }

  /** Every socket in a table of the system or of one of these network namespaces; each once. */
  async all(nets: readonly Struct[], signal?: AbortSignal): Promise<FoundSockets> {
    this.kernel.symbols.find(SYMBOLS);
    const addresses = new Set<bigint>();
    const reasons: string[] = [];
    const sources: Record<string, () => Promise<StructList>> = {
      TCP: () => this.tcp(nets, signal),
      UDP: () => this.udp(nets, signal),
      raw: () => this.raw(signal),
      unix: () => this.unix(nets, signal),
      netlink: () => this.netlink(signal),
      packet: () => this.packet(nets, signal),
    };
    for (const [what, source] of Object.entries(sources)) {
      try {
        const { structs, reason } = await source();
        for (const { address } of structs) addresses.add(address);
        if (reason !== undefined) reasons.push(`${what} sockets: ${reason}`);
      } catch (error) {
        if (!(error instanceof PagewalkError) || error.kind !== 'unsupported') throw error;
        reasons.push(`${what} sockets without an owner: ${error.message}`);
      }
    }
    return { addresses: [...addresses], reasons };
  }

  /** Distinct values of a pointer in each namespace, or else a symbol's address. */
  private pointers(nets: readonly Struct[], member: string, symbol: string): bigint[] {
    const found = nets.flatMap((net) => (net.has(member) ? [net.word(member)] : [])).filter((p) => p !== 0n);
    const address = this.kernel.symbols.address(symbol);
    return found.length > 0 ? [...new Set(found)] : address === undefined ? [] : [address];
  }

  /** Established and closing connections (ehash), and listeners. */
  private async tcp(nets: readonly Struct[], signal?: AbortSignal): Promise<StructList> {
    const { kernel } = this;
    const infos = new StructReader(kernel, 'inet_hashinfo', [
      'ehash',
      'ehash_mask',
      'lhash2?',
      'lhash2_mask?',
      'listening_hash?',
    ]);
    const listening = new StructReader(kernel, 'inet_listen_hashbucket', ['nulls_head|head']);
    const stride = kernel.types.struct('inet_listen_hashbucket')?.size ?? 0;
    const establishedStride = kernel.types.struct('inet_ehash_bucket')?.size ?? kernel.wordSize;
    const places = this.pointers(nets, 'ipv4.tcp_death_row.hashinfo', 'tcp_hashinfo');
    const read = await infos.many(places);
    const tables = read.flatMap((info) => {
      if (info === undefined) return [];
      const offset = BigInt(listening.offset('nulls_head|head'));
      // Until 5.18 all listeners are in listening_hash, in lhash2 by other nodes.
      const listeners: HashTable = info.has('listening_hash')
        ? {
            address: info.addressOf('listening_hash') + offset,
            count: infos.field('listening_hash').count,
            stride,
          }
        : { address: info.word('lhash2') + offset, count: info.number('lhash2_mask') + 1, stride };
      return [
        listeners,
        { address: info.word('ehash'), count: info.number('ehash_mask') + 1, stride: establishedStride },
      ];
    });
    return this.inTables(tables, lostOf('inet_hashinfo', places.length, tables.length / 2), signal);
  }

  private async udp(nets: readonly Struct[], signal?: AbortSignal): Promise<StructList> {
    const { kernel } = this;
    const tables = new StructReader(kernel, 'udp_table', ['hash', 'mask']);
    const slots = new StructReader(kernel, 'udp_hslot', ['head']);
    const stride = kernel.types.struct('udp_hslot')?.size ?? 0;
    const places = this.pointers(nets, 'ipv4.udp_table', 'udp_table');
    const read = (await tables.many(places)).filter((table) => table !== undefined);
    return this.inTables(
      read.map((table) => ({
        address: table.word('hash') + BigInt(slots.offset('head')),
        count: table.number('mask') + 1,
        stride,
      })),
      lostOf('udp_table', places.length, read.length),
      signal,
    );
  }

  private async raw(signal?: AbortSignal): Promise<StructList> {
    const { symbols } = this.kernel;
    const infos = new StructReader(this.kernel, 'raw_hashinfo', ['ht']);
    const offset = BigInt(infos.offset('ht'));
    const places = ['raw_v4_hashinfo', 'raw_v6_hashinfo'].flatMap((name) => symbols.address(name) ?? []);
    const tables = places.map((place) => ({ address: place + offset, count: RAW_CHAINS }));
    return this.inTables(tables, lostOf('raw_v4_hashinfo', 1, places.length), signal);
  }

  private async unix(nets: readonly Struct[], signal?: AbortSignal): Promise<StructList> {
    const places = this.pointers(nets, 'unx.table.buckets', 'unix_socket_table');
    const tables = places.map((address) => ({ address, count: UNIX_CHAINS }));
    return this.inTables(tables, lostOf('table of unix sockets', 1, places.length), signal);
  }

  private async packet(nets: readonly Struct[], signal?: AbortSignal): Promise<StructList> {
    const tables = nets.flatMap((net) =>
      net.has('packet.sklist') ? [{ address: net.addressOf('packet.sklist'), count: 1 }] : [],
    );
    return this.inTables(tables, undefined, signal);
  }

  /** A resizable table for each netlink family; while one is resized, entries are in two. */
  private async netlink(signal?: AbortSignal): Promise<StructList> {
    const { kernel } = this;
    const symbol = kernel.symbols.address('nl_table');
    const start = symbol === undefined ? undefined : await readWord(kernel, symbol);
    if (start === undefined) return { structs: [], reason: 'nl_table is unknown or cannot be read' };
    const families = new StructReader(kernel, 'netlink_table', ['hash.tbl']);
    const buckets = new StructReader(kernel, 'bucket_table', ['size', 'nest', 'future_tbl', 'buckets']);
    const sockets = new StructReader(kernel, 'netlink_sock', ['node']);
    const size = BigInt(kernel.types.struct('netlink_table')?.size ?? 0);
    const read = await families.many(
      Array.from({ length: NETLINK_FAMILIES }, (_, i) => start + BigInt(i) * size),
    );
    const structs: Struct[] = [];
    const reasons: string[] = [];
    for (const family of read) {
      if (family === undefined) reasons.push('an entry of nl_table cannot be read');
      const seen = new Set<bigint>();
      for (let at = family?.word('hash.tbl') ?? 0n; at !== 0n && !seen.has(at) && seen.size < 3;) {
        seen.add(at);
        const table = await buckets.at(at);
        if (table === undefined || table.number('nest') !== 0) {
          reasons.push(`the table at 0x${at.toString(16)} cannot be read or is nested`);
          break;
        }
        const heads = { address: table.addressOf('buckets'), count: table.number('size') };
        const found = await structsInTable(kernel, sockets, heads, 'node', signal);
        structs.push(...found.structs);
        if (found.reason !== undefined) reasons.push(found.reason);
        at = table.word('future_tbl');
      }
    }
    return reasons.length === 0 ? { structs } : { structs, reason: reasons.join('; ') };
  }

  private async inTables(
    tables: readonly HashTable[],
    lost: string | undefined,
    signal?: AbortSignal,
  ): Promise<StructList> {
    const structs: Struct[] = [];
    const reasons = lost === undefined ? [] : [lost];
    for (const table of tables) {
      const found = await structsInTable(this.kernel, this.common, table, 'skc_node|skc_nulls_node', signal);
      structs.push(...found.structs);
      if (found.reason !== undefined) reasons.push(found.reason);
    }
    return reasons.length === 0 ? { structs } : { structs, reason: reasons.join('; ') };
  }
}

/** Why tables are missing; undefined when none is. */
function lostOf(what: string, places: number, read: number): string | undefined {
  if (places === 0 || read === 0) return `no ${what} is known or can be read`;
  return read < places ? `${places - read} of ${places} ${what} cannot be read` : undefined;
}
