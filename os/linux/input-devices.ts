/** Keyboards and other devices with keys, and which are held down. Sources: include/linux/input.h, drivers/input/input.c (input_devices_seq_show). */
import { listingOf } from '../listing.js';
import type { InputDevice, Listing } from '../types.js';
import type { LinuxKernel } from './kernel.js';
import { keyName, lightName } from './key-names.js';
import { structsOnList } from './lists.js';
import { StructReader, type Struct } from './structs.js';
import { textAt, textsAt } from './texts.js';
import { isListOf, variable } from './variables/index.js';

/** include/uapi/linux/input-event-codes.h: EV_SYN, which every device has, and EV_KEY. */
const EV_SYN = 0;
const EV_KEY = 1;
const MAX_NAME = 256;

/** All devices with keys, in the kernel's order. Throws kind `unsupported` when the kernel's types lack what it needs. */
export async function inputDevices(kernel: LinuxKernel, signal?: AbortSignal): Promise<Listing<InputDevice>> {
  const reader = new StructReader(kernel, 'input_dev', [
    'name',
    'phys',
    'id.bustype',
    'id.vendor',
    'id.product',
    'id.version',
    'evbit',
    'key',
    'led',
    'node',
  ]);
  const head = await variable(kernel, {
    name: 'input_dev_list',
    users: [
      'input_register_device',
      'input_devices_seq_start',
      'input_devices_seq_next',
      'input_register_handler',
    ],
    fits: (address) =>
      isListOf(kernel, reader, 'node', address, async (device) => {
        const name = await textAt(kernel, device.word('name'), MAX_NAME);
        return bitsOf(device.raw('evbit')).includes(EV_SYN) && typeof name === 'string' && name !== '';
      }),
  });
  if (head === undefined) return listingOf([], ['the list of input devices was not found']);
  const { structs, reason } = await structsOnList(kernel, reader, head, 'node', signal);
  const items: InputDevice[] = [];
  for (const device of structs)
    if (bitsOf(device.raw('evbit')).includes(EV_KEY)) items.push(await recordOf(kernel, device));
  return listingOf(items, reason === undefined ? [] : [reason]);
}

async function recordOf(kernel: LinuxKernel, device: Struct): Promise<InputDevice> {
  const [name, path] = await textsAt(kernel, [device.word('name'), device.word('phys')]);
  const lost = [
    ...(typeof name === 'string' ? [] : ['name']),
    ...(typeof path === 'string' || device.word('phys') === 0n ? [] : ['path']),
  ];
  return {
    name: name ?? null,
    path: device.word('phys') === 0n ? '' : (path ?? null),
    id: [
      device.number('id.bustype'),
      device.number('id.vendor'),
      device.number('id.product'),
      device.number('id.version'),
    ],
    pressed: bitsOf(device.raw('key')).map(keyName),
    lights: bitsOf(device.raw('led')).map(lightName),
    address: device.address,
    complete: lost.length === 0,
    ...(lost.length > 0 && { reason: `cannot be read: ${lost.join(', ')}` }),
  };
}

/** Numbers of the bits that are set in a map of little-endian words. */
function bitsOf(map: Uint8Array): number[] {
  const bits: number[] = [];
  map.forEach((byte, i) => {
    for (let bit = 0; bit < 8; bit++) if (((byte >> bit) & 1) === 1) bits.push(8 * i + bit);
  });
  return bits;
}
