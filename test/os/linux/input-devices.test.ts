/** Input devices made by hand: keys held down, lights, devices without keys, damage. */
import { expect, test } from 'vitest';
import { inputDevices } from '../../../os/linux/input-devices.js';
import { inputDeviceRecord } from '../../../os/records.js';
import { FakeMemory, fakeKernel } from '../../kit/fake-kernel.js';

const AT = 0xffff888000010000n;
const LAYOUTS = {
  input_dev: {
    name: [0, 8],
    phys: [8, 8],
    'id.bustype': [24, 2],
    'id.vendor': [26, 2],
    'id.product': [28, 2],
    'id.version': [30, 2],
    evbit: [32, 8],
    key: [40, 96],
    led: [136, 8],
    node: [144, 16],
  },
} as const;
const [HEAD, KEYBOARD, TOUCH, NAMES] = Array.from({ length: 4 }, (_, i) => AT + BigInt(i) * 0x1000n) as [
  bigint,
  bigint,
  bigint,
  bigint,
];

/** A keyboard with shift, Q and an unnamed key down, and a device without keys. */
function world() {
  const memory = new FakeMemory();
  const links = [HEAD, KEYBOARD + 144n, TOUCH + 144n];
  links.forEach((at, i) => memory.words(at, [links[(i + 1) % 3] as bigint, links[(i + 2) % 3] as bigint]));
  memory
    .text(NAMES, 'a keyboard')
    .text(NAMES + 0x40n, 'isa0060/serio0/input0')
    .word(NAMES + 0x800n, 0n)
    .words(KEYBOARD, [NAMES, NAMES + 0x40n])
    .write(KEYBOARD + 24n, Uint8Array.of(0x11, 0, 1, 0, 2, 0, 0x41, 0xab))
    .word(KEYBOARD + 32n, 0x120013n)
    .word(KEYBOARD + 40n, (1n << 16n) | (1n << 42n))
    .word(KEYBOARD + 40n + 88n, 1n << 40n)
    .word(KEYBOARD + 136n, 0b1000000011n)
    .words(TOUCH, [NAMES, 0n])
    .word(TOUCH + 32n, 0x9n);
  return { memory, kernel: fakeKernel(memory, LAYOUTS, { input_dev_list: HEAD }) };
}

test('keys and lights by their names; devices without keys are no keyboards', async () => {
  const { items, complete } = await inputDevices(world().kernel);
  expect(complete).toBe(true);
  expect(items.map(inputDeviceRecord)).toEqual([
    {
      name: 'a keyboard',
      path: 'isa0060/serio0/input0',
      bus: 0x11,
      vendor: 1,
      product: 2,
      version: 0xab41,
      pressed: ['KEY_Q', 'KEY_LEFTSHIFT', '744'],
      lights: ['numl', 'capsl', 'mail'],
      address: `0x${KEYBOARD.toString(16)}`,
    },
  ]);
});

test('a name that is lost is null and told; so is a list that is torn or not found', async () => {
  const { memory, kernel } = world();
  memory.lose(NAMES);
  expect((await inputDevices(kernel)).items).toMatchObject([
    { name: null, path: null, complete: false, reason: 'cannot be read: name, path' },
  ]);
  memory.lose(TOUCH);
  expect((await inputDevices(kernel)).complete).toBe(false);
  const reason = 'the list of input devices was not found';
  expect(await inputDevices(fakeKernel(new FakeMemory(), LAYOUTS, {}))).toEqual({
    items: [],
    complete: false,
    reason,
  });
});
