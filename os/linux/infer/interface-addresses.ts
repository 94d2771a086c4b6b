/** Addresses of network interfaces. Sources for what is invariant: include/linux/inetdevice.h, include/net/if_inet6.h. */
import { wordsOf } from './dentries.js';
import type { DerivedLayouts } from './layouts.js';
import type { Block, Sampler } from './sample.js';
import { Votes } from './votes.js';

const OBJECT_BYTES = 0x40;
const ADDRESS_BYTES = 0x60;
/** No inet6_ifaddr has its link further in. */
const BEFORE = 0x180;
const MAX_PREFIX = 128;

/** Both protocols' objects of a device start with the device; their addresses lead back to them. */
export async function deriveAddresses(
  sampler: Sampler,
  devices: readonly Block[],
  layouts: DerivedLayouts,
): Promise<void> {
  const places = wordsOf(devices, Number.POSITIVE_INFINITY, sampler);
  const objects = await sampler.many(
    places.map(({ pointer }) => pointer),
    OBJECT_BYTES,
  );
  const own = places.flatMap(({ block, offset }, i) => {
    const object = objects[i] as Block;
    return object.word(0) === block.address ? [{ offset, object }] : [];
  });
  await deriveFour(sampler, own, layouts);
  await deriveSix(sampler, own, layouts);
}

interface Owned {
  readonly offset: number;
  readonly object: Block;
}

/** in_device: device, two numbers, addresses; in_ifaddr: a link, the next, the in_device, a link, then the numbers. */
async function deriveFour(sampler: Sampler, own: readonly Owned[], layouts: DerivedLayouts): Promise<void> {
  const { wordSize: word } = sampler;
  const list = word + 8;
  const local = 6 * word;
  const prefix = local + 21;
  const addresses = await sampler.many(
    own.map(({ object }) => object.word(list) ?? 0n),
    ADDRESS_BYTES,
  );
  const votes = new Votes<number>();
  own.forEach(({ offset, object }, i) => {
    const address = addresses[i] as Block;
    const mask = address.u32(local + 8) ?? 0;
    const bits = [...(mask >>> 0).toString(2)].filter((bit) => bit === '1').length;
    const named = address.word(3 * word) === object.address;
    if (named && ((address.u16(prefix) ?? 0xffff) & 0xff) === bits) votes.add(`${offset}`, offset);
  });
  const best = votes.winner();
  if (best === undefined) return;
  const { witnesses, value } = best;
  layouts.set('net_device', 'ip_ptr', { offset: value, witnesses });
  layouts.set('in_device', 'ifa_list', { offset: list, witnesses });
  layouts.set('in_ifaddr', 'ifa_next', { offset: 2 * word, witnesses });
  layouts.set('in_ifaddr', 'ifa_local', { offset: local, size: 4, witnesses });
  layouts.set('in_ifaddr', 'ifa_prefixlen', { offset: prefix, size: 1, witnesses });
}

/** inet6_dev: device, list; inet6_ifaddr: address and prefix first, the inet6_dev four words before the link. */
async function deriveSix(sampler: Sampler, own: readonly Owned[], layouts: DerivedLayouts): Promise<void> {
  const { wordSize: word } = sampler;
  const around = await sampler.many(
    own.map(({ object }) => (object.word(word) ?? 0n) - BigInt(BEFORE)),
    BEFORE,
  );
  const votes = new Votes<{ device: number; link: number }>();
  own.forEach(({ offset, object }, i) => {
    const block = around[i] as Block;
    if (block.word(BEFORE - 4 * word) !== object.address) return;
    for (let at = 0; at < BEFORE - 0x40; at += word) {
      // The address of a loopback device is ::1; others start with one that they gave themselves.
      const words = [0, 4, 8, 12, 16].map((distance) => block.u32(at + distance) ?? 0);
      const [first, second, third, last, prefix] = words as [number, number, number, number, number];
      const isLoopback = first === 0 && second === 0 && third === 0 && last === 0x01000000;
      const isLink = (first & 0xffff) === 0x80fe && second === 0;
      if (isLoopback ? prefix === MAX_PREFIX : isLink && prefix === MAX_PREFIX / 2)
        votes.add(`${offset} ${BEFORE - at}`, { device: offset, link: BEFORE - at });
    }
  });
  const best = votes.winner();
  if (best === undefined) return;
  const { witnesses } = best;
  const { device, link } = best.value;
  layouts.set('net_device', 'ip6_ptr', { offset: device, witnesses });
  layouts.set('inet6_dev', 'addr_list', { offset: word, size: 2 * word, witnesses });
  layouts.set('inet6_ifaddr', 'addr', { offset: 0, size: 16, witnesses });
  layouts.set('inet6_ifaddr', 'prefix_len', { offset: 16, size: 4, witnesses });
  layouts.set('inet6_ifaddr', 'if_list', { offset: link, size: 2 * word, witnesses });
}
