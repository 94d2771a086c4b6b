/**
 * Members of struct net_device, from those of the first network namespace. Sources for what is invariant:
 * include/linux/netdevice.h, net/core/dev.c (alloc_netdev_mqs, register_netdevice), drivers/net/loopback.c.
 */
import { wordsOf } from './dentries.js';
import { deriveAddresses } from './interface-addresses.js';
import type { DerivedLayouts } from './layouts.js';
import type { Block, Sampler, Source } from './sample.js';
import { clearOffset, offsetsWhere } from './votes.js';

const NET_BYTES = 0x800;
const DEVICE_BYTES = 0xa00;
const MAX_DEVICES = 64;
/** include/linux/if.h, IFNAMSIZ. */
const NAME_BYTES = 16;
const NAME = /^[\w.:@-]+$/;
const MAX_INDEX = 1 << 20;
/** include/uapi/linux/if.h: UP, BROADCAST, LOOPBACK, POINTOPOINT, NOARP; no flag is higher than 18. */
const IFF = { UP: 1, BROADCAST: 2, LOOPBACK: 8, POINTOPOINT: 0x10, NOARP: 0x80 } as const;
const FLAG_BITS = 19;
/** enum netdev_state_t: __LINK_STATE_START, __LINK_STATE_PRESENT; there are fewer than eight. */
const STARTED = 1n;
const PRESENT = 2n;
const LOOPBACK_MTU = 65536;
const ETHERNET_BYTES = 6;
const MAX_ADDRESS = 32;

/** Derives them. */
export async function deriveInterfaces(
  { symbols }: Pick<Source, 'symbols'>,
  sampler: Sampler,
  layouts: DerivedLayouts,
): Promise<void> {
  const net = symbols.address('init_net');
  if (net === undefined) return;
  const { wordSize: word } = sampler;
  const found = await deviceList(sampler, await sampler.one(net, NET_BYTES));
  if (found === undefined) return;
  const { head, node, name, devices } = found;
  const witnesses = devices.length;
  layouts.set('net', 'dev_base_head', { offset: head, size: 2 * word, witnesses });
  layouts.set('net_device', 'dev_list', { offset: node, size: 2 * word, witnesses });
  layouts.set('net_device', 'name', { offset: name, size: NAME_BYTES, count: NAME_BYTES, witnesses });
  deriveLink(devices, sampler, layouts);
  deriveState(devices, node, layouts);
  deriveNumbers(devices, layouts);
  await deriveAddresses(sampler, devices, layouts);
}

interface DeviceList {
  readonly head: number;
  readonly node: number;
  readonly name: number;
  readonly devices: readonly Block[];
}

/** The list of devices whose first is named "lo", and which another member of the namespace names too. */
async function deviceList(sampler: Sampler, net: Block): Promise<DeviceList | undefined> {
  const { wordSize: word } = sampler;
  const pointers = wordsOf([net], NET_BYTES, sampler);
  const objects = await sampler.many([...new Set(pointers.map(({ pointer }) => pointer))], DEVICE_BYTES);
  for (const first of objects) {
    for (const { offset: head, pointer } of pointers) {
      const node = Number(pointer - first.address);
      if (node < 0 || node >= DEVICE_BYTES - 2 * word) continue;
      if (first.word(node + word) !== net.address + BigInt(head)) continue;
      const devices = await devicesFrom(sampler, first, { node, head: net.address + BigInt(head) });
      const name = clearOffset(devices, { from: 0, to: 0x400, step: word }, (device, at) => {
        const text = device.text(at, NAME_BYTES) ?? '';
        return device === first ? text === 'lo' : NAME.test(text);
      });
      if (name !== undefined) return { head, node, name: name.offset, devices };
    }
  }
  return undefined;
}

async function devicesFrom(
  sampler: Sampler,
  first: Block,
  { node, head }: { readonly node: number; readonly head: bigint },
): Promise<Block[]> {
  const devices: Block[] = [];
  for (let device = first; devices.length < MAX_DEVICES;) {
    devices.push(device);
    const next = device.word(node);
    if (next === head || !sampler.isPointer(next)) break;
    device = await sampler.one(next - BigInt(node), DEVICE_BYTES);
  }
  return devices;
}

