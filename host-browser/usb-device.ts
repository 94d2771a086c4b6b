/** USB devices by WebUSB: granted in the page by a click, used there or in a worker. */
import { PagewalkError, type UsbDevice, type UsbFilter } from '../engine/index.js';

/** The part of `navigator.usb` that is used. */
interface WebUsb {
  getDevices(): Promise<readonly UsbDevice[]>;
  requestDevice(options: { readonly filters: readonly UsbFilter[] }): Promise<UsbDevice>;
}

/**
 * Shows the browser's list of devices of a kind; the user grants one. Only in a page, and only in answer to a click or a key. Rejects
 * with kind `unsupported` where there is no WebUSB, `aborted` when the user chose none.
 */
export async function grantUsb(filter: UsbFilter): Promise<void> {
  try {
    await webUsb().requestDevice({ filters: [filter] });
  } catch (cause) {
    if (!(cause instanceof DOMException) || cause.name !== 'NotFoundError') throw cause;
    throw new PagewalkError('host', 'aborted', 'no USB device was chosen', { cause });
  }
}

/** The granted devices of a kind, none opened; also in a worker. Rejects with kind `unsupported` where there is no WebUSB. */
export async function usbDevices({ vendorId, productId }: UsbFilter): Promise<readonly UsbDevice[]> {
  const granted = await webUsb().getDevices();
  return granted.filter((device) => device.vendorId === vendorId && device.productId === productId);
}

/**
 * Opens one of the granted devices of a kind, counted from 0; also in a worker. Rejects with kind `unsupported` where there is no WebUSB,
 * `not-found` when not so many were granted, `io` with advice when the system refuses it.
 */
export async function openUsb(filter: UsbFilter, index = 0): Promise<UsbDevice> {
  const granted = await usbDevices(filter);
  const device = granted[index];
  if (device === undefined)
    throw new PagewalkError('host', 'not-found', `USB device ${index} of this kind is not there`, {
      got: `${granted.length} granted to this page`,
      hint: 'plug it in, and grant it to this page',
    });
  try {
    await device.open();
  } catch (cause) {
    throw new PagewalkError('host', 'io', `the USB device cannot be opened: ${String(cause)}`, {
      hint: 'another program may hold it; Linux needs a udev rule for it, Windows the WinUSB driver',
      cause,
    });
  }
  return device;
}

function webUsb(): WebUsb {
  const { usb } = navigator as unknown as { readonly usb?: WebUsb };
  if (usb !== undefined) return usb;
  throw new PagewalkError('host', 'unsupported', 'this browser has no WebUSB, or not for this page', {
    hint: 'Chromium and its kin have it, for pages of https: and of this machine',
  });
}
