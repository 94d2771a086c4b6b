/** `keyboard`: keyboards and other devices with keys, with the keys that are held down and the lights that are on. */
import { inputDeviceRecord } from '../../../os/records.js';
import { listingCommand } from '../listing-command.js';

const listed = (value: unknown): string => (value as readonly string[]).join(', ');

/** The command. */
export const command = listingCommand({
  name: 'keyboard',
  about: 'keyboards and other devices with keys: which are held down, which lights are on',
  list: (os, signal) => os.inputDevices(signal),
  record: inputDeviceRecord,
  columns: [
    { field: 'name' },
    { field: 'path' },
    { field: 'pressed', show: listed },
    { field: 'lights', show: listed },
  ],
});
