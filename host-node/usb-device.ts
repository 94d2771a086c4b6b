/** USB devices of this machine, by the package `usb`, which who needs it installs. */
import { existsSync } from 'node:fs';
import { PagewalkError, type UsbDevice, type UsbFilter } from '../engine/index.js';

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
    // A Linux kernel without USB has no such folder: nothing can be plugged in.
    if (process.platform === 'linux' && !existsSync('/sys/bus/usb')) return [];
    throw new PagewalkError('host', 'io', `USB devices cannot be listed: ${messageOf(cause)}`, { cause });
  }
  return devices
    .filter((device) => device.vendorId === vendorId && device.productId === productId)
    .map(inTurn);
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

/** The device with one call at a time: the package's own objects refuse a call while another is under way. */
function inTurn(device: UsbDevice): UsbDevice {
  let turn: Promise<unknown> = Promise.resolve();
  const after = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  const { vendorId, productId, productName, serialNumber } = device;
  return {
    vendorId,
    productId,
    productName: productName ?? undefined,
    serialNumber: serialNumber ?? undefined,
    get opened() {
      return device.opened;
    },
    open: () => after(() => device.open()),
    close: () => after(() => device.close()),
    selectConfiguration: (configuration) => after(() => device.selectConfiguration(configuration)),
    claimInterface: (number) => after(() => device.claimInterface(number)),
    releaseInterface: (number) => after(() => device.releaseInterface(number)),
    clearHalt: (direction, endpoint) => after(() => device.clearHalt(direction, endpoint)),
    controlTransferIn: (setup, length) => after(() => device.controlTransferIn(setup, length)),
    transferIn: (endpoint, length) => after(() => device.transferIn(endpoint, length)),
    transferOut: (endpoint, data) => after(() => device.transferOut(endpoint, data)),
  };
}

/** What is used of the package. */
interface Usb {
  readonly usb: { getDevices(): Promise<readonly UsbDevice[]> };
}

async function loadUsb(): Promise<Usb> {
  try {
    // Its devices have WebUSB's methods, but for some of them its types do not say so.
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
