/** Network interfaces with their addresses. Sources: include/linux/{netdevice,inetdevice}.h, include/net/{if_inet6,addrconf}.h, uapi/linux/if.h. */
import { listingOf } from '../../listing.js';
import type { Listing, NetworkInterface } from '../../types.js';
import type { LinuxKernel } from '../kernel.js';
import { structsOnList } from '../lists.js';
import { StructReader, type Struct } from '../structs.js';
import { ipv4Text, ipv6Text, linkAddressText } from './addresses.js';
import { netNamespaces } from './namespaces.js';

/** IFF_… in the order in which `ip link` prints them. LOWER_UP comes from the device's state. */
const FLAGS: readonly (readonly [name: string, bit: number])[] = [
  ['LOOPBACK', 0x8],
  ['BROADCAST', 0x2],
  ['POINTOPOINT', 0x10],
  ['MULTICAST', 0x1000],
  ['NOARP', 0x80],
  ['ALLMULTI', 0x200],
  ['PROMISC', 0x100],
  ['MASTER', 0x400],
  ['SLAVE', 0x800],
  ['DEBUG', 0x4],
  ['DYNAMIC', 0x8000],
  ['UP', 0x1],
  ['LOWER_UP', 0x10000],
];
const IFF_UP = 0x1;
const IFF_LOWER_UP = 0x10000;
/** enum netdev_state_t: __LINK_STATE_START, __LINK_STATE_NOCARRIER. */
const STARTED = 1n;
const NO_CARRIER = 4n;
/** include/linux/netdevice.h, MAX_ADDR_LEN. */
const MAX_ADDRESS = 32;
/** Addresses that an interface may have; more means damage. */
const MAX_ADDRESSES = 4096;

/** Lists interfaces. */
export class Interfaces {
  private readonly device: StructReader;

  constructor(private readonly kernel: LinuxKernel) {
    this.device = new StructReader(kernel, 'net_device', [
      'dev_list',
      'name',
      'ifindex',
      'mtu',
      'flags',
      'state',
      'addr_len',
      'dev_addr',
      'ip_ptr?',
      'ip6_ptr?',
    ]);
  }

  /** Interfaces of every network namespace. */
  async list(signal?: AbortSignal): Promise<Listing<NetworkInterface>> {
    const { nets, reason } = await netNamespaces(this.kernel, ['dev_base_head'], signal);
    const reasons = reason === undefined ? [] : [reason];
    const items: NetworkInterface[] = [];
    for (const net of nets) {
      const head = net.addressOf('dev_base_head');
      const devices = await structsOnList(this.kernel, this.device, head, 'dev_list', signal);
      if (devices.reason !== undefined) reasons.push(devices.reason);
      for (const device of devices.structs)
        items.push(await this.record(device, net.number('ns.inum'), signal));
    }
    return listingOf(items, reasons);
  }

  private async record(device: Struct, namespace: number, signal?: AbortSignal): Promise<NetworkInterface> {
    const length = device.number('addr_len');
    const link = await this.kernel.space.readPartial(device.word('dev_addr'), Math.min(length, MAX_ADDRESS));
    const mac = link.missing.length > 0 || length > MAX_ADDRESS ? null : linkAddressText(link.data);
    const four = device.has('ip_ptr') ? await this.ipv4(device.word('ip_ptr')) : null;
    // A kernel without IPv6 has no such member; one whose types are derived may have it all the same.
    const none = this.kernel.symbols.address('ipv6_dev_get_saddr') === undefined ? [] : null;
    const six = device.has('ip6_ptr') ? await this.ipv6(device.word('ip6_ptr'), signal) : none;
    const addresses = four === null || six === null ? null : [...four, ...six];
    const state = device.word('state');
    const carrier = (state & (STARTED | NO_CARRIER)) === STARTED ? IFF_LOWER_UP : 0;
    const flags = (device.number('flags') & ~IFF_LOWER_UP) | carrier;
    const lacks = [...(mac === null ? ['mac'] : []), ...(addresses === null ? ['addresses'] : [])];
    return {
      name: device.text('name'),
      index: device.number('ifindex'),
      mac,
      mtu: device.number('mtu'),
      state: (flags & IFF_UP) === 0 ? 'down' : 'up',
      addresses,
      namespace,
      flags: FLAGS.filter(([, bit]) => (flags & bit) !== 0).map(([name]) => name),
      address: device.address,
      complete: lacks.length === 0,
      ...(lacks.length > 0 && {
        reason: `interface ${device.text('name')}: cannot be read: ${lacks.join(', ')}`,
      }),
    };
  }

  private async ipv4(place: bigint): Promise<string[] | null> {
    if (place === 0n) return [];
    const devices = new StructReader(this.kernel, 'in_device', ['ifa_list']);
    const reader = new StructReader(this.kernel, 'in_ifaddr', ['ifa_next', 'ifa_local', 'ifa_prefixlen']);
    const device = await devices.at(place);
    if (device === undefined) return null;
    const texts: string[] = [];
    for (let at = device.word('ifa_list'); at !== 0n;) {
      const address = await reader.at(at);
      if (address === undefined || texts.length >= MAX_ADDRESSES) return null;
      texts.push(`${ipv4Text(address.raw('ifa_local'))}/${address.number('ifa_prefixlen')}`);
      at = address.word('ifa_next');
    }
    return texts;
  }

  private async ipv6(place: bigint, signal?: AbortSignal): Promise<string[] | null> {
    if (place === 0n) return [];
    const devices = new StructReader(this.kernel, 'inet6_dev', ['addr_list']);
    const reader = new StructReader(this.kernel, 'inet6_ifaddr', ['if_list', 'addr', 'prefix_len']);
    const head = place + BigInt(devices.offset('addr_list'));
    const { structs, reason } = await structsOnList(this.kernel, reader, head, 'if_list', signal);
    if (reason !== undefined) return null;
    return structs.map((address) => `${ipv6Text(address.raw('addr'))}/${address.number('prefix_len')}`);
  }
}
