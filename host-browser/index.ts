/** The tab's ports: files and blobs, and the analyst that a worker exposes. */
export * from './analyst.js';
export { openBlob } from './blob-source.js';
export { grantUsb, openUsb, usbDevices } from './usb-device.js';
export { openServed } from './websocket.js';
