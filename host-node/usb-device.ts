/** USB devices of this machine, by the package `usb`, which who needs it installs. */
import { PagewalkError, type UsbDevice } from '../engine/index.js';

/** Which devices are meant. */
export interface UsbFilter {
  readonly vendorId: number;
  readonly productId: number;
}

/** What to try where the system refuses a device, by Node's name of the system. */
const ADVICE: Readonly<Record<string, (filter: UsbFilter) => string>> = {
  linux: ({ vendorId, productId }) =>
    `allow it by a udev rule: SUBSYSTEM=="usb", ATTR{idVendor}=="${hex(vendorId)}", ATTR{idProduct}=="${hex(productId)}", ` +
    'MODE="0660", TAG+="uaccess" in /etc/udev/rules.d/70-pagewalk.rules; then plug the device in anew',
  win32: () => 'the device needs the WinUSB driver on both of its interfaces (Zadig installs it)',
};

/** The devices of a kind, in the system's order, none opened. Rejects with kind `unsupported` without the package, `io` when the system cannot list any. */
export async function usbDevices({ vendorId, productId }: UsbFilter): Promise<readonly UsbDevice[]> {
  const { usb } = await loadUsb();
  let devices: readonly UsbDevice[];
  try {
    devices = await usb.getDevices();
  } catch (cause) {
    throw new PagewalkError('host', 'io', `USB devices cannot be listed: ${messageOf(cause)}`, { cause });
  }
  return devices.filter((device) => device.vendorId === vendorId && device.productId === productId);
}

/**
 * Opens one device of a kind, counted from 0. Rejects with kind `not-found` when there are not so many, `io` with advice when the
 * system refuses it, `unsupported` without the package.
 */
export async function openUsb(filter: UsbFilter, index = 0): Promise<UsbDevice> {
  const devices = await usbDevices(filter);
  const device = devices[index];
  const kind = `${hex(filter.vendorId)}:${hex(filter.productId)}`;
  if (device === undefined)
    throw new PagewalkError('host', 'not-found', `USB device ${index} of kind ${kind} is not there`, {
      expected: `more than ${index}`,
      got: `${devices.length} plugged in`,
    });
  try {
    await device.open();
  } catch (cause) {
    const hint = ADVICE[process.platform]?.(filter);
    throw new PagewalkError('host', 'io', `USB device ${kind} cannot be opened: ${messageOf(cause)}`, {
      cause,
      ...(hint !== undefined && { hint }),
    });
  }
  return device;
}

async function loadUsb(): Promise<{ readonly usb: { getDevices(): Promise<readonly UsbDevice[]> } }> {
  try {
    return await import('usb');
  } catch (cause) {
    throw new PagewalkError(
      'host',
      'unsupported',
      'USB devices are reached by the package usb, which is not installed',
      {
        hint: 'npm install usb@3.1.0',
        cause,
      },
    );
  }
}

const hex = (id: number): string => id.toString(16).padStart(4, '0');

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
