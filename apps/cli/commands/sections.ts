/** `sections`: the parts of an image of a process, or of the kernel's modules. */
import { moduleSectionRecord, sectionRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { imageCommand } from '../image.js';
import { chosenPid } from '../memory.js';
import { row } from '../row.js';

const ofImages = imageCommand(
  'sections',
  "sections of a program or library of a process (its segments where the section headers are not mapped); without --pid those of the kernel's modules",
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

/** The command. */
export const command: Command = {
  ...ofImages,
  async run(session, parsed) {
    if ((await chosenPid(session)) !== undefined) return ofImages.run(session, parsed);
    session.arguments(0, 0, '');
    const os = await session.os();
    const sections = session.listing(await os.moduleSections(parsed.text('module'), session.signal));
    await session.print(
      sections.map((section) => row(moduleSectionRecord(section))),
      [{ field: 'module' }, { field: 'address', align: 'right' }, { field: 'name' }],
    );
  },
};
