/** Interfaces of a kernel made by hand: addresses of both families, flags, damage. */
import { describe, expect, test } from 'vitest';
import { Interfaces } from '../../../../os/linux/network/interfaces.js';
import { FakeMemory, fakeKernel } from '../../../kit/fake-kernel.js';

const page = (n: number) => 0xffff888000000000n + BigInt(n) * 0x1000n;
const LAYOUTS = {
  net: { list: [0, 16], 'ns.inum': [16, 4], dev_base_head: [24, 16] },
  net_device: {
    dev_list: [0, 16],
    name: [16, 16],
    ifindex: [32, 4],
    mtu: [36, 4],
    flags: [40, 4],
    addr_len: [44, 1],
    state: [48, 8],
    dev_addr: [56, 8],
    ip_ptr: [64, 8],
    ip6_ptr: [72, 8],
  },
  in_device: { ifa_list: [0, 8] },
  in_ifaddr: { ifa_next: [0, 8], ifa_local: [8, 4], ifa_prefixlen: [12, 1] },
  inet6_dev: { addr_list: [0, 16] },
  inet6_ifaddr: { addr: [0, 16], prefix_len: [16, 4], if_list: [24, 16] },
} as const;
const [HEAD, NET, DEVICE, MAC, FOUR, ADDRESS, SIX, ADDRESS6] = Array.from({ length: 8 }, (_, i) =>
  page(i),
) as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

function world() {
  const memory = new FakeMemory();
  const devices = NET + 24n;
  memory.words(HEAD, [NET, NET]).words(NET, [HEAD, HEAD, 7n, DEVICE, DEVICE]);
  memory.words(DEVICE, [devices, devices]).text(DEVICE + 16n, 'eth0');
  memory
    .word(DEVICE + 32n, 2n, 4)
    .word(DEVICE + 36n, 1500n, 4)
    .word(DEVICE + 40n, 0x1103n, 4);
  memory.word(DEVICE + 44n, 6n, 1).words(DEVICE + 48n, [1n, MAC, FOUR, SIX]);
  memory.write(MAC, Uint8Array.of(2, 0, 0, 0, 0, 1)).word(FOUR, ADDRESS);
  memory.word(ADDRESS, 0n).write(ADDRESS + 8n, Uint8Array.of(10, 0, 0, 1, 24, 0, 0, 0, 0, 0, 0, 0));
  memory.words(SIX, [ADDRESS6 + 24n, ADDRESS6 + 24n]).words(ADDRESS6 + 24n, [SIX, SIX]);
  memory.write(ADDRESS6, Uint8Array.of(0xfe, 0x80)).write(ADDRESS6 + 15n, Uint8Array.of(1, 64));
  return {
    memory,
    list: () => new Interfaces(fakeKernel(memory, LAYOUTS, { net_namespace_list: HEAD })).list(),
  };
}

describe('interfaces', () => {
  test('whole', async () => {
    expect(await world().list()).toMatchObject({
      complete: true,
      items: [
        {
          name: 'eth0',
          index: 2,
          mac: '02:00:00:00:00:01',
          mtu: 1500,
          state: 'up',
          addresses: ['10.0.0.1/24', 'fe80::1/64'],
          namespace: 7,
          flags: ['BROADCAST', 'MULTICAST', 'PROMISC', 'UP', 'LOWER_UP'],
          complete: true,
        },
      ],
    });
  });

  test('addresses that lead in a circle are not given', async () => {
    const { memory, list } = world();
    memory.word(ADDRESS, ADDRESS);
    expect((await list()).items).toMatchObject([{ name: 'eth0', addresses: null, complete: false }]);
  });

  test('a lost link-layer address is told, and no other field is lost', async () => {
    const { memory, list } = world();
    memory.lose(MAC);
    const { items } = await list();
    expect(items).toMatchObject([{ mac: null, addresses: ['10.0.0.1/24', 'fe80::1/64'] }]);
    expect(items[0]?.reason).toBe('interface eth0: cannot be read: mac');
  });

  test('without the list of namespaces', async () => {
    const { memory } = world();
    const kernel = fakeKernel(memory, LAYOUTS, { init_net: NET });
    const { items, complete, reason } = await new Interfaces(kernel).list();
    expect(items).toHaveLength(1);
    expect(complete).toBe(false);
    expect(reason).toContain('net_namespace_list');
  });
});
