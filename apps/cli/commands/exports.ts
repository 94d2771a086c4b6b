/** `exports`: what an image of a process offers to others. */
import { exportRecord } from '../../../os/records.js';
import { imageCommand } from '../image.js';

/** The command. */
export const command = imageCommand(
  'exports',
  'symbols that a program or library of a process exports',
  [
    { field: 'address', align: 'right' },
    { field: 'size', align: 'right' },
    { field: 'type' },
    { field: 'name' },
    { field: 'version' },
  ],
  (images, module) => images.exports(module),
  exportRecord,
);
