/** Node's ports (files, the cache folder, the core's bytes), and `open`, which wires them. */
export { coreBytes } from './core-bytes.js';
export { countingSource, type ReadCounters } from './counting-source.js';
export { cacheFolder, diskStore } from './disk-store.js';
export { beginDumpFile, sha256Of, type DumpFile } from './dump-file.js';
export { openBeside, openFile } from './file-source.js';
export { nodeInventory, nodePorts, type NodeInventory } from './inventory.js';
export { openSource } from './open-source.js';
export { open, type Machine, type OpenOptions } from './open.js';
export { openSymbolFile, symbolOptions } from './symbol-files.js';
export { openUsb, usbDevices } from './usb-device.js';
export { connect } from './socket.js';
export { processes } from './processes.js';
export { sharedFiles } from './shared-files.js';
export { openServed, serveConnector, type RunningServer, type ServerOptions } from './websocket.js';
