/** Two network devices made by hand: their list, state, link and addresses are found at the test's own offsets. */
import { expect, test } from 'vitest';
import { deriveInterfaces } from '../../../../os/linux/infer/interfaces.js';
import { DerivedLayouts } from '../../../../os/linux/infer/layouts.js';
import { Sampler } from '../../../../os/linux/infer/sample.js';
import { FakeMemory, fakeKernel } from '../../../kit/fake-kernel.js';

const NET = 0xffffffff82000000n;
const place = (i: number) => 0xffff888001000000n + BigInt(i) * 0x1000n;
const HEAD = NET + 0x90n;
const numbers = (...values: number[]) => new Uint8Array(new Uint32Array(values).buffer);
const MEMBERS = [
  'dev_list',
  'name',
  'ifindex',
  'mtu',
  'state',
  'flags',
  'dev_addr',
  'addr_len',
  'ip_ptr',
  'ip6_ptr',
];

/** `names` of the devices; the first is a loopback device. */
async function derived(names: readonly string[]) {
  const memory = new FakeMemory();
  memory.write(NET, new Uint8Array(0x1000));
  for (let i = 0; i < 20; i++) memory.write(place(i), new Uint8Array(0x1000));
  const link = (i: number) => (names[i] === undefined ? HEAD : place(i) + 0x40n);
  memory.words(HEAD, [link(0), link(names.length - 1)]);
  // The namespace names its loopback device.
  memory.word(NET + 0x120n, place(0));
  names.forEach((name, i) => {
    const [device, entry, four, six] = [place(i), place(4 + i), place(8 + i), place(12 + i)];
    memory.text(device, name);
    memory.words(device + 0x38n, [i === 0 ? 3n : 2n, link(i + 1), link(i - 1)]);
    memory.write(device + 0xc0n, numbers(i === 0 ? 9 : 0x82, 0, i + 1, i === 0 ? 65536 : 1500));
    memory.words(device + 0x200n, [entry, entry, 1n, entry + 16n]);
    memory.words(entry, [device + 0x200n, device + 0x200n]);
    memory.word(device + 0x280n, entry + 40n);
    memory.write(device + 0x2e0n, Uint8Array.of(0, 6, 1, 1));
    memory.words(device + 0x300n, [four, six]);
    memory.words(four, [device, 0n, i === 0 ? four + 0x100n : 0n]);
    memory.words(four + 0x118n, [four]);
    memory.write(four + 0x130n, numbers(0x0100007f, 0x0100007f, 0xff, 0, 0, 8 << 8));
    memory.words(six, [device, six + 0x400n]);
    memory.write(six + 0x340n, i === 0 ? numbers(0, 0, 0, 0x01000000, 128) : numbers(0));
    memory.words(six + 0x3e0n, [six]);
  });
  const kernel = fakeKernel(memory, {}, { init_net: NET });
  const layouts = new DerivedLayouts(8);
  await deriveInterfaces(kernel, new Sampler(kernel), layouts);
  return layouts;
}

test('devices are found by the loopback device, their members by what differs between them', async () => {
  const layouts = await derived(['lo', 'dummy0']);
  expect(layouts.offset('net', 'dev_base_head')).toBe(0x90);
  expect(MEMBERS.map((path) => layouts.offset('net_device', path))).toEqual([
    0x40, 0, 0xc8, 0xcc, 0x38, 0xc0, 0x280, 0x2e1, 0x300, 0x308,
  ]);
  expect(layouts.offset('in_ifaddr', 'ifa_prefixlen')).toBe(69);
  expect(layouts.offset('inet6_ifaddr', 'if_list')).toBe(0xc0);
});

test('a loopback device alone does not tell its index', async () => {
  const layouts = await derived(['lo']);
  expect(layouts.offset('net_device', 'name')).toBe(0);
  expect(layouts.offset('net_device', 'ifindex')).toBeUndefined();
});

test('a list of other things is none of devices', async () => {
  expect((await derived(['eth0', 'eth1'])).struct('net_device')).toBeUndefined();
});
