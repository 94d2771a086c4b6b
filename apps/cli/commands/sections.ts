/** `sections`: the parts of an image of a process. */
import { sectionRecord } from '../../../os/records.js';
import { imageCommand } from '../image.js';

/** The command. */
export const command = imageCommand(
  'sections',
  'sections of a program or library of a process; its segments where the section headers are not mapped',
  [
    { field: 'address', align: 'right' },
    { field: 'size', align: 'right' },
    { field: 'permissions' },
    { field: 'offset', align: 'right' },
    { field: 'kind' },
    { field: 'name' },
  ],
  (images, module) => images.sections(module),
  sectionRecord,
);
