/** `imports`: what an image of a process has from others, and where its slots lead now. */
import { importRecord } from '../../../os/records.js';
import { imageCommand } from '../image.js';

/** The command. */
export const command = imageCommand(
  'imports',
  'symbols that a program or library of a process imports',
  [
    { field: 'address', align: 'right' },
    { field: 'target', align: 'right' },
    { field: 'name' },
    { field: 'library' },
    { field: 'version' },
  ],
  (images, module) => images.imports(module),
  importRecord,
);
