/** The connectors that come with pagewalk. */
export { openElfCore } from './elf-core.js';
export { openRaw } from './raw.js';
export { FORMATS, openConnector, type Format, type OpenOptions } from './sniff.js';
