/** Connectors and operating systems by name, with Node's ports. */
import { CONNECTORS } from '../connectors/index.js';
import { Inventory, type HostPorts } from '../engine/index.js';
import { SYSTEMS, type DetectOptions } from '../os/index.js';
import { coreBytes } from './core-bytes.js';
import { diskStore } from './disk-store.js';
import { openBeside } from './file-source.js';
import { openSource } from './open-source.js';
import { processes } from './processes.js';
import { sharedFiles } from './shared-files.js';
import { connect } from './socket.js';
import { symbolOptions } from './symbol-files.js';
import { openUsb, usbDevices } from './usb-device.js';
import { connectSocket } from './websocket.js';

/** The inventory of this version. */
export type NodeInventory = Inventory<typeof CONNECTORS, typeof SYSTEMS>;

/** The ports that Node has; its store is the user's cache folder. */
export function nodePorts(): HostPorts {
  return {
    files: { open: openSource, beside: openBeside },
    usb: { devices: usbDevices, open: openUsb },
    store: diskStore(),
    connect,
    processes,
    shared: sharedFiles,
    messages: connectSocket,
  };
}

/**
 * Connectors and operating systems by name, with the ports of `host`. `defaults` is what system layers get beside what they are
 * given when they are opened; findings are kept in the host's store.
 *
 * @example
 * const machine = await nodeInventory().chain().connector('qcow2', 'vm.qcow2', { snapshot: 'before' }).os('linux').open();
 * console.log((await machine.os.processes()).items);
 * await machine.close();
 */
export function nodeInventory(
  host: HostPorts = nodePorts(),
  defaults: Omit<DetectOptions, 'store'> = { symbols: symbolOptions([]) },
): NodeInventory {
  const { store } = host;
  return new Inventory({
    connectors: CONNECTORS,
    systems: SYSTEMS,
    host,
    core: coreBytes(),
    defaults: { ...defaults, ...(store && { store }) },
  });
}