/** Index and size of a packet lie before the address; a loopback device alone would not tell them from other numbers. */
function deriveNumbers(devices: readonly Block[], layouts: DerivedLayouts): void {
  const to = layouts.offset('net_device', 'dev_addr');
  const [loopback] = devices;
  if (to === undefined || devices.length < 2) return;
  const range = { from: 0, to, step: 4 };
  const indices = offsetsWhere(devices, range, (device, at) => {
    const value = device.u32(at) ?? 0;
    return value > 0 && value < MAX_INDEX && (device !== loopback || value === 1);
  }).filter(({ offset }) => new Set(devices.map((device) => device.u32(offset))).size === devices.length);
  const [index] = indices;
  if (index !== undefined && indices.length === 1)
    layouts.set('net_device', 'ifindex', { ...index, size: 4 });
  const mtu = clearOffset(devices, range, (device, at) => {
    const value = device.u32(at) ?? 0;
    return device === loopback ? value === LOOPBACK_MTU : value > 0 && value < LOOPBACK_MTU;
  });
  if (mtu !== undefined) layouts.set('net_device', 'mtu', { ...mtu, size: 4 });
}

/** A state before the list, or before the flags; it has started exactly when the flags say that it is up. */
function deriveState(devices: readonly Block[], node: number, layouts: DerivedLayouts): void {
  const { wordSize: word } = layouts;
  const [loopback] = devices;
  const isFlags = (device: Block, at: number): boolean => {
    const value = device.u32(at) ?? 0;
    const kinds = device === loopback ? IFF.LOOPBACK : IFF.BROADCAST | IFF.POINTOPOINT | IFF.NOARP;
    return (
      (value & kinds) !== 0 &&
      value >>> FLAG_BITS === 0 &&
      ((value & IFF.LOOPBACK) !== 0) === (device === loopback) &&
      (device !== loopback || (value & IFF.BROADCAST) === 0)
    );
  };
  const votes: { state: number; flags: number }[] = [];
  for (const { offset: flags } of offsetsWhere(devices, { from: 0, to: DEVICE_BYTES, step: 4 }, isFlags))
    for (const state of new Set([node - word, flags - word])) {
      const fits = devices.every((device) => {
        const value = device.word(state) ?? 0n;
        const isUp = ((device.u32(flags) ?? 0) & IFF.UP) !== 0;
        return (value & PRESENT) !== 0n && value < 0x100n && ((value & STARTED) !== 0n) === isUp;
      });
      if (fits) votes.push({ state, flags });
    }
  const [only] = votes;
  if (only === undefined || votes.length > 1) return;
  layouts.set('net_device', 'state', { offset: only.state, witnesses: devices.length });
  layouts.set('net_device', 'flags', { offset: only.flags, size: 4, witnesses: devices.length });
}

/** The link-layer address is in the only entry of a list that the device heads; its length is behind the permanent one. */
function deriveLink(devices: readonly Block[], sampler: Sampler, layouts: DerivedLayouts): void {
  const { wordSize: word } = layouts;
  const range = { from: 0, to: DEVICE_BYTES - 3 * word, step: word };
  const lists = offsetsWhere(devices, range, (device, at) => {
    const entry = device.word(at);
    return sampler.isPointer(entry) && entry === device.word(at + word) && device.u32(at + 2 * word) === 1;
  });
  const found = lists.flatMap(({ offset: list }) => {
    // Since 5.18 an entry is in a tree too, whose root is behind the list; the address follows its node.
    const behind = { ...range, from: list + 3 * word };
    const inEntry = (distance: number): number[] =>
      offsetsWhere(
        devices,
        behind,
        (device, at) => device.word(at) === (device.word(list) ?? 0n) + BigInt(distance),
      ).map(({ offset }) => offset);
    const [nodes, addresses] = [inEntry(2 * word), inEntry(5 * word)];
    return nodes[0] === list + 3 * word ? addresses : nodes;
  });
  const [address] = found;
  if (address !== undefined && found.length === 1)
    layouts.set('net_device', 'dev_addr', { offset: address, witnesses: devices.length });
  const byte = (device: Block, at: number): number => (device.u16(at) ?? 0xffff) & 0xff;
  // How it was made up, its length, and how deep the device is below and above others, which is 1 at least.
  const length = clearOffset(
    devices,
    { from: MAX_ADDRESS + 1, to: DEVICE_BYTES - 4, step: 1 },
    (device, at) => {
      const level = [byte(device, at + 1), byte(device, at + 2)];
      const rest = Array.from({ length: MAX_ADDRESS - ETHERNET_BYTES }, (_, i) => byte(device, at - 2 - i));
      return (
        byte(device, at) === ETHERNET_BYTES &&
        byte(device, at - 1) < 4 &&
        level.every((value) => value > 0 && value < 9) &&
        rest.every((value) => value === 0)
      );
    },
  );
  if (length !== undefined) layouts.set('net_device', 'addr_len', { ...length, size: 1 });
}
