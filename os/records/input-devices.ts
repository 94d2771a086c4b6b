/** JSON records of input devices. */
import { completeness, hexAddress, type JsonRecord } from '../records.js';
import type { InputDevice } from '../types.js';

/** Record of `keyboard`. */
export function inputDeviceRecord(device: InputDevice): JsonRecord {
  const [bus, vendor, product, version] = device.id;
  return {
    name: device.name,
    path: device.path,
    bus,
    vendor,
    product,
    version,
    pressed: device.pressed,
    lights: device.lights,
    address: hexAddress(device.address),
    ...completeness(device),
  };
}
