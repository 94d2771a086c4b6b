/** `vtop`: what virtual addresses translate to. */
import { translationRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { chosenSpace } from '../memory.js';
import { MEMORY_OPTIONS, OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { cellText } from '../render-table.js';
import { row, type Json } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'vtop',
  about: 'physical addresses of virtual ones',
  positionals: [
    { name: 'SOURCE', about: 'a memory dump' },
    { name: 'ADDRESS...', about: 'virtual addresses; names and + - are understood' },
  ],
  options: { ...MEMORY_OPTIONS, ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS },
  async run(session) {
    const texts = session.arguments(1, Infinity, 'ADDRESS');
    const { space, describe } = await chosenSpace(session);
    const addresses: bigint[] = [];
    for (const text of texts) addresses.push(await session.address(text));
    const translations = await space.translate(addresses);
    await session.print(
      translations.map((translation) => row(translationRecord(translation, describe))),
      [
        { field: 'virtual', align: 'right' },
        { field: 'physical', align: 'right', show: plain },
        { field: 'pageSize', align: 'right', show: plain },
        { field: 'permissions', show: plain },
        { field: 'level', align: 'right', show: plain },
        { field: 'reason', show: plain },
      ],
    );
  },
};

/** What is not mapped has no page size: that is an answer, so null is shown as nothing. */
function plain(value: Json | undefined): string {
  return value === null ? '' : cellText(value);
}
