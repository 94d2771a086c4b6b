/** Node's ports: files, the cache folder, the core's bytes. */
export { coreBytes } from './core-bytes.js';
export { countingSource, type ReadCounters } from './counting-source.js';
export { cacheFolder, diskStore } from './disk-store.js';
export { openFile } from './file-source.js';
